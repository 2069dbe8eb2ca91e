#include <carrick/config/load.hpp>
#include <carrick/config/rows.hpp>
#include <carrick/core/ensure.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace carrick;

/// Any text is either refused with findings or printed so that it loads again to the same text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  auto first = config::load_text(text, "fuzz.toml", {.sets = {"log.level=debug"}});
  for (const auto& f : first.error()) ENSURE(!to_string(f).empty());
  if (!first) return 0;
  auto printed = config::print(*first);
  auto again = config::load_text(printed, "again.toml");
  ENSURE(again);
  ENSURE(config::print(*again) == printed);
  return 0;
}
