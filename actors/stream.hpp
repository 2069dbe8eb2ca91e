#pragma once

#include <carrick/actors/stream_event.hpp>
#include <carrick/actors/stream_handle.hpp>
#include <carrick/serialization/message_type.hpp>

#include <caf/allowed_unsafe_message_type.hpp>

#include <functional>
#include <memory>

namespace carrick {

/// What an actor does with the events of a stream. Callbacks run in the actor, like handlers; all
/// are optional.
template <data_message In>
struct stream_callback {
  /// An item from the other side, which gets its credit back when this has returned.
  std::function<void(const In& item)> on_item{};
  /// The other side sends no more items; this side still may.
  std::function<void()> on_half_close{};
  /// The other side has ended the stream, or it was lost: `link_lost`, and never `ok` after a loss.
  /// The last callback, once; not called after this side's own close().
  std::function<void(const status& why)> on_end{};
  /// There is room again, after send() or writable() said that there was none.
  std::function<void()> on_writable{};
};

/// One end of a stream on which an actor sends `Out` and receives `In`: what open() returns and
/// what the handler of a stream is given. Copies are the same end. It belongs to one actor, on
/// whatever loop that runs.
///
/// It ends as cancelled when its actor ends, and when the last copy is gone while nothing listens
/// to the other side; with an on_item callback, losing the last copy only half-closes.
template <data_message Out, data_message In>
class stream {
 public:
  stream() = default;
  explicit stream(stream_handle handle) : handle_(std::move(handle)) {}

  /// False for a default-constructed one.
  explicit operator bool() const noexcept { return static_cast<bool>(handle_); }

  /// `overloaded` while items for a whole window wait on this side (on_writable follows),
  /// `too_large`, or how the stream has ended.
  send_status send(const Out& item) const { return handle_.send(&item); }
  /// Whether items go out at once; if not, on_writable follows.
  bool writable() const noexcept { return handle_.writable(); }
  /// No more items from this side.
  void half_close() const { handle_.half_close(); }
  /// Ends the stream; a clean end follows the items that were sent, any other overtakes them.
  void close(status why = {}) const { handle_.close(std::move(why)); }

  const stream_handle& handle() const noexcept { return handle_; }
  friend bool operator==(const stream&, const stream&) = default;

 private:
  stream_handle handle_;
};

namespace detail {

template <data_message In>
class typed_stream_callbacks final : public stream_callbacks {
 public:
  explicit typed_stream_callbacks(stream_callback<In> f) : f_(std::move(f)) {}
  bool listens() const noexcept override { return static_cast<bool>(f_.on_item); }
  void item(const void* value) override {
    if (f_.on_item) f_.on_item(*static_cast<const In*>(value));
  }
  void half_close() override {
    if (f_.on_half_close) f_.on_half_close();
  }
  void end(const status& why) override {
    if (f_.on_end) f_.on_end(why);
  }
  void writable() override {
    if (f_.on_writable) f_.on_writable();
  }

 private:
  stream_callback<In> f_;
};

template <data_message In>
class typed_stream_item final : public stream_item {
 public:
  void* value() noexcept override { return &value_; }

 private:
  In value_;
};

template <data_message Out, data_message In>
inline constexpr stream_types stream_types_of{
  &message_type_of<Out>(), &message_type_of<In>(),
  []() -> stream_item* { return new typed_stream_item<In>; }};

} // namespace detail
} // namespace carrick

template <class Out, class In>
struct caf::allowed_unsafe_message_type<carrick::stream<Out, In>> : std::true_type {};
