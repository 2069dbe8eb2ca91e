#pragma once

#include <caf/atom.hpp>
#include <caf/detail/tuple_vals.hpp>
#include <caf/detail/type_erased_value_impl.hpp>
#include <caf/system_messages.hpp>

/// Messages of one atom (`self->delayed_send(self, 1s, caf::tick_atom_v)`) are what nearly every
/// actor sends itself, and an exit message is sent by inline functions of CAF's headers. What CAF
/// makes of each, some two hundred functions, is compiled once, in atom_messages.cpp.
namespace caf::detail {

extern template class tuple_vals_impl<message_data, atom_value>;
extern template class tuple_vals_impl<type_erased_tuple, atom_value>;
extern template class tuple_vals<atom_value>;
extern template class type_erased_value_impl<atom_value>;

extern template class tuple_vals_impl<message_data, exit_msg>;
extern template class tuple_vals<exit_msg>;
extern template class type_erased_value_impl<exit_msg>;

} // namespace caf::detail
