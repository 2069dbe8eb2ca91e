#pragma once

#include <carrick/core/result.hpp>
#include <carrick/serialization/decode_options.hpp>
#include <carrick/serialization/layout_compare.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace carrick {

/// What two nodes found when they compared their messages. A message that is not named here is
/// equal, or known to one side only.
class layout_verdict {
 public:
  struct difference {
    std::string name;
    layout_comparison found;
  };

  /// By message id.
  const std::map<std::uint32_t, difference>& differences() const noexcept { return differences_; }
  bool compatible(std::uint32_t id) const noexcept;
  /// How to decode what this peer sends as message `id`; `version_mismatch` with the sentence when
  /// that cannot be.
  result<decode_options> options_for(std::uint32_t id) const;
  /// All incompatible messages, a sentence each; empty when there is none.
  std::vector<std::string> sentences() const;

  void add(std::uint32_t id, difference what) { differences_[id] = std::move(what); }

 private:
  std::map<std::uint32_t, difference> differences_;
};

} // namespace carrick
