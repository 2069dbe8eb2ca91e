#pragma once

#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/status.hpp>
#include <carrick/serialization/message_type.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace carrick::sim {

/// An end of a stream of a node, held from outside of its loops. Whoever made it keeps it while
/// is_with_node(), and until that node is gone.
class outside_flow final : public stream_sink, public std::enable_shared_from_this<outside_flow> {
 public:
  struct item {
    buffer body;
    decode_options decoding;
    std::uint32_t cost = 0;
  };

  /// `comes` is the type of the other side's items. `news` is called when an item, or the end of
  /// anything, has come, wherever that is.
  outside_flow(node_core& of, const message_type& comes, std::function<void()> news);

  /// Opens it; first call. Any thread. The opening waits for a link as long as a request would.
  void open(const peer& to, const message_type& type, buffer opening);
  /// Or takes one that a peer has opened. Home loop.
  void accept(const std::shared_ptr<link_session>& from, net::stream_id number);

  // Any thread; from the end on nothing happens.
  /// The next item, which gets its credit back.
  std::optional<item> take();
  void send(buffer body);
  void half_close();
  /// Behind what was sent; `cancelled` before it.
  void close(status why);
  bool half_closed() const;
  std::optional<status> end() const;
  bool is_with_node() const;

  /// The node is gone: it has no last word. On the thread of its loops.
  void lost(const status& why);

  void on_open() noexcept override { go_on(); }
  void on_item(byte_span body, std::uint32_t cost) noexcept override;
  void on_half_closed() noexcept override;
  void on_writable() noexcept override { go_on(); }
  void on_ended(carrick::code code, std::string_view text) noexcept override;

 private:
  enum class step : unsigned char { wait, item, half_close, close };

  void wants();
  void go_on() noexcept;
  step next_step() const;
  bool send_next();
  void end_here(const status& why);

  node_core& core_;
  const message_type& comes_;
  const std::function<void()> news_;

  mutable std::mutex mutex_; // guards the rest
  bool with_node_ = false;
  std::deque<buffer> outgoing_; // until there is a link, and credit
  bool half_closes_ = false;    // behind them
  std::optional<status> closes_;
  std::deque<item> items_;
  bool half_closed_ = false;
  std::optional<status> end_;
};

} // namespace carrick::sim
