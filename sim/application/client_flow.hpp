#pragma once

#include <carrick/actors/session.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/status.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/sim/application/client_host.hpp>
#include <carrick/sim/world.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace carrick::sim {

/// The client's end of a stream that it has opened, made by the node that the client is at.
class client_flow final : public stream_sink, public std::enable_shared_from_this<client_flow> {
 public:
  struct item {
    buffer body;
    decode_options decoding;
    std::uint32_t cost = 0;
  };

  client_flow(client_host& host, std::size_t from, std::string to, const message_type& type)
      : host_(host), from_(from), to_name_(std::move(to)), type_(type) {}

  void open(buffer opening);
  /// The next item, which gets its credit back; none: it has ended, or `who` is to wait().
  std::optional<item> take();
  /// `who` goes on when an item comes, at the end, or then.
  void tell(fiber& who, time_point at_the_latest);
  void forget_waiting() noexcept;

  void send(buffer body);
  void half_close();
  void cancel();
  /// None: it goes on.
  const std::optional<status>& end() const noexcept { return end_; }

  std::size_t from() const noexcept { return from_; }
  void process_ended(std::uint64_t incarnation);
  /// Nobody but its client needs it. Of a process that has ended nobody knows: it is touched until
  /// that is destroyed.
  bool is_free() const noexcept { return !with_node_ && !process_ended_; }

  void on_item(byte_span body, std::uint32_t cost) noexcept override;
  void on_half_closed() noexcept override {}
  void on_writable() noexcept override { send_waiting(); }
  void on_ended(carrick::code code, std::string_view text) noexcept override;

 private:
  void news();
  void send_waiting() noexcept;
  void at_home(void (client_flow::*what)());
  void half_close_at_home();
  void cancel_at_home();
  void refuse();
  bool is_with_node() const;

  client_host& host_;
  const std::size_t from_;
  const std::string to_name_;
  const message_type& type_;
  peer to_;
  std::uint64_t process_ = 0; // its incarnation
  bool with_node_ = false, process_ended_ = false, half_closes_ = false;
  std::deque<item> items_;
  std::deque<buffer> outgoing_; // until there is credit
  std::optional<status> end_;
  fiber* waits_ = nullptr;
  method_event<client_flow, &client_flow::news> wait_over_{*this};
  method_event<client_flow, &client_flow::refuse> refuse_{*this};
};

} // namespace carrick::sim
