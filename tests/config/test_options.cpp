#include <carrick/config/options.hpp>
#include <carrick/config/toml_text.hpp>
#include <carrick/core/random.hpp>
#include <carrick/tests/support/config_text.hpp>

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

struct nested {
  std::vector<std::string> peers;
  CARRICK_OPTIONS(nested, peers)
};
struct rich_options {
  bool on = false;
  double share = 0.5;
  std::uint16_t port = 0;
  std::chrono::milliseconds every{5};
  std::vector<std::byte> key;
  std::map<std::string, std::int32_t> limits;
  nested inner;
  CARRICK_OPTIONS(rich_options, on, share, port, every, key, limits, inner)
};

config::value tree(std::string_view text) {
  auto parsed = config::parse_toml(text, "c.toml");
  REQUIRE(std::holds_alternative<config::value>(parsed));
  return std::get<config::value>(parsed);
}

std::string wrong(std::string_view text) {
  auto bound = config::bind_options<rich_options>(tree(text));
  REQUIRE(bound.has_error());
  CHECK(bound.error() == code::bad_config);
  return bound.error().message();
}

TEST_CASE("options of all kinds are filled from their table") {
  auto bound = config::bind_options<rich_options>(
    tree("on = true\nshare = 1\nport = 65535\nevery = \"2s\"\nkey = \"00fF\"\nlimits = { a = -1 }\n"
         "[inner]\npeers = [\"n1\", \"n2\"]"));
  REQUIRE(bound.has_value());
  CHECK(bound->on);
  CHECK(bound->share == 1);
  CHECK(bound->port == 65535);
  CHECK(bound->every == 2s);
  CHECK(bound->key == std::vector<std::byte>{std::byte{0}, std::byte{255}});
  CHECK(bound->limits.at("a") == -1);
  CHECK(bound->inner.peers == std::vector<std::string>{"n1", "n2"});
}

TEST_CASE("a duration is written as everywhere in the file") {
  auto every = [](const std::string& text) {
    auto bound = config::bind_options<rich_options>(tree("every = \"" + text + "\""));
    return bound ? bound->every : -1ms;
  };
  CHECK(every("5m") == 5min);
  CHECK(every("5min") == 5min);
  CHECK(every("1d") == 24h);
  CHECK(every("0.5s") == 500ms);
  CHECK_THAT(wrong("every = \"5 s\""),
             Catch::EndsWith(R"(options.every: a space between number and unit; write "5s")"));
  CHECK_THAT(wrong("every = \"5us\""), Catch::EndsWith(R"("5us" is no whole number of ms)"));
}

TEST_CASE("a number goes through a file without a change of one bit, or is refused") {
  random_source random{4711};
  for (int i = 0; i < 5'000; ++i) {
    auto bits = random.next();
    if (i % 4 == 0) bits &= 0x800f'ffff'ffff'ffff; // a subnormal one
    const auto number = std::bit_cast<double>(bits);
    if (std::isnan(number)) continue;
    const auto text = "share = " + config::toml_text({number, {}});
    CAPTURE(text);
    auto bound = config::bind_options<rich_options>(tree(text));
    REQUIRE(bound);
    REQUIRE(std::bit_cast<std::uint64_t>(bound->share) == bits);
  }
  auto minus_zero = config::bind_options<rich_options>(tree("share = -0.0"));
  CHECK(std::signbit(minus_zero->share));
  for (auto number : {"1e400", "-1e400"}) {
    auto parsed = config::parse_toml("share = " + std::string{number}, "c.toml");
    REQUIRE(std::holds_alternative<config::finding>(parsed));
    CHECK_THAT(to_string(std::get<config::finding>(parsed)), Catch::StartsWith("c.toml:1:"));
  }
}

TEST_CASE("what is missing keeps its default") {
  auto bound = config::bind_options<rich_options>({});
  REQUIRE(bound.has_value());
  CHECK(bound->share == 0.5);
  CHECK(bound->every == 5ms);
}

TEST_CASE("what is wrong is named with path and place, all at once") {
  CHECK_THAT(wrong("on = 1\n\nport = 65536"),
             Catch::StartsWith("c.toml:1:6: options.on: ") &&
               Catch::Contains("\nc.toml:3:8: options.port: "));
  CHECK_THAT(wrong("[inner]\npeers = [\"n1\", 2]"),
             Catch::StartsWith("c.toml:2:16: options.inner.peers[1]: "));
  CHECK_THAT(wrong("[inner]\npeer = []"), Catch::StartsWith("c.toml:2:8: options.inner.peer: "));
  CHECK_THAT(wrong("port = -1"), Catch::Contains("options.port"));
  CHECK_THAT(wrong("every = 5"), Catch::Contains("options.every"));
  for (auto text : {"key = \"0\"", "key = \"0g\"", "key = 1"})
    CHECK_THAT(wrong(text), Catch::Contains("options.key"));
}

TEST_CASE("the place of a path, also where keys hold dots") {
  auto root = tree("a = 1\n\"a.b\" = 2\n[c]\nd = [1,\n[2]]");
  auto line = [&](std::string_view path) { return config::origin_at(root, "options", path).line; };
  CHECK(line("options.a") == 1);
  CHECK(line("options.a.b") == 2);
  CHECK(line("options.c.d[1][0]") == 5);
  CHECK(line("options.none") == root.where().line);
}

} // namespace
} // namespace carrick::test
