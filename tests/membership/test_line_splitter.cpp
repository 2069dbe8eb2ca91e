#include <carrick/core/random.hpp>
#include <carrick/membership/line_splitter.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace carrick;
using membership::line_splitter;

namespace {

std::vector<std::string> cut(const std::string& text, std::uint64_t seed) {
  line_splitter lines{8};
  random_source random{seed};
  std::vector<std::string> out;
  for (std::string_view rest = text; !rest.empty();) {
    auto piece = rest.substr(0, 1 + random.below(seed == 0 ? rest.size() : 5));
    lines.feed(as_bytes(piece));
    rest.remove_prefix(piece.size());
    while (auto line = lines.next()) out.push_back(line->text + (line->too_long ? "..." : ""));
  }
  return out;
}

} // namespace

TEST_CASE("lines are the same however their bytes are split") {
  const std::string text = "one\n\n12345678\n123456789\nxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nlast\nno end";
  const std::vector<std::string> expected{"one",         "",    "12345678", "12345678...",
                                          "xxxxxxxx...", "last"};
  for (std::uint64_t seed = 0; seed < 200; ++seed) CHECK(cut(text, seed) == expected);
}

TEST_CASE("what has no end is forgotten") {
  line_splitter lines{8};
  lines.feed(as_bytes("123456789abc"));
  CHECK_FALSE(lines.next());
  lines.clear();
  lines.feed(as_bytes("x\n"));
  auto line = lines.next();
  REQUIRE(line);
  CHECK(line->text == "x");
  CHECK_FALSE(line->too_long);
}
