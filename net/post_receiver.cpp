#include <carrick/net/post_receiver.hpp>

namespace carrick::net {

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
