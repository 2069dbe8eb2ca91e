#include <carrick/actors/target_names.hpp>

#include <array>
#include <cstdio>
#include <mutex>

namespace carrick {

void target_names::remember(std::uint32_t target, std::string_view name) {
  {
    std::shared_lock look{mutex_};
    if (names_.contains(target) || names_.size() >= names_max) return;
  }
  std::lock_guard guard{mutex_};
  names_.emplace(target, name);
}

std::string target_names::find(std::uint32_t target) const {
  std::shared_lock look{mutex_};
  auto known = names_.find(target);
  return known == names_.end() ? std::string{} : known->second;
}

std::string target_names::text(std::uint32_t target) const {
  if (target == 0) return {};
  if (auto known = find(target); !known.empty()) return known;
  std::array<char, 16> hash;
  std::snprintf(hash.data(), hash.size(), "%08x", target);
  return std::string{"an actor whose name has the hash "} + hash.data();
}

} // namespace carrick
