#include <carrick/net/post_receiver.hpp>

namespace carrick::net {

void post_receiver::taken_early(std::uint64_t sequence) {
  auto& contiguous = state_.taken_over[static_cast<std::size_t>(post_lane::bulk)];
  std::size_t index = static_cast<std::size_t>(sequence - contiguous - 1);
  if (index >= early_.size()) early_.resize(index + 1);
  early_[index] = true;
  auto gap = std::find(early_.begin(), early_.end(), false);
  contiguous += static_cast<std::uint64_t>(gap - early_.begin());
  early_.erase(early_.begin(), gap);
}

} // namespace carrick::net
