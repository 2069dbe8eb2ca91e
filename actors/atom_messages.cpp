#include <carrick/actors/atom_messages.hpp>

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/message.hpp>

namespace caf::detail {

template class tuple_vals_impl<message_data, atom_value>;
template class tuple_vals_impl<type_erased_tuple, atom_value>;
template class tuple_vals<atom_value>;
template class type_erased_value_impl<atom_value>;

template class tuple_vals_impl<message_data, exit_msg>;
template class tuple_vals<exit_msg>;
template class type_erased_value_impl<exit_msg>;

} // namespace caf::detail
