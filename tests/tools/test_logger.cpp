#include <carrick/tools/log_line.hpp>
#include <carrick/tools/spdlog_logger.hpp>
#include <carrick/tools/stopwatch.hpp>

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <sstream>

using namespace carrick;
using namespace carrick::tools;
using namespace std::chrono_literals;

namespace {

struct log_pipe {
  std::array<int, 2> ends{};
  log_pipe() { REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0); }
  ~log_pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  std::string content() const {
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    std::string out;
    std::array<char, 4096> bytes;
    for (ssize_t count; (count = ::read(ends[0], bytes.data(), bytes.size())) > 0;)
      out.append(bytes.data(), static_cast<std::size_t>(count));
    return out;
  }
};

logger_options options_for(const log_pipe& to) {
  logger_options out;
  out.node = "n1";
  out.json = true;
  out.descriptor = to.ends[1];
  return out;
}

} // namespace

TEST_CASE("a logger writes lines in order, at the levels that are on") {
  log_pipe pipe;
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
  log_pipe pipe;
  stopwatch since;
  {
    spdlog_logger log{options_for(pipe)};
    for (int i = 0; i < 20'000; ++i) log.info("link", "a line that nobody will read");
    CHECK(log.lost() > 0);
  }
  CHECK(since.elapsed() < 30s);
}
