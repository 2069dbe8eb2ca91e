#pragma once

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

  /// Gives back the memory of free slots behind the last taken one, if that is worth while. Nobody
  /// knows their ids any more; those that come in their place go on where the most used one stands.
  template <class IsFree>
  void shrink(const IsFree& is_free) {
    std::size_t size = slots_.size();
    while (size > 0 && is_free(slots_[size - 1])) --size;
    if (size * 2 >= slots_.size()) return;
    generation_ = slots_.front().generation;
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
