#pragma once

#include <carrick/actors/stream_event.hpp>
#include <carrick/actors/stream_handle.hpp>
#include <carrick/serialization/message_type.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace carrick {

/// A callback of a stream: anything that can be called with what it is told, or nothing.
template <class... Told>
class stream_function : public std::function<void(Told...)> {
 public:
  stream_function() = default;
  template <class F>
  requires(!std::is_base_of_v<stream_function, F>) stream_function(F f) {
    constexpr bool callable = std::is_invocable_v<F&, Told...>;
    static_assert(callable,
                  "carrick: on_item takes an item of the stream's other side by const reference, "
                  "on_item_async a carrick::stream_credit as well, on_end a const "
                  "carrick::status&, on_half_close and on_writable nothing");
    if constexpr (callable) std::function<void(Told...)>::operator=(std::move(f));
  }

  /// As the function that it is: one that is made from this would call it, also where it is empty.
  std::function<void(Told...)> taken() && {
    return static_cast<std::function<void(Told...)>&&>(*this);
  }
};

/// What an actor does with the events of a stream. Callbacks run in the actor, like handlers; all
/// are optional.
template <data_message In>
struct stream_callback {
  /// An item from the other side, which gets its credit back when this has returned. What a
  /// callback throws ends the stream as `internal`, on both sides.
  stream_function<const In&> on_item{};
  /// Instead of on_item, for items whose work is done elsewhere or later (in blocking(), by another
  /// actor, behind an ask): the other side gets the credit back when the last copy of `credit` is
  /// gone, and so never sends more than a window ahead of that work.
  stream_function<const In&, stream_credit> on_item_async{};
  /// The other side sends no more items; this side still may.
  stream_function<> on_half_close{};
  /// The stream has ended, however: by the other side, by a loss (`link_lost`, and never `ok` after
  /// one), or by this side's own close(), with its status. The last callback, once. It comes behind
  /// the items, but for a stream that was broken off (`cancelled`, `deadline_exceeded`,
  /// `link_lost`, `removed`, `stalled`): then those that still wait in the mailbox are dropped, and
  /// it comes at once.
  stream_function<const status&> on_end{};
  /// There is room again, after send() or writable() said that there was none.
  stream_function<> on_writable{};
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
  /// Ends the stream behind the items that were sent; `cancelled` overtakes those that wait here,
  /// which are dropped. on_end follows.
  void close(status why = {}) const { handle_.close(std::move(why)); }
  /// How long an item may wait for credit that the other side owes before the stream ends as
  /// `stalled`: 30 s unless said otherwise (limits::stream_progress), the longest duration for
  /// ever. For what this side sends.
  void limit_stall(duration most) const { handle_.limit_stall(most); }
  /// Items that were dropped on this side when the stream ended: sent and not written, or come and
  /// not handled.
  std::uint64_t dropped() const noexcept { return handle_.dropped(); }

  const stream_handle& handle() const noexcept { return handle_; }
  friend bool operator==(const stream&, const stream&) = default;

 private:
  stream_handle handle_;
};

namespace detail {

template <class T>
struct listener_of {
  using type = stream_callback<nothing>; // of no stream: open() says so
};
template <stream_message T>
struct listener_of<T> {
  using type = stream_callback<item_out_of<T>>;
};
/// What listens to the stream that T opens.
template <class T>
using callbacks_of = typename listener_of<T>::type;

template <data_message In>
class typed_stream_callbacks final : public stream_callbacks {
 public:
  explicit typed_stream_callbacks(stream_callback<In> f)
      : stream_callbacks({f.on_item || f.on_item_async, std::move(f.on_half_close).taken(),
                          std::move(f.on_end).taken(), std::move(f.on_writable).taken()}),
        on_item_(std::move(f.on_item).taken()),
        on_item_async_(std::move(f.on_item_async).taken()) {}

 private:
  void on_item(const void* value, stream_item& of) override {
    const auto& item = *static_cast<const In*>(value);
    if (on_item_async_)
      on_item_async_(item, of.take_credit());
    else
      on_item_(item);
  }

  std::function<void(const In& item)> on_item_;
  std::function<void(const In& item, stream_credit credit)> on_item_async_;
};

} // namespace detail
} // namespace carrick
