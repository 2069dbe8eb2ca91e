#include <carrick/actors/delivery.hpp>

#include <carrick/actors/local_content.hpp>
#include <carrick/serialization/message_type.hpp>

#include <caf/error.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>
#include <caf/sec.hpp>
#include <caf/type_erased_value.hpp>
#include <caf/type_nr.hpp>

namespace carrick {

delivery::~delivery() {
  if (account_) account_->handled(body_bytes_);
}

void delivery::refuse(const status& why) {
  if (call_) call_->refuse(why);
  if (end_) end_.close(why);
}

caf::message delivery::move_content_to_message() {
  auto message = moved_to_caf(value_.type(), value_.get());
  return end_ ? message + caf::make_message(std::move(end_)) : message;
}

caf::message delivery::copy_content_to_message() const {
  auto message = copied_to_caf(value_.type(), value_.get());
  return end_ ? message + caf::make_message(end_) : message;
}

void* delivery::get_mutable(size_t pos) { return pos == 0 ? value_.get() : &end_; }

const void* delivery::get(size_t pos) const noexcept { return pos == 0 ? value_.get() : &end_; }

std::uint32_t delivery::type_token() const noexcept {
  return end_ ? caf::make_type_token<delivery, stream_handle>() : caf::make_type_token<delivery>();
}

caf::rtti_pair delivery::type(size_t pos) const noexcept {
  return {0, pos == 0 ? value_.type().cpp_type : &typeid(stream_handle)};
}

caf::error delivery::load(size_t, caf::deserializer&) { return caf::sec::invalid_argument; }

caf::error delivery::save(size_t, caf::serializer&) const { return caf::sec::invalid_argument; }

std::string delivery::stringify(size_t) const { return std::string{value_.type().name}; }

// CAF copies element by element only what is shared, and this never is.
caf::type_erased_value_ptr delivery::copy(size_t) const { return nullptr; }

} // namespace carrick
