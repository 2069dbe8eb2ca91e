#pragma once

#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/serialization/codec.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace carrick::sim {

/// An end of a stream, without the types of its items.
class stream_end {
 public:
  struct item {
    buffer body;
    decode_options decoding;
  };

  virtual ~stream_end() = default;
  virtual std::optional<item> next(duration limit) = 0;
  virtual void send(buffer body) = 0;
  virtual void half_close() = 0;
  virtual void close(status why) = 0;
  virtual bool half_closed() const = 0;
  virtual std::optional<status> end() const = 0;
};

/// An end of a stream in the hands of who is no actor: items come as `In` and go as `Out`. What is
/// sent before there is a link, or credit, waits for it, and so does what is said behind it.
/// Forgotten before its end, it is cancelled.
template <class In, class Out>
class opened_stream {
 public:
  explicit opened_stream(std::shared_ptr<stream_end> end) : end_(std::move(end)) {}
  opened_stream(opened_stream&&) noexcept = default;
  opened_stream& operator=(opened_stream&&) noexcept = default;
  ~opened_stream() {
    if (end_) cancel();
  }

  /// The next item; none: nothing came within that time, or the stream has ended.
  std::optional<In> next(duration limit) {
    auto item = end_->next(limit);
    if (!item) return {};
    auto value = decode<In>(item->body.bytes(), item->decoding);
    if (!value) return {};
    return std::move(*value);
  }
  void send(const Out& item) {
    buffer body;
    encode(item, body);
    end_->send(std::move(body));
  }
  /// No more items from this side.
  void half_close() { end_->half_close(); }
  /// Ends the stream behind the items that were sent; `cancelled` overtakes them.
  void close(status why = {}) { end_->close(std::move(why)); }
  void cancel() { close({code::cancelled, "the client gave up"}); }
  /// The other side sends no more. Items that came before may still be there.
  bool half_closed() const { return end_->half_closed(); }
  /// None while it goes on. Items that came before it may still be there.
  std::optional<status> end() const { return end_->end(); }

 private:
  std::shared_ptr<stream_end> end_;
};

} // namespace carrick::sim
