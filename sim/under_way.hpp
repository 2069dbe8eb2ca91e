#pragma once

#include <bitset>
#include <cstddef>
#include <string_view>

namespace carrick::sim {

/// What is under way at a node at a moment.
enum class under_way : unsigned char {
  down,      ///< it does not run
  held,      ///< it is paused or stalled
  leaving,   ///< it says goodbye
  unlinked,  ///< a member has no link
  handshake, ///< a connection is in its handshake
  stranger,  ///< a link is tentative
  waiting,   ///< a request waits for a link
  unsent,    ///< a post waits to be sent
  in_flight, ///< a post is not acknowledged
  requests,  ///< a request of its own has no answer
  handlers,  ///< a request of another one has a handler
  streams,   ///< a stream stands
  transfers, ///< a large message is being put together
  owing,     ///< an acknowledgement or credit is owed
};
inline constexpr std::size_t under_way_kinds = static_cast<std::size_t>(under_way::owing) + 1;

/// "in_flight", ...
std::string_view name_of(under_way what) noexcept;

class under_way_set {
 public:
  under_way_set() = default;

  void add(under_way what, bool is_so = true) noexcept {
    if (is_so) set_.set(static_cast<std::size_t>(what));
  }
  void add(const under_way_set& others) noexcept { set_ |= others.set_; }
  bool has(under_way what) const noexcept { return set_.test(static_cast<std::size_t>(what)); }

 private:
  std::bitset<under_way_kinds> set_;
};

} // namespace carrick::sim
