#pragma once

#include "kv.hpp"

#include <algorithm>

namespace kv {

/// What one node has, with its digest kept up to date. No actor, no network.
class table {
 public:
  /// False if what is there is as new.
  bool apply(const std::string& key, const value& news) {
    auto [at, added] = entries_.try_emplace(key);
    if (!added && at->second.version >= news.version) return false;
    if (!added) digest_.sum -= hash_of(key, at->second.version);
    digest_.sum += hash_of(key, news.version);
    digest_.keys = entries_.size();
    highest_ = std::max(highest_, news.version.counter);
    at->second = news;
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
  const std::map<std::string, value>& entries() const { return entries_; }
  differences compared_with(const kv::digest& other) const {
    differences out{digest_, {}};
    if (other == digest_) return out;
    for (const auto& [key, held] : entries_) out.versions[key] = held.version;
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
