#pragma once

#include <cstdint>
#include <vector>

namespace carrick::net {

/// Ids that wait for their turn; the memory is kept until shrink().
class id_fifo {
 public:
  bool empty() const noexcept { return first_ == ids_.size(); }
  void push(std::uint32_t id) { ids_.push_back(id); }
  std::uint32_t front() const noexcept { return ids_[first_]; }
  void pop() {
    if (++first_ == ids_.size()) {
      ids_.clear();
      first_ = 0;
    } else if (first_ >= compact_at && first_ * 2 >= ids_.size()) {
      ids_.erase(ids_.begin(), ids_.begin() + static_cast<std::ptrdiff_t>(first_));
      first_ = 0;
    }
  }
  void shrink() {
    if (empty()) ids_.shrink_to_fit();
  }

 private:
  static constexpr std::size_t compact_at = 1024;

  std::vector<std::uint32_t> ids_;
  std::size_t first_ = 0;
};

} // namespace carrick::net
