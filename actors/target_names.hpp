#pragma once

#include <cstdint>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace carrick {

/// The names of actors elsewhere that were said here, by the hash that goes over the wire: for
/// people. Any thread.
class target_names {
 public:
  /// More are not remembered.
  static constexpr std::size_t names_max = 65'536;

  void remember(std::uint32_t target, std::string_view name);
  /// Empty if it was not named here.
  std::string find(std::uint32_t target) const;
  /// "store"; "an actor whose name has the hash 1a2b3c4d" for one that was not named here; empty
  /// for the node itself, which is 0.
  std::string text(std::uint32_t target) const;

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::uint32_t, std::string> names_; // guarded by mutex_
};

} // namespace carrick
