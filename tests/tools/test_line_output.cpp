#include <carrick/tools/line_output.hpp>
#include <carrick/tools/signals.hpp>

#include "app_cluster.hpp"
#include "text_pipe.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <future>

using namespace carrick;
using namespace carrick::test;
using namespace carrick::tools;

namespace {

std::string told(const lost_lines& lost) { return "(" + to_string(lost) + ")\n"; }

/// For a while no write ends this process.
struct outliving {
  outliving() { signals::outlive_outputs(); }
  ~outliving() { signals::give_back(); }
};

/// How large a file of this process may become, for a while: a disk that is full.
class file_limit {
 public:
  explicit file_limit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~file_limit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  file_limit(const file_limit&) = delete;
  file_limit& operator=(const file_limit&) = delete;

 private:
  outliving writes_;
  rlimit before_{};
};

} // namespace

TEST_CASE("a pipe that is non-blocking and full is waited for") {
  text_pipe pipe;
  pipe.fill();
  ::fcntl(pipe.write_end(), F_SETFL, O_NONBLOCK);
  line_output out{pipe.write_end()};
  const auto text = std::string(1'000'000, 'x') + "all of it\n"; // it is full again and again
  auto written = std::async(std::launch::async, [&] { out.write(text); });
  std::string got;
  while (written.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
    got += pipe.content();
  got += pipe.content();
  CHECK(got.ends_with(text));
  written.get();
  CHECK(out.lost().count == 0);
}

TEST_CASE("who holds nobody up loses lines that find no room, and says how many") {
  text_pipe pipe;
  line_output out{pipe.write_end()};
  out.hold_nobody_up(told);
  pipe.fill();
  out.write("one\n");
  out.write("two\n");
  CHECK(out.lost().count == 2);
  static_cast<void>(pipe.content());
  out.write("three\n");
  CHECK(pipe.content() == "(2 lines were lost: nobody took them)\nthree\n");
  CHECK(out.lost().count == 0);
  CHECK(out.lost_in_all() == 2);
  CHECK((::fcntl(pipe.write_end(), F_GETFL) & O_NONBLOCK) == 0); // others write to it, too
}

TEST_CASE("a socket that is full holds nobody up either") {
  std::array<int, 2> ends{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
  line_output out{ends[0]};
  out.hold_nobody_up(told);
  const std::string line(1000, 'x');
  while (out.lost().count == 0) out.write(line + "\n");
  out.write("more\n");
  CHECK(out.lost().count == 2);
  for (int end : ends) ::close(end);
}

TEST_CASE("a file that may not grow: what was lost is told when it may") {
  app_folder folder;
  net::unique_fd file{::open(folder.file().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600)};
  line_output out{file.get()};
  out.hold_nobody_up(told);
  out.write("first\n");
  {
    file_limit full{8};
    out.write("cut in its middle\n");
    out.write("lost\n");
  }
  CHECK(out.lost().count == 2);
  out.write("last\n");
  CHECK(read_file(folder.file()) == "first\ncu\n(2 lines were lost: File too large)\nlast\n");
}

TEST_CASE("a reader that is gone: the lines are lost, and nothing else") {
  outliving writes;
  text_pipe pipe;
  pipe.close_reader();
  line_output out{pipe.write_end()};
  out.write("a\nb\n");
  CHECK(out.lost().count == 2);
  CHECK(to_string(out.lost()) == "2 lines were lost: Broken pipe");
}
