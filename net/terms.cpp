#include <carrick/net/terms.hpp>

#include <algorithm>

namespace carrick::net {

bool is_primary(const node_id& self, const node_id& peer) {
  const auto& [low, high] = std::minmax(self, peer);
  std::uint32_t hash = name_hash(low.text() + "\n" + high.text());
  return (hash % 2 == 0) == (self < peer);
}

} // namespace carrick::net
