#include <carrick/tools/log_levels.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::tools;

TEST_CASE("components have levels of their own, or the default") {
  log_levels levels{{{"default", log_level::warn}, {"link", log_level::debug}}};
  CHECK(levels.enabled(log_level::debug, "link"));
  CHECK(!levels.enabled(log_level::trace, "link"));
  CHECK(levels.enabled(log_level::warn, "node"));
  CHECK(!levels.enabled(log_level::info, "node"));
  CHECK(levels.enabled(log_level::debug)); // for some component
  CHECK(!levels.enabled(log_level::trace));
}

TEST_CASE("off is off, and info is what nobody chose") {
  log_levels off{{{"default", log_level::off}}};
  CHECK(!off.enabled(log_level::error, "node"));
  CHECK(!off.enabled(log_level::error));
  log_levels none{{}};
  CHECK(none.enabled(log_level::info, "node"));
  CHECK(!none.enabled(log_level::debug, "node"));
}
