set(carrick_std_headers
  <algorithm> <array> <atomic> <chrono> <cstddef> <cstdint> <cstring> <deque> <functional>
  <map> <memory> <mutex> <optional> <span> <string> <string_view> <thread> <tuple>
  <type_traits> <unordered_map> <utility> <variant> <vector> <boost/system/result.hpp>)
set(carrick_caf_headers ${carrick_std_headers}
  <caf/actor_system.hpp> <caf/actor_system_config.hpp> <caf/event_based_actor.hpp>
  <caf/stateful_actor.hpp>)

# Two headers, not one: Asio has no place in what a user's actor file sees.
carrick_precompiled_set(caf
  HEADERS ${carrick_caf_headers}
  DEPENDS CAF::core Boost::headers Threads::Threads)
carrick_precompiled_set(asio
  HEADERS ${carrick_std_headers} <boost/asio.hpp>
  DEPENDS Boost::headers Threads::Threads)
