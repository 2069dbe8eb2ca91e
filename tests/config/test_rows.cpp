#include <carrick/config/rows.hpp>
#include <carrick/config/toml_text.hpp>
#include <carrick/tests/support/config_text.hpp>

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

std::vector<std::string> texts(const config::cluster_spec& spec) {
  std::vector<std::string> out;
  for (const auto& row : config::rows(spec)) out.push_back(row.path + " = " + toml_text(row.held));
  return out;
}

TEST_CASE("what is printed loads to the same values") {
  auto with_origins = GENERATE(false, true);
  auto text = GENERATE(
    std::string{full_text}, small_text(), small_text("[runtime]\nloops = 3\n"),
    small_text(
      "[nodes.\"a:b.c\"]\nlisten = \"[::1]:5\"\ntags = { \"x y\" = \"q\\\"#\" }\nactors = [ { "
      "name = \"a.b\", type = \"t\", options = { \"k k\" = [1, 2.5, [true], {}], sub = { a = "
      "\"1\\n\\u0085\", e "
      "= {} } } "
      "}, { name = \"c\", type = \"t\" } ]\n"));
  auto spec = spec_of(text);
  auto printed = config::print(spec, with_origins);
  INFO(printed);
  auto again = spec_of(printed);
  CHECK(texts(again) == texts(spec));
  CHECK(config::print(again) == config::print(spec));
}

TEST_CASE("the rows name every value once, with its origin") {
  auto spec = spec_of(small_text("[drain]\ngrace = \"1s\""), {.sets = {"log.format=json"}});
  std::map<std::string, std::string> found;
  for (const auto& row : config::rows(spec))
    CHECK(found.emplace(row.path, toml_text(row.held) + " " + to_string(row.where)).second);
  CHECK(found.at("drain.grace") == "\"1s\" c.toml:5");
  CHECK(found.at("log.format") == "\"json\" --set");
  CHECK(found.at("log.level.default") == "\"info\" default");
  CHECK(found.at("runtime.loops") == "\"auto\" default");
  CHECK(found.at("nodes.n1.listen") == "\"127.0.0.1:7101\" c.toml:3");
  CHECK(found.at("transport.frame_max") == "\"65KiB\" default");
  CHECK(found.at("membership.etcd.endpoints") == "[] default");
  CHECK(found.at("membership.settle") == "\"500ms\" default");
  CHECK(found.size() == 49);
}

TEST_CASE("a printed file with origins reads well") {
  auto printed = config::print(spec_of(small_text()), true);
  CHECK_THAT(printed, Catch::StartsWith("schema = 1\ncluster = \"c\"  # c.toml:1\n"));
  CHECK_THAT(printed, Catch::Contains("\n[nodes.n1]\nlisten = \"127.0.0.1:7101\"  # c.toml:3\n"));
  CHECK_THAT(printed, Catch::Contains("\nreconnect.min = \"50ms\"  # default\n"));
}

} // namespace
} // namespace carrick::test
