#pragma once

#include <carrick/net/checksum.hpp>
#include <carrick/net/wire.hpp>

#include <array>
#include <span>
#include <utility>

namespace carrick::net {

/// The memory that parts of large messages belong into.
class chunk_places {
 public:
  /// Where the payload of that chunk goes, or null: it is handed out as any frame is. The memory
  /// stays until the chunk was handed out.
  virtual std::byte* place_for(std::uint32_t transfer, std::size_t length) = 0;

 protected:
  ~chunk_places() = default;
};

/// Cuts a byte stream into frames. A frame that is whole in the fed bytes is not copied; an
/// unfinished one is carried over. The rest of a large one need not be fed: it can be put where it
/// belongs at once, see room().
class frame_reader {
 public:
  enum class outcome : std::uint8_t {
    none,      ///< everything fed was taken
    frame,     ///< a whole frame
    too_large, ///< a length above the limit, judged from the header alone
    bad_kind,  ///< kind or flags that no peer may send, judged from the header alone
    corrupt,   ///< wrong checksum
  };

  /// `frame_bytes` is the largest payload that is let in. Without `places` chunks are as other
  /// frames.
  frame_reader(std::size_t frame_bytes, bool checksum, chunk_places* places = nullptr) noexcept
      : limit_(frame_bytes), trailer_(checksum ? checksum_bytes : 0), places_(places) {}

  /// The bytes must stay until next() returned `none` or retain() was called.
  void feed(byte_span bytes);
  /// After anything but `none` and `frame` the stream is lost.
  outcome next(frame& out) {
    if (carry_.empty() && place_ == nullptr && input_.size() >= header_bytes) [[likely]] {
      frame_header header{load_le<std::uint64_t>(input_.data())};
      if (auto bad = judge(header); bad != outcome::none) [[unlikely]]
        return bad;
      std::size_t total = header_bytes + header.length() + trailer_;
      if (input_.size() >= total) [[likely]] {
        byte_span bytes = input_.first(total);
        input_ = input_.subspan(total);
        return deliver(header, bytes, out);
      }
    }
    return place_ != nullptr ? next_placed(out) : next_carried(out);
  }
  /// Where the next bytes of the stream go, if the rest of a large frame is awaited: to be filled
  /// from its front, then filled(). Empty otherwise. Valid until the next call of anything here.
  std::span<std::byte> room();
  void filled(std::size_t count) noexcept;
  /// Copies what was fed and not taken, so that the fed bytes may go.
  void retain();
  /// Forgets what was fed and not taken; returns how many bytes that are.
  std::size_t give_back() noexcept { return std::exchange(input_, {}).size(); }
  /// Bytes of an unfinished frame, and what else is carried over.
  std::size_t carried() const noexcept { return carry_.size() - carry_at_ + placed_; }

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
  outcome next_placed(frame& out);
  bool place(frame_header header);
  bool placed_intact(byte_span payload) const noexcept;
  void fill_place() noexcept;
  void carry(std::size_t count);

  byte_span input_;
  buffer carry_;
  std::size_t carry_at_ = 0;
  std::size_t missing_ = 0;    ///< of the unfinished frame that is carried
  std::byte* place_ = nullptr; ///< of the unfinished chunk's payload
  std::size_t placed_ = 0;     ///< of the payload, then of the checksum
  std::array<std::byte, checksum_bytes> placed_trailer_{};
  frame_header placed_header_;
  std::size_t limit_;
  std::size_t application_limit_ = 0;
  std::size_t trailer_;
  chunk_places* places_;
};

} // namespace carrick::net
