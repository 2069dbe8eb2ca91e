#pragma once

#include "kv.hpp"

#include <algorithm>

namespace kv {

/// What one node has, with its digest kept up to date. No actor, no network.
class table {
 public:
  /// False if what is there is as new.
  bool apply(stored s) {
    auto [at, added] = entries_.try_emplace(s.key);
    if (!added && at->second.version >= s.version) return false;
    if (!added) digest_.sum -= hash_of(s.key, at->second.version);
    digest_.sum += hash_of(s.key, s.version);
    digest_.keys = entries_.size();
    highest_ = std::max(highest_, s.version.counter);
    at->second = value{true, std::move(s.data), std::move(s.version)};
    return true;
  }
  value read(const std::string& key) const {
    auto found = entries_.find(key);
    return found == entries_.end() ? value{} : found->second;
  }
  bool is_older(const std::string& key, const version& than) const {
    auto found = entries_.find(key);
    return found == entries_.end() || found->second.version < than;
  }
  version next_version(const std::string& node) const { return {highest_ + 1, node}; }
  const kv::digest& digest() const { return digest_; }
  kv::versions versions() const {
    kv::versions out;
    for (const auto& [key, v] : entries_) out.of[key] = v.version;
    return out;
  }

 private:
  static std::uint64_t hash_of(const std::string& key, const version& v) {
    std::uint64_t hash = 14695981039346656037ull; // FNV-1a
    for (char c : key + '\n' + std::to_string(v.counter) + '\n' + v.node)
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return hash;
  }

  std::map<std::string, value> entries_;
  kv::digest digest_;
  std::uint64_t highest_ = 0;
};

} // namespace kv
