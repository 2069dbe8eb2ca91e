#pragma once

#include <carrick/actors/delivery.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/actors/stream.hpp>

#include <caf/actor_control_block.hpp>

#include <memory>
#include <string>

namespace carrick {

/// Brings a message of other nodes into the mailbox of the actor that serves it.
class actor_handler : public message_handler {
 public:
  actor_handler(actor_base& actor, const message_type& type);

  const message_type* type() const noexcept final { return &type_; }
  std::string_view message_name() const noexcept final;
  std::string_view kind() const noexcept final { return "actor"; }
  std::string_view actor_name() const noexcept final { return name_; }
  const actor_base* served_by() const noexcept final { return &actor_; }

 protected:
  actor_base& actor() const noexcept { return actor_; }
  /// Decodes into `value`, a part of `element`, and hands that over.
  void request(const std::shared_ptr<link_session>& link, net::served_id id, const incoming& what,
               const reply_type& reply, std::unique_ptr<delivery_base> element, void* value);
  carrick::code post(const std::shared_ptr<link_session>& link, const incoming& what,
                     std::unique_ptr<delivery_base> element, void* value);
  void stream(const std::shared_ptr<link_session>& link, net::stream_id id, const incoming& what,
              const stream_handle& end, std::unique_ptr<delivery_base> element, void* value);
  stream_handle new_stream(const stream_types& types);

 private:
  status decode(const link_session& link, byte_span body, void* value) const;
  void hand_over(std::unique_ptr<delivery_base> element);

  const caf::strong_actor_ptr keep_;
  actor_base& actor_;
  const std::string name_;
  const message_type& type_;
};

/// The opening of a stream, with this side's end of it.
template <stream_message T>
class stream_delivery final : public delivery_base {
 public:
  using stream_end = stream<item_out_of<T>, item_in_of<T>>;

  explicit stream_delivery(stream_end opened)
      : delivery_base(message_type_of<T>(), caf::make_type_token<T, stream_end>(),
                      {&typeid(T), &value}, {&typeid(stream_end), &end}),
        end(std::move(opened)) {}

  caf::message move_content_to_message() override {
    return caf::make_message(std::move(value), std::move(end));
  }
  caf::message copy_content_to_message() const override { return caf::make_message(value, end); }

  T value;
  stream_end end;
};

namespace detail {

template <message T>
class typed_actor_handler final : public actor_handler {
 public:
  explicit typed_actor_handler(actor_base& to) : actor_handler(to, message_type_of<T>()) {}

  void on_request(const std::shared_ptr<link_session>& link, net::served_id id,
                  const incoming& what) override {
    if constexpr (request_message<T>) {
      auto element = std::make_unique<delivery<T>>();
      auto* value = &element->value;
      request(link, id, what, reply_type_of<reply_of<T>>, std::move(element), value);
    } else {
      message_handler::on_request(link, id, what);
    }
  }

  carrick::code on_post(const std::shared_ptr<link_session>& link, const incoming& what) override {
    if constexpr (post_message<T>) {
      auto element = std::make_unique<delivery<T>>();
      auto* value = &element->value;
      return post(link, what, std::move(element), value);
    } else {
      return message_handler::on_post(link, what);
    }
  }

  void on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                 const incoming& what) override {
    if constexpr (stream_message<T>) {
      using in = item_in_of<T>;
      auto end = new_stream(stream_types_of<item_out_of<T>, in>);
      auto element = std::make_unique<stream_delivery<T>>(carrick::stream<item_out_of<T>, in>{end});
      auto* value = &element->value;
      stream(link, id, what, end, std::move(element), value);
    } else {
      message_handler::on_stream(link, id, what);
    }
  }
};

template <message T>
std::shared_ptr<message_handler> make_actor_handler(actor_base& actor) {
  return std::make_shared<typed_actor_handler<T>>(actor);
}

} // namespace detail
} // namespace carrick
