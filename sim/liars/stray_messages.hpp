#pragma once

#include <carrick/serialization/message.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace carrick::sim {

// What liars may say: nobody tells a checker of it.
struct stray_item {
  std::string text;
  CARRICK_DATA(stray_item, "carrick.sim.stray.item", text)
};
struct stray_ask {
  std::string text;
  std::uint32_t milliseconds = 0; ///< until it is answered
  CARRICK_REQUEST(stray_ask, "carrick.sim.stray.ask", stray_item, text, milliseconds)
};
struct stray_mark {
  std::string text;
  CARRICK_POST(stray_mark, "carrick.sim.stray.mark", text)
};
struct stray_stream {
  std::string text;
  CARRICK_STREAM(stray_stream, "carrick.sim.stray.stream", stray_item, stray_item, text)
};

inline constexpr std::string_view stray_name = "stray";

} // namespace carrick::sim
