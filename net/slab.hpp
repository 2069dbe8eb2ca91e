#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace carrick::net {

/// The slots of a table. An id is a slot (20 bits) and the generation of its use (12 bits), so that
/// the id of an earlier use finds nothing. A slot has the members `next`, for the list of free ones
/// and what else its table wants while it is taken, and `generation`.
template <class Slot>
class slab {
 public:
  static constexpr std::uint32_t none = 0xffffffff;
  static constexpr std::uint32_t index_of(std::uint32_t id) noexcept {
    return id >> generation_bits;
  }

  std::uint32_t take() {
    std::uint32_t index = free_;
    if (index == none) return add();
    free_ = slots_[index].next;
    return index;
  }
  /// Its ids find nothing from now on.
  void give_back(std::uint32_t index) noexcept {
    Slot& s = slots_[index];
    s.generation = static_cast<std::uint16_t>((s.generation + 1) & generation_mask);
    s.next = free_;
    free_ = index;
  }

  Slot& operator[](std::uint32_t index) noexcept { return slots_[index]; }
  const Slot& operator[](std::uint32_t index) const noexcept { return slots_[index]; }
  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(slots_.size()); }
  std::uint32_t id_of(std::uint32_t index) const noexcept {
    return index << generation_bits | slots_[index].generation;
  }
  /// A slot that is free has an id, too: the one of its next use.
  Slot* find(std::uint32_t id) noexcept {
    std::uint32_t index = index_of(id);
    return index < slots_.size() && id_of(index) == id ? &slots_[index] : nullptr;
  }
  const Slot* find(std::uint32_t id) const noexcept {
    std::uint32_t index = index_of(id);
    return index < slots_.size() && id_of(index) == id ? &slots_[index] : nullptr;
  }

  /// Gives back the memory of free slots behind the last taken one, if that is worth while. Those
  /// that come in their place have generations that none of these had of late: somebody may still
  /// name the id of their last use.
  template <class IsFree>
  void shrink(const IsFree& is_free) {
    std::size_t size = slots_.size();
    while (size > 0 && is_free(slots_[size - 1])) --size;
    if (size * 2 >= slots_.size() || !find_fresh_generation(size)) return;
    slots_.resize(size);
    slots_.shrink_to_fit();
    free_ = none;
    for (auto i = static_cast<std::uint32_t>(size); i-- > 0;) {
      if (!is_free(slots_[i])) continue;
      slots_[i].next = free_;
      free_ = i;
    }
  }

 private:
  static constexpr unsigned generation_bits = 12;
  static constexpr std::uint32_t generation_mask = (1u << generation_bits) - 1;
  static constexpr std::uint32_t fresh_min = 1'024;

  /// The first of the most that follow each other and were the last of no slot from `first` on.
  bool find_fresh_generation(std::size_t first) {
    constexpr std::uint32_t all = generation_mask + 1;
    std::bitset<all> last;
    for (std::size_t i = first; i < slots_.size(); ++i)
      last.set((slots_[i].generation - 1u) & generation_mask);
    std::uint32_t run = 0, longest = 0, fresh = 0;
    for (std::uint32_t at = 0; at < 2 * all && run < all; ++at) {
      run = last.test(at & generation_mask) ? 0 : run + 1;
      if (run <= longest) continue;
      longest = run;
      fresh = (at + 1 - run) & generation_mask;
    }
    if (longest < fresh_min) return false;
    generation_ = static_cast<std::uint16_t>(fresh);
    return true;
  }
  std::uint32_t add() {
    slots_.emplace_back();
    slots_.back().generation = generation_;
    return size() - 1;
  }

  std::vector<Slot> slots_;
  std::uint32_t free_ = none;
  std::uint16_t generation_ = 0; // of new ones
};

} // namespace carrick::net
