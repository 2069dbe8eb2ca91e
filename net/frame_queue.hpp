#pragma once

#include <carrick/core/bytes.hpp>

#include <vector>

namespace carrick::net {

/// Whole frames on their way out, in order. They are appended at the back while a sealed run at the
/// front is being written. Each run is a piece of memory of its own, so what waits takes little
/// more than its bytes, however much that is; a few pieces take turns, so that nothing is allocated
/// in steady state.
class frame_queue {
 public:
  /// Runs are cut at the last frame boundary before this many bytes.
  static constexpr std::size_t run_bytes = 64 * 1024;

  /// Room for one more whole frame; valid until the next call.
  std::byte* append(std::size_t frame_bytes) {
    if (back_.size() + frame_bytes > run_bytes && !back_.empty()) cut(frame_bytes);
    std::byte* at = back_.grow(frame_bytes);
    appended_ += frame_bytes;
    ++frames_;
    return at;
  }

  /// The next run of frames, at most run_bytes unless one frame is larger; it stays valid until
  /// release(), which comes before the next seal(). Empty when nothing waits.
  byte_span seal();
  /// The sealed run was written.
  void release() {
    released_ = sealed_;
    front_.clear();
  }
  /// Drops the frames that are not sealed and returns the bytes of each run of them to `visit`.
  template <class Visit>
  void discard(Visit&& visit) {
    for (std::size_t i = first_run_; i < last_run_; ++i) visit(runs_[i].bytes());
    visit(back_.bytes());
    drop_unsealed();
  }

  bool empty() const noexcept { return appended_ == released_; }
  /// Bytes not released, sealed ones included.
  std::size_t size() const noexcept { return appended_ - released_; }
  /// Bytes that wait to be sealed.
  std::size_t waiting() const noexcept { return appended_ - sealed_; }
  /// Totals since the beginning: a frame is sealed when `sealed_total` has reached the
  /// `appended_total` behind it.
  std::uint64_t appended_total() const noexcept { return appended_; }
  std::uint64_t sealed_total() const noexcept { return sealed_; }
  /// Frames appended since the beginning.
  std::uint64_t frames() const noexcept { return frames_; }
  /// Gives memory back while nothing waits.
  void shrink();

 private:
  void cut(std::size_t frame_bytes);
  void drop_unsealed();

  buffer front_;             ///< the sealed run
  std::vector<buffer> runs_; ///< whole ones behind it, between these two; the others are empty
  std::size_t first_run_ = 0;
  std::size_t last_run_ = 0;
  buffer back_;
  std::uint64_t appended_ = 0;
  std::uint64_t sealed_ = 0;
  std::uint64_t released_ = 0;
  std::uint64_t frames_ = 0;
};

} // namespace carrick::net
