#include <carrick/actors/local_content.hpp>

#include <carrick/actors/value_behind.hpp>
#include <carrick/serialization/message_type.hpp>

#include <caf/error.hpp>
#include <caf/message.hpp>
#include <caf/sec.hpp>
#include <caf/type_erased_value.hpp>
#include <caf/type_nr.hpp>

namespace carrick {
namespace {

/// CAF never encodes it: it is local only.
class local_content final : public caf::detail::message_data {
 public:
  local_content(const message_type& type, const void* copied) : value_(type, this + 1, copied) {}
  local_content(void* moved, const message_type& type) : value_(moved, type, this + 1) {}

  static void* operator new(std::size_t size, const message_type& type) {
    return value_behind::allocate(size, type);
  }
  static void operator delete(void* memory, const message_type&) { value_behind::release(memory); }
  static void operator delete(void* memory) { value_behind::release(memory); }

  message_data* copy() const override {
    return new (value_.type()) local_content{value_.type(), value_.get()};
  }
  void* get_mutable(size_t) override { return value_.get(); }
  caf::error load(size_t, caf::deserializer&) override { return caf::sec::invalid_argument; }
  size_t size() const noexcept override { return 1; }
  std::uint32_t type_token() const noexcept override {
    return caf::make_type_token<local_content>();
  }
  caf::rtti_pair type(size_t) const noexcept override { return {0, value_.type().cpp_type}; }
  const void* get(size_t) const noexcept override { return value_.get(); }
  std::string stringify(size_t) const override { return std::string{value_.type().name}; }
  caf::type_erased_value_ptr copy(size_t) const override { return nullptr; }
  caf::error save(size_t, caf::serializer&) const override { return caf::sec::invalid_argument; }

 private:
  value_behind value_;
};

} // namespace

caf::message moved_to_caf(const message_type& type, void* value) {
  return caf::message{caf::message::data_ptr{new (type) local_content{value, type}, false}};
}

caf::message copied_to_caf(const message_type& type, const void* value) {
  return caf::message{caf::message::data_ptr{new (type) local_content{type, value}, false}};
}

} // namespace carrick
