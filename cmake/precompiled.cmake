# What most files of a set include, our own headers too: a change of one of those compiles nearly
# everything again with or without this.

set(carrick_base_headers
  <algorithm> <array> <atomic> <chrono> <cstddef> <cstdint> <cstring> <deque> <functional>
  <map> <memory> <mutex> <optional> <span> <string> <string_view> <thread> <tuple>
  <type_traits> <unordered_map> <utility> <variant> <vector>
  <carrick/core/bytes.hpp> <carrick/core/ids.hpp> <carrick/core/limits.hpp>
  <carrick/core/result.hpp>)
set(carrick_caf_headers ${carrick_base_headers}
  <caf/actor_system.hpp> <caf/actor_system_config.hpp> <caf/event_based_actor.hpp>
  <caf/stateful_actor.hpp> <carrick/actors/actor.hpp>)

# For the folders below actors/.
carrick_precompiled_set(base
  HEADERS ${carrick_base_headers}
  DEPENDS Boost::headers Threads::Threads)
# For actors/ and above. Asio is in none: few files use it, and most of them stand together in units.
carrick_precompiled_set(caf
  HEADERS ${carrick_caf_headers}
  DEPENDS CAF::core Boost::headers Threads::Threads)
