#include <carrick/net/frame_queue.hpp>

#include <utility>

namespace carrick::net {

byte_span frame_queue::seal() {
  if (released_ == front_.bytes.size()) {
    if (back_.bytes.empty()) return {};
    front_.clear();
    std::swap(front_, back_);
    released_ = sealed_ = next_cut_ = 0;
  }
  sealed_ = next_cut_ < front_.cuts.size() ? front_.cuts[next_cut_++] : front_.bytes.size();
  return front_.bytes.bytes().subspan(released_, sealed_ - released_);
}

void frame_queue::release() {
  released_ = sealed_;
  if (released_ != front_.bytes.size()) return;
  front_.clear();
  released_ = sealed_ = next_cut_ = 0;
}

void frame_queue::drop_unsealed() {
  appended_ -= waiting();
  front_.bytes.truncate(sealed_);
  front_.cuts.clear();
  next_cut_ = 0;
  back_.clear();
}

void frame_queue::shrink() {
  if (!empty()) return;
  front_ = {};
  back_ = {};
}

} // namespace carrick::net
