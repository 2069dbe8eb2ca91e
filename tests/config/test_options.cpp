#include <carrick/config/options.hpp>
#include <carrick/config/toml_text.hpp>
#include <carrick/tests/support/config_text.hpp>

#include <catch2/catch.hpp>

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
