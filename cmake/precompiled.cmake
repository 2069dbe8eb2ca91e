set(carrick_std_headers
  <algorithm> <array> <atomic> <chrono> <cstddef> <cstdint> <cstring> <deque> <functional>
  <map> <memory> <mutex> <optional> <span> <string> <string_view> <thread> <tuple>
  <type_traits> <unordered_map> <utility> <variant> <vector>)
set(carrick_caf_headers ${carrick_std_headers}
  <caf/actor_system.hpp> <caf/actor_system_config.hpp> <caf/event_based_actor.hpp>
  <caf/stateful_actor.hpp>)

# For actors/ and above. Asio is in none: the few files that use it cost less than another set.
carrick_precompiled_set(caf
  HEADERS ${carrick_caf_headers}
  DEPENDS CAF::core Boost::headers Threads::Threads)
