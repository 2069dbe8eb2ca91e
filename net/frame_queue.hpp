#pragma once

#include <carrick/core/bytes.hpp>

#include <vector>

namespace carrick::net {

/// Whole frames on their way out, in order. They are appended at the back while a sealed run at the
/// front is being written; two buffers take turns, so that nothing moves and, in steady state,
/// nothing is allocated.
class frame_queue {
 public:
  /// Runs are cut at the last frame boundary before this many bytes.
  static constexpr std::size_t run_bytes = 64 * 1024;

  /// Room for one more whole frame; valid until the next call.
  std::byte* append(std::size_t frame_bytes) {
    std::size_t at = back_.bytes.size();
    if (at + frame_bytes - back_.run_start > run_bytes && at > back_.run_start) back_.cut();
    appended_ += frame_bytes;
    ++frames_;
    return back_.bytes.grow(frame_bytes);
  }

  /// The next run of frames, at most run_bytes unless one frame is larger; it stays valid until
  /// release(). Empty when nothing waits.
  byte_span seal();
  /// The sealed run was written.
  void release();
  /// Drops the frames that are not sealed and returns the bytes of each run of them to `visit`.
  template <class Visit>
  void discard(Visit&& visit) {
    visit(front_.bytes.bytes().subspan(sealed_));
    visit(back_.bytes.bytes());
    drop_unsealed();
  }

  bool empty() const noexcept { return size() == 0; }
  /// Bytes not released, sealed ones included.
  std::size_t size() const noexcept { return front_.bytes.size() - released_ + back_.bytes.size(); }
  /// Bytes that wait to be sealed.
  std::size_t waiting() const noexcept {
    return front_.bytes.size() - sealed_ + back_.bytes.size();
  }
  /// Totals since the beginning: a frame is sealed when `sealed_total` has reached the
  /// `appended_total` behind it.
  std::uint64_t appended_total() const noexcept { return appended_; }
  std::uint64_t sealed_total() const noexcept { return appended_ - waiting(); }
  /// Frames appended since the beginning.
  std::uint64_t frames() const noexcept { return frames_; }
  /// Gives memory back while nothing waits.
  void shrink();

 private:
  struct half {
    buffer bytes;
    std::vector<std::size_t> cuts;
    std::size_t run_start = 0;

    void cut() {
      run_start = bytes.size();
      cuts.push_back(run_start);
    }
    void clear() {
      bytes.clear();
      cuts.clear();
      run_start = 0;
    }
  };

  void drop_unsealed();

  half front_;
  half back_;
  std::size_t released_ = 0;
  std::size_t sealed_ = 0;
  std::size_t next_cut_ = 0;
  std::uint64_t appended_ = 0;
  std::uint64_t frames_ = 0;
};

} // namespace carrick::net
