#include <carrick/tools/log_line.hpp>
#include <carrick/tools/spdlog_logger.hpp>
#include <carrick/tools/stopwatch.hpp>

#include "text_pipe.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <thread>

using namespace carrick;
using namespace carrick::test;
using namespace carrick::tools;
using namespace std::chrono_literals;

namespace {

logger_options options_for(const text_pipe& to) {
  logger_options out;
  out.node = "n1";
  out.json = true;
  out.descriptor = to.write_end();
  return out;
}

} // namespace

TEST_CASE("a logger writes lines in order, at the levels that are on") {
  text_pipe pipe;
  {
    spdlog_logger log{options_for(pipe)};
    log.info("link", "one");
    log.debug("link", "not this");
    log.warn("node", "two");
  }
  std::istringstream lines{pipe.content()};
  std::vector<std::string> texts;
  for (std::string line; std::getline(lines, line);) {
    auto parsed = parse_log_line(line);
    REQUIRE(parsed);
    texts.push_back(parsed->component + " " + parsed->text);
  }
  CHECK(texts == std::vector<std::string>{"link one", "node two"});
}

TEST_CASE("a logger that nobody reads holds nobody up, also not at its end") {
  text_pipe pipe;
  stopwatch since;
  {
    spdlog_logger log{options_for(pipe)};
    for (int i = 0; i < 20'000; ++i) log.info("link", "a line that nobody will read");
    CHECK(log.lost() > 0);
  }
  CHECK(since.elapsed() < 30s);
}

TEST_CASE("a logger goes on when there is room again, and says what was lost") {
  text_pipe pipe;
  spdlog_logger log{options_for(pipe)};
  pipe.fill();
  log.info("link", "before there was room");
  while (log.lost() == 0) std::this_thread::yield();
  static_cast<void>(pipe.content());
  log.info("link", "after");
  std::string got;
  while (!has(got, "after")) got += pipe.content();
  CHECK(has(got, "\"component\":\"node\",\"text\":\"1 line was lost: nobody took it\"}\n"));
  CHECK(!has(got, "before"));
}
