#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/net/link.hpp>

#include <cstdint>
#include <map>
#include <utility>

namespace carrick::sim {

/// The order of what a process sends: messages of one sender to one target of one node share a
/// channel, urgent ones of each kind have their own.
class channels {
 public:
  struct place {
    std::uint64_t channel = 0;
    std::uint64_t order = 0;
  };

  place next(std::size_t to, const net::message_head& head, bool is_post) {
    std::uint64_t kind = head.urgent ? is_post ? 2 : 1 : 0;
    std::uint64_t channel = 1 + kind + 3 * (head.to.target + 16 * head.sender);
    return {channel, ++last_[{to, channel}]};
  }

 private:
  std::map<std::pair<std::size_t, std::uint64_t>, std::uint64_t> last_;
};

} // namespace carrick::sim
