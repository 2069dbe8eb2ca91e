#include <carrick/core/random.hpp>
#include <carrick/membership/exec_lines.hpp>
#include <carrick/tests/support/membership_world.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace carrick;
using namespace carrick::membership;
using namespace carrick::test;

namespace {

/// A list as "n1 n2", what is wrong as "malformed".
std::string names_or_code(const result<update>& what) {
  if (!what) return std::string{name_of(what.error().code())};
  std::string out;
  for (const auto& m : *what) out += (out.empty() ? "" : " ") + m.id.text();
  return out;
}

struct exec_world {
  exec_lines lines;
  std::vector<std::string> feed(std::string_view bytes) {
    lines.feed(as_bytes(bytes));
    std::vector<std::string> out;
    while (auto next = lines.next()) out.push_back(names_or_code(*next));
    return out;
  }
};

constexpr std::string_view joined_n1 = "{\"event\":\"joined\",\"node\":\"n1\",\"addr\":\"a:1\"}\n";
constexpr std::string_view joined_n2 =
  "{\"event\":\"joined\",\"node\":\"n2\",\"addresses\":[\"b:1\",\"b:2\"],\"tags\":{\"k\":\"v\"}}\n";
constexpr std::string_view left_n1 = "{\"event\":\"left\",\"node\":\"n1\"}\n";
constexpr std::string_view snapshot_n1_n3 =
  "{\"event\":\"snapshot\",\"members\":[{\"node\":\"n3\",\"addr\":\"c:1\"},{\"node\":\"n1\"}]}\n";

} // namespace

TEST_CASE("members come, go, and are all named at once") {
  exec_world w;
  CHECK(w.feed(joined_n1) == std::vector<std::string>{"n1"});
  CHECK(w.feed(joined_n2) == std::vector<std::string>{"n1 n2"});
  CHECK(w.feed(left_n1) == std::vector<std::string>{"n2"});
  CHECK(w.feed(left_n1) == std::vector<std::string>{"n2"});
  CHECK(w.feed(snapshot_n1_n3) == std::vector<std::string>{"n1 n3"});
}

TEST_CASE("a line brings addresses and tags") {
  exec_lines lines;
  lines.feed(as_bytes(joined_n2));
  auto list = lines.next();
  REQUIRE(list.has_value());
  CHECK((*list)->front() == configured_member{id("n2"), {"b:1", "b:2"}, {{"k", "v"}}});
}

TEST_CASE("a program may write its lines in pieces") {
  std::string all{joined_n1};
  all.append("\n \r\n")
    .append(joined_n2)
    .append("rubbish\n")
    .append(snapshot_n1_n3)
    .append(left_n1);
  exec_world whole;
  const auto expected = whole.feed(all);
  REQUIRE(expected == std::vector<std::string>{"n1", "n1 n2", "malformed", "n1 n3", "n3"});
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    exec_world w;
    random_source random{seed};
    std::vector<std::string> got;
    for (std::string_view rest = all; !rest.empty();) {
      auto piece = rest.substr(0, 1 + random.below(1 + seed));
      for (auto& each : w.feed(piece)) got.push_back(std::move(each));
      rest.remove_prefix(piece.size());
    }
    CHECK(got == expected);
  }
}

TEST_CASE("a line that is wrong has no effect") {
  exec_world w;
  w.feed(joined_n1);
  for (std::string line :
       {"x", "[]", "{}", "{\"event\":\"join\"}", "{\"event\":\"joined\"}",
        "{\"event\":\"joined\",\"node\":\"n 1\"}",
        "{\"event\":\"joined\",\"node\":\"n1\",\"addresses\":1}", "{\"event\":\"left\"}",
        "{\"event\":\"snapshot\"}", "{\"event\":\"snapshot\",\"members\":[1]}",
        "{\"event\":\"snapshot\",\"members\":[{\"node\":\"a\"},{\"node\":\"a\"}]}"}) {
    INFO(line);
    CHECK(w.feed(line + '\n') == std::vector<std::string>{"malformed"});
  }
  CHECK(w.feed(std::string(exec_lines::line_bytes_max + 1, 'x') + '\n') ==
        std::vector<std::string>{"too_large"});
  CHECK(w.feed(joined_n2) == std::vector<std::string>{"n1 n2"});
}

TEST_CASE("the line of a program that has ended is not finished by the next") {
  exec_world w;
  w.feed(joined_n1);
  CHECK(w.feed("{\"event\":\"left\",").empty());
  w.lines.restart();
  CHECK(w.feed(joined_n2) == std::vector<std::string>{"n1 n2"});
}
