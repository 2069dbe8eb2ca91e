#pragma once

#include <carrick/actors/call_state.hpp>
#include <carrick/actors/packed_body.hpp>
#include <carrick/actors/stream_handle.hpp>
#include <carrick/actors/unhandled.hpp>
#include <carrick/actors/value_behind.hpp>
#include <carrick/core/bytes.hpp>

#include <caf/mailbox_element.hpp>
#include <caf/type_erased_tuple.hpp>

#include <cstddef>
#include <memory>
#include <typeinfo>

namespace carrick {

/// A message of a peer in an actor's mailbox: to CAF, a message like any other, and the opening of
/// a stream one of two elements, with this side's stream_handle. When it is destroyed, handled or
/// not, a post or an opening is reported as handled.
class delivery final : public caf::mailbox_element, private caf::type_erased_tuple {
 public:
  /// With a value that was just made, to decode into.
  static std::unique_ptr<delivery> of(const message_type& type) {
    return std::unique_ptr<delivery>{new (type) delivery{type}};
  }
  ~delivery() override;
  /// Null if the element is something else; a request that was delegated is. A comparison, since a
  /// cast that fails costs as much as the rest of a message.
  static const delivery* in(const caf::mailbox_element* element) noexcept {
    if (element == nullptr || typeid(*element) != typeid(delivery)) return nullptr;
    return static_cast<const delivery*>(element);
  }

  static void operator delete(void* memory) { value_behind::release(memory); }

  const message_type& what() const noexcept { return value_.type(); }
  void* value() noexcept { return value_.get(); }

  /// Of a request; null else.
  const call_ptr& call() const noexcept { return call_; }
  void carries(call_ptr call) noexcept { call_ = std::move(call); }
  /// A post or an opening, until it was handled.
  void counts_in(unhandled_ptr account) noexcept { account_ = std::move(account); }
  /// Of its body on the wire.
  void has_bytes(std::size_t body) noexcept { body_bytes_ = body; }
  std::size_t bytes() const noexcept { return body_bytes_; }
  /// It has to wait: see packed_body. unpack() before it is given to the actor; if that fails there
  /// is no value to give, and refuse() tells who sent it, but for a post.
  void pack(byte_span body, const decode_options& how) { packed_.pack(body, how, value_); }
  status unpack() { return packed_.unpack(value_); }
  void refuse(const status& why);
  /// Makes it the opening of a stream.
  void opens(stream_handle end) noexcept { end_ = std::move(end); }

  caf::type_erased_tuple& content() override { return *this; }
  const caf::type_erased_tuple& content() const override { return *this; }
  caf::message move_content_to_message() override;
  caf::message copy_content_to_message() const override;

 private:
  explicit delivery(const message_type& type) : value_(type, this + 1) {}
  static void* operator new(std::size_t size, const message_type& type) {
    return value_behind::allocate(size, type);
  }
  static void operator delete(void* memory, const message_type&) { value_behind::release(memory); }

  // caf::type_erased_tuple: elements are read and matched; CAF never encodes what is local only.
  void* get_mutable(size_t pos) override;
  caf::error load(size_t pos, caf::deserializer& source) override;
  size_t size() const noexcept override { return end_ ? 2 : 1; }
  std::uint32_t type_token() const noexcept override;
  caf::rtti_pair type(size_t pos) const noexcept override;
  const void* get(size_t pos) const noexcept override;
  std::string stringify(size_t pos) const override;
  caf::type_erased_value_ptr copy(size_t pos) const override;
  caf::error save(size_t pos, caf::serializer& sink) const override;

  call_ptr call_;
  unhandled_ptr account_;
  std::size_t body_bytes_ = 0;
  packed_body packed_;
  stream_handle end_;
  value_behind value_;
};

} // namespace carrick

template <>
struct caf::allowed_unsafe_message_type<carrick::stream_handle> : std::true_type {};
