#include <carrick/sim/trace.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace std::chrono_literals;

namespace {

std::uint64_t hash_of(duration at, std::string_view node, std::string_view kind,
                      std::string_view text) {
  sim::trace t;
  t.note(at, node, kind, text);
  return t.hash();
}

} // namespace

TEST_CASE("traces of the same happenings have the same hash", "[sim][trace]") {
  CHECK(hash_of(1s, "n1", "link", "up") == hash_of(1s, "n1", "link", "up"));
  CHECK(hash_of(1s, "n1", "link", "up") != hash_of(2s, "n1", "link", "up"));
  CHECK(hash_of(1s, "n1", "link", "up") != hash_of(1s, "n2", "link", "up"));
  CHECK(hash_of(1s, "n1", "link", "up") != hash_of(1s, "n1", "lin", "kup"));
  CHECK(hash_of(1s, "n1", "link", "up") != hash_of(1s, "n1", "link", "upon a much longer time"));
}

TEST_CASE("the order of happenings is part of the hash", "[sim][trace]") {
  sim::trace one;
  sim::trace other;
  one.note(1s, 1, 2);
  one.note(1s, 2, 1);
  other.note(1s, 2, 1);
  other.note(1s, 1, 2);
  CHECK(one.hash() != other.hash());
  CHECK(one.count() == 2);
}

TEST_CASE("a trace keeps the last lines, and the same hash", "[sim][trace]") {
  sim::trace none;
  sim::trace two{2};
  CHECK_FALSE(none.keeps());
  CHECK(two.keeps());
  for (sim::trace* each : {&none, &two}) {
    for (int i = 1; i <= 3; ++i) each->note(i * 1s, "n1", "step", std::to_string(i));
    each->note(4s, 7, 7);
    each->explain(4s, "n1", "seven", "in words");
  }
  CHECK(none.lines().empty());
  CHECK(none.hash() == two.hash());
  CHECK(none.count() == 4);
  const auto lines = two.lines();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].text == "3");
  CHECK(lines[1].kind == "seven");
  two.keep(1);
  CHECK(two.lines().size() == 1);
}

TEST_CASE("a line is readable", "[sim][trace]") {
  CHECK(to_string(sim::trace_line{1'204'017us, "n2", "link", "up with n3"}) ==
        "  1.204017 n2 link: up with n3");
  CHECK(to_string(sim::trace_line{1234s, "", "fault", "clog"}) == "1234.000000 fault: clog");
}
