#pragma once

#include <carrick/net/checksum.hpp>
#include <carrick/net/wire.hpp>

#include <utility>

namespace carrick::net {

/// Cuts a byte stream into frames. A frame that is whole in the fed bytes is not copied; an
/// unfinished one is carried over, and the memory for it grows with the bytes received.
class frame_reader {
 public:
  enum class outcome : std::uint8_t {
    none,       ///< everything fed was taken
    frame,      ///< a whole frame
    too_large,  ///< a length above the limit, judged from the header alone
    bad_kind,   ///< kind or flags that no peer may send, judged from the header alone
    corrupt,    ///< wrong checksum
  };

  /// `frame_bytes` is the largest payload that is let in.
  frame_reader(std::size_t frame_bytes, bool checksum) noexcept
      : limit_(frame_bytes), trailer_(checksum ? checksum_bytes : 0) {}

  /// The bytes must stay until next() returned `none` or retain() was called.
  void feed(byte_span bytes);
  /// After anything but `none` and `frame` the stream is lost.
  outcome next(frame& out) {
    if (carry_.empty() && input_.size() >= header_bytes) [[likely]] {
      frame_header header{load_le<std::uint64_t>(input_.data())};
      if (auto bad = judge(header); bad != outcome::none) [[unlikely]] return bad;
      std::size_t total = header_bytes + header.length() + trailer_;
      if (input_.size() >= total) [[likely]] {
        byte_span bytes = input_.first(total);
        input_ = input_.subspan(total);
        return deliver(header, bytes, out);
      }
    }
    return next_carried(out);
  }
  /// Copies what was fed and not taken, so that the fed bytes may go.
  void retain();
  /// Forgets what was fed and not taken; returns how many bytes that are.
  std::size_t give_back() noexcept { return std::exchange(input_, {}).size(); }
  /// Bytes that are carried over.
  std::size_t carried() const noexcept { return carry_.size() - carry_at_; }

  /// `application` frames may be larger than others; used during a handshake.
  void allow_application(std::size_t frame_bytes) noexcept { application_limit_ = frame_bytes; }
  /// Gives memory back that an idle stream does not need.
  void shrink();

 private:
  outcome judge(frame_header header) const noexcept {
    if (!legal_kinds[header.kind_byte()]) return outcome::bad_kind;
    if (header.length() <= limit_) return outcome::none;
    bool allowed =
      header.kind() == frame_kind::application && header.length() <= application_limit_;
    return allowed ? outcome::none : outcome::too_large;
  }
  outcome deliver(frame_header header, byte_span bytes, frame& out) const noexcept {
    out = {header, bytes.subspan(header_bytes, header.length())};
    if (trailer_ != 0 && !intact(bytes)) return outcome::corrupt;
    return outcome::frame;
  }
  bool intact(byte_span bytes) const noexcept;
  outcome next_carried(frame& out);
  void carry(std::size_t count);

  byte_span input_;
  buffer carry_;
  std::size_t carry_at_ = 0;
  std::size_t limit_;
  std::size_t application_limit_ = 0;
  std::size_t trailer_;
};

} // namespace carrick::net
