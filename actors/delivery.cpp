#include <carrick/actors/delivery.hpp>

#include <caf/error.hpp>
#include <caf/sec.hpp>
#include <caf/type_erased_value.hpp>

namespace carrick {

delivery_base::~delivery_base() {
  if (account_) account_->consumed(body_bytes_);
}

caf::error delivery_base::load(size_t, caf::deserializer&) { return caf::sec::invalid_argument; }

caf::error delivery_base::save(size_t, caf::serializer&) const {
  return caf::sec::invalid_argument;
}

std::string delivery_base::stringify(size_t) const { return std::string{type_.name}; }

// CAF copies element by element only what is shared, and this never is.
caf::type_erased_value_ptr delivery_base::copy(size_t) const { return nullptr; }

} // namespace carrick
