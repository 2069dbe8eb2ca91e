#include <carrick/sim/history/models.hpp>
#include <carrick/sim/history/picture.hpp>

#include "script.hpp"

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

using namespace sim;
using m = map_model;

judgement stale_read(const std::string& value) {
  return script<m>{{"client 1", 1, 2, m::put("k", value), m::done()},
                   {"client 2", 3, no_answer, m::put("k", "perhaps"), {}},
                   {"client 2", 4, 5, m::get("k"), m::found("perhaps")},
                   {"client 1", 6, 7, m::get("k"), m::found(value)}}
    .seen.judge();
}

std::size_t count_of(const std::string& text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

} // namespace

TEST_CASE("what is wrong is told call by call, in the order of time") {
  CHECK(to_string(stale_read("first")) ==
        "not linearizable, key \"k\": no order gives the answers of these 4 of 4 calls\n"
        "  0.001000 to 0.002000  client 1  put k = first -> ok\n"
        "  0.003000 to the end  client 2  put k = perhaps: no answer, so it may have happened\n"
        "  0.004000 to 0.005000  client 2  get k -> perhaps\n"
        "  0.006000 to 0.007000  client 1  get k -> first  <- fits nowhere\n"
        "  the others can be put in order, which may end in the state: perhaps\n");
  CHECK(to_string(judgement{}) == "right: 0 calls");
}

TEST_CASE("texts of the application neither break a line nor reach a terminal") {
  const auto text = to_string(stale_read("one\n\x1b[31mtwo\xff"));
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(count_of(text, "\n") == 6);
}

TEST_CASE("the picture has a bar a call, a lane a client, and what went wrong in red") {
  const auto picture = history_picture(*stale_read("first").wrong);
  CHECK_THAT(picture, Catch::StartsWith("<svg "));
  CHECK_THAT(picture, Catch::EndsWith("</svg>\n"));
  CHECK(count_of(picture, "class=\"h-bar\"") == 2);
  CHECK(count_of(picture, "class=\"h-open\"") == 1);
  CHECK(count_of(picture, "class=\"h-last\"") == 1);
  CHECK(count_of(picture, "class=\"h-lane\"") == 3); // the open call of client 2 needs its own
}

TEST_CASE("the picture escapes what the application says, and cuts long labels") {
  const auto wrong = *stale_read("<script>&\"" + std::string(200, 'x')).wrong;
  const auto picture = history_picture(wrong);
  CHECK(picture.find("<script>") == std::string::npos);
  CHECK_THAT(picture, Catch::Contains("&lt;script&gt;&amp;&quot;"));
  CHECK_THAT(picture, Catch::Contains("...</text>"));
}

} // namespace carrick::test
