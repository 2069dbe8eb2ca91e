#pragma once

#include <carrick/actors/client.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/actors/session.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace carrick {

/// A stream of a client: its events are taken on the loop and told on the thread that follows it.
class client_stream final : private stream_sink {
 public:
  client_stream(peer to, const message_type& type, loop& home)
      : to_(to), type_(type), home_(home) {}

  /// From the opening to the terminal status.
  status follow(byte_span opening, const client::stream_options& options);

 private:
  struct item {
    buffer body;
    std::uint32_t cost;
    decode_options decoding;
  };

  void on_open() noexcept override;
  void on_item(byte_span body, std::uint32_t cost) noexcept override;
  void on_half_closed() noexcept override {}
  void on_writable() noexcept override;
  void on_ended(carrick::code code, std::string_view text) noexcept override;

  void open(byte_span opening);
  void item_waits();
  bool send_next(const client::stream_options& options);
  bool has_next(const client::stream_options& options);
  bool take_items(const client::stream_options& options);
  std::deque<item> waiting_items();
  void consumed(const std::deque<item>& items);
  void cancel();
  void end_here(const status& why);

  const peer to_;
  const message_type& type_;
  loop& home_;
  std::optional<buffer> next_; // to be sent, when there is credit
  bool all_taken_ = false;     // out of the queue
  bool half_closed_ = false;
  std::shared_ptr<link_session> credited_; // of the loop: items may outlive their stream

  std::mutex mutex_; // guards the rest
  std::condition_variable changed_;
  std::deque<item> items_;
  bool writable_ = true;
  bool news_ = true; // there may be something to send that was not there before
  std::optional<status> ended_;
};

} // namespace carrick
