#pragma once

#include <carrick/core/time.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace carrick {

/// Links that have one turn together where others wait for theirs: those from one host, or that of
/// one member. So many links are no way to more of a node than others get. Home loop.
struct turn_group {
  /// No turn of a link is shorter, or nothing would be done but taking turns.
  static constexpr duration turn_min = std::chrono::microseconds(10);

  std::size_t links_behind = 0; ///< whose turn was over before all was taken that they had read

  /// Of one link, where a link alone has `whole`.
  duration part_of(duration whole) const noexcept {
    if (links_behind <= 1) return whole;
    return std::max(whole / static_cast<duration::rep>(links_behind), std::min(whole, turn_min));
  }
};

/// The groups of a node by name: that of a host, or of a member. Home loop.
class turn_groups {
 public:
  std::shared_ptr<turn_group> of_member(const std::string& name) { return of("member " + name); }
  std::shared_ptr<turn_group> of_host(const std::string& name) { return of("host " + name); }
  /// Those that are in use, and some that were.
  std::size_t size() const noexcept { return known_.size(); }

 private:
  static constexpr std::size_t look_through_min = 64;

  std::shared_ptr<turn_group> of(const std::string& who) {
    auto& known = known_[who];
    if (auto there = known.lock()) return there;
    auto made = std::make_shared<turn_group>();
    known = made;
    if (known_.size() >= look_through_at_) forget_unused();
    return made;
  }
  void forget_unused() {
    std::erase_if(known_, [](const auto& each) { return each.second.expired(); });
    look_through_at_ = std::max(look_through_min, 2 * known_.size());
  }

  std::map<std::string, std::weak_ptr<turn_group>> known_;
  std::size_t look_through_at_ = look_through_min;
};

} // namespace carrick
