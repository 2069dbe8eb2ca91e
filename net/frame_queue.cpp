#include <carrick/net/frame_queue.hpp>

#include <algorithm>
#include <utility>

namespace carrick::net {
namespace {

// Pieces that are kept for the next runs.
constexpr std::size_t spare_runs_max = 8;
// So many places in front of the first run are given up together.
constexpr std::size_t passed_runs_max = 64;

} // namespace

/// What was appended last is a run. A piece as large as that is likely to be filled, too.
void frame_queue::cut(std::size_t frame_bytes) {
  if (first_run_ == last_run_) first_run_ = last_run_ = 0;
  if (first_run_ >= passed_runs_max && 2 * first_run_ >= last_run_) {
    runs_.erase(runs_.begin(), runs_.begin() + static_cast<std::ptrdiff_t>(first_run_));
    last_run_ -= first_run_;
    first_run_ = 0;
  }
  const auto usual = std::min(back_.size(), run_bytes);
  if (last_run_ == runs_.size()) runs_.emplace_back();
  std::swap(runs_[last_run_++], back_);
  back_.reserve(std::max(frame_bytes, usual));
}

byte_span frame_queue::seal() {
  if (first_run_ == last_run_) {
    std::swap(front_, back_);
  } else {
    if (first_run_ >= spare_runs_max) front_.release();
    std::swap(front_, runs_[first_run_++]);
  }
  sealed_ += front_.size();
  return front_.bytes();
}

void frame_queue::drop_unsealed() {
  appended_ = sealed_;
  for (auto& run : runs_) run.clear();
  runs_.resize(std::min(runs_.size(), spare_runs_max));
  first_run_ = last_run_ = 0;
  back_.clear();
}

void frame_queue::shrink() {
  if (!empty()) return;
  front_ = {};
  back_ = {};
  runs_ = std::vector<buffer>{};
  first_run_ = last_run_ = 0;
}

} // namespace carrick::net
