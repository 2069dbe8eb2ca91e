#pragma once

#include <carrick/actors/call_state.hpp>
#include <carrick/actors/local_messages.hpp>
#include <carrick/actors/post_account.hpp>

#include <caf/mailbox_element.hpp>
#include <caf/type_erased_tuple.hpp>
#include <caf/type_nr.hpp>

#include <array>
#include <cstddef>

namespace carrick {

/// A message of a peer in an actor's mailbox: to CAF, a message like any other. When it is
/// destroyed, handled or not, a post is reported as consumed.
class delivery_base : public caf::mailbox_element, private caf::type_erased_tuple {
 public:
  ~delivery_base() override;

  const message_type& what() const noexcept { return type_; }

  /// Of a request; null else.
  const call_ptr& call() const noexcept { return call_; }
  void carries(call_ptr call) noexcept { call_ = std::move(call); }
  /// Makes it a post.
  void counts_in(post_account_ptr account, std::size_t body_bytes) noexcept {
    account_ = std::move(account);
    body_bytes_ = body_bytes;
  }

  caf::type_erased_tuple& content() final { return *this; }
  const caf::type_erased_tuple& content() const final { return *this; }

 protected:
  struct element {
    const std::type_info* type;
    void* at;
  };

  delivery_base(const message_type& type, std::uint32_t token, element first,
                element second = {nullptr, nullptr})
      : type_(type), token_(token), elements_{first, second} {}

 private:
  // caf::type_erased_tuple: elements are read and matched; CAF never encodes what is local only.
  void* get_mutable(size_t pos) final { return elements_[pos].at; }
  caf::error load(size_t pos, caf::deserializer& source) final;
  size_t size() const noexcept final { return elements_[1].at == nullptr ? 1 : 2; }
  std::uint32_t type_token() const noexcept final { return token_; }
  caf::rtti_pair type(size_t pos) const noexcept final { return {0, elements_[pos].type}; }
  const void* get(size_t pos) const noexcept final { return elements_[pos].at; }
  std::string stringify(size_t pos) const final;
  caf::type_erased_value_ptr copy(size_t pos) const final;
  caf::error save(size_t pos, caf::serializer& sink) const final;

  const message_type& type_;
  const std::uint32_t token_;
  const std::array<element, 2> elements_;
  call_ptr call_;
  post_account_ptr account_;
  std::size_t body_bytes_ = 0;
};

/// A post or a request.
template <message T>
class delivery final : public delivery_base {
 public:
  delivery()
      : delivery_base(message_type_of<T>(), caf::make_type_token<T>(), {&typeid(T), &value}) {}

  caf::message move_content_to_message() override { return caf::make_message(std::move(value)); }
  caf::message copy_content_to_message() const override { return caf::make_message(value); }

  T value;
};

} // namespace carrick
