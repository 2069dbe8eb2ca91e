#pragma once

#include <cstdint>
#include <vector>

namespace carrick::net {

/// Which slot an id has: open addressing with linear probing, no allocation while the number of ids
/// does not grow. The multiplier depends on a seed, so that a peer cannot prepare colliding ids.
class id_map {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  explicit id_map(std::uint64_t seed = 0) noexcept : multiplier_((seed * 2 + 1) ^ golden) {}

  std::uint32_t find(std::uint32_t id) const noexcept {
    if (size_ == 0) return none;
    for (std::size_t i = home(id);; i = next(i)) {
      if (cells_[i].slot == none) return none;
      if (cells_[i].id == id) return cells_[i].slot;
    }
  }
  /// The id must not be in the map, the slot not be `none`.
  void insert(std::uint32_t id, std::uint32_t slot);
  void erase(std::uint32_t id) noexcept;
  std::size_t size() const noexcept { return size_; }
  /// Gives memory back that many ids have left.
  void shrink();

 private:
  static constexpr std::uint64_t golden = 0x9e3779b97f4a7c14ull;
  static constexpr unsigned shift_of_first = 60; ///< 16 cells
  struct cell {
    std::uint32_t id = 0;
    std::uint32_t slot = none;
  };

  std::size_t home(std::uint32_t id) const noexcept {
    return static_cast<std::size_t>((id + 1) * multiplier_ >> shift_);
  }
  std::size_t next(std::size_t i) const noexcept { return (i + 1) & (cells_.size() - 1); }
  void grow();

  std::vector<cell> cells_;
  std::size_t size_ = 0;
  std::uint64_t multiplier_;
  unsigned shift_ = shift_of_first;
};

} // namespace carrick::net
