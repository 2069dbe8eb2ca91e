#include <carrick/net/post_receiver.hpp>

namespace carrick::net {

void post_receiver::begin_link(std::uint64_t window) noexcept {
  window_ = window;
  ack_bytes_ = std::min<std::uint64_t>(limits::ack_bytes, window / 4);
  charged_ = handed_;
  last_is_early_ = false;
}

void post_receiver::start_anew(std::uint64_t window) {
  charged_ = handed_ = 0;
  state_ = {};
  state_.taken_over.fill(first_);
  last_.fill(first_);
  early_.clear();
  acknowledge();
  begin_link(window);
}

void post_receiver::resume(const std::array<std::uint64_t, post_lanes>& told,
                           std::uint64_t window) {
  begin_link(window);
  last_ = told;
  due_ = handed_ > 0; // an acknowledgement may have been lost with the last link
}

void post_receiver::bulk_taken_over(std::uint64_t sequence) {
  std::uint64_t& contiguous = bulk_contiguous();
  std::size_t index = static_cast<std::size_t>(sequence - contiguous - 1);
  if (index >= early_.size()) early_.resize(index + 1, missing);
  early_[index] = handed_out;
  auto gap = std::find(early_.begin(), early_.end(), missing);
  for (auto done = early_.begin(); done != gap; ++done)
    if (*done != handed_out) ++state_.refused[*done - refused_as(code::ok)];
  contiguous += static_cast<std::uint64_t>(gap - early_.begin());
  early_.erase(early_.begin(), gap);
}

} // namespace carrick::net
