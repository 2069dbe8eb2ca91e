#include "source_world.hpp"
#include "text_pipe.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>

using namespace carrick::test;

namespace {

std::string descriptor_of(const app_process& process, int number) {
  return std::filesystem::read_symlink("/proc/" + std::to_string(process.pid()) + "/fd/" +
                                       std::to_string(number))
    .string();
}

} // namespace

TEST_CASE("a command whose data cannot be printed fails", "[process]") {
  app_cluster cluster{1};
  auto at = std::vector<std::string>{"--connect", cluster.address("n1")};
  auto run = [&](const std::string& script, std::vector<std::string> words) {
    words.insert(words.end(), at.begin(), at.end());
    return run_to_end(by_shell(script, words));
  };
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"call", "n1/store", "probe.nap"},
                                             {"stream", "n1/store", "probe.count", "{\"to\":3}"},
                                             {"members", "--watch"},
                                             {"members"},
                                             {"handlers"},
                                             {"actors"},
                                             {"ping"},
                                             {"version"},
                                             {"explain"},
                                             {"--help"},
                                             {"sim", "-c", cluster.file(), "--for", "1s"}}) {
    INFO(words.front());
    auto full = run("exec \"$@\" >/dev/full", words);
    CHECK(full.exit == 1);
    CHECK(has(full.err, "error: stdout: "));
    CHECK(has(full.err, "lost: No space left on device\n"));
    auto closed = run("exec \"$@\" >&-", words);
    CHECK(closed.exit == 1);
    CHECK(has(closed.err, "lost: Bad file descriptor\n"));
  }
  // Its own verdict says more.
  CHECK(run("exec \"$@\" >/dev/full", {"call", "n1/store", "probe.refuse"}).exit == 71);
  auto json = run("exec \"$@\" >/dev/full", {"call", "n1/store", "probe.nap", "-o", "json"});
  CHECK(has(json.err, "{\"error\":{"));
}

TEST_CASE("stdin that cannot be read is wrong usage", "[process]") {
  app_cluster cluster{1};
  auto at = cluster.address("n1");
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"call", "n1/store", "probe.nap", "-"},
                                             {"post", "n1/store", "probe.note", "-"},
                                             {"stream", "n1/store", "probe.count", "{}", "-"}}) {
    INFO(words.front());
    for (const auto* input : {"</", "<&-"}) {
      auto given = words;
      given.insert(given.end(), {"--connect", at});
      auto r = run_to_end(by_shell(std::string{"exec \"$@\" "} + input, given));
      CHECK(r.exit == 2);
      CHECK(has(r.err, "error: stdin cannot be read: "));
    }
  }
}

TEST_CASE("start: pipes that nobody reads do not hold it up", "[process]") {
  known_node n1;
  text_pipe pipe;
  pipe.fill();
  // stdout and stderr are one pipe, as behind 2>&1.
  app_process::other program = by_shell("exec \"$@\" 2>&1", n1.start());
  program.out = pipe.write_end();
  app_process node{program};
  REQUIRE(n1.serves());
  CHECK(n1.logs_a_line());
  SECTION("nor its end") {
    node.send(SIGTERM);
    CHECK(node.wait() == 0);
  }
  SECTION("when they are read again they say what was lost") {
    static_cast<void>(pipe.content());
    CHECK(n1.logs_a_line());
    std::string got;
    CHECK(eventually([&] { return has(got += pipe.content(), "probe.hold"); }));
    node.send(SIGTERM);
    CHECK(node.wait() == 0);
    got += pipe.content();
    CHECK(has(got, " lines were lost: nobody took them\nn1  stopping: "));
    CHECK(has(got, "n1  stopped after "));
  }
}

TEST_CASE("up: pipes that nobody reads do not hold it up", "[process]") {
  known_node n1;
  text_pipe pipe;
  pipe.fill();
  app_process::other program = by_shell("exec \"$@\" 2>&1", {"up", n1.folder.file()});
  program.out = pipe.write_end();
  app_process up{program};
  CHECK(n1.serves());
  up.send(SIGTERM);
  CHECK(up.wait() == 0);
}

TEST_CASE("start: a log that could not be written goes on, with what was lost", "[process]") {
  known_node n1;
  auto log = n1.folder.path() / "log";
  app_process node{by_shell("exec \"$@\" 2>" + log.string(), n1.start())};
  REQUIRE(n1.serves());
  CHECK(n1.logs_a_line());
  CHECK(eventually([&] { return has(read_file(log), "probe.hold"); }));
  node.set_limit(RLIMIT_FSIZE, std::filesystem::file_size(log));
  CHECK(n1.logs_a_line());
  node.set_limit(RLIMIT_FSIZE, RLIM_INFINITY);
  CHECK(n1.logs_a_line());
  CHECK(eventually([&] { return has(read_file(log), "lost: File too large"); }));
  node.send(SIGTERM);
  CHECK(node.wait() == 0);
}

TEST_CASE("up: a log file that could not be written goes on, with what was lost", "[process]") {
  known_node n1;
  auto logs = n1.folder.path() / "logs";
  app_process up{{"up", n1.folder.file(), "--log-dir", logs.string()}};
  REQUIRE(n1.serves());
  REQUIRE(up.prints("ready: "));
  CHECK(n1.logs_a_line());
  CHECK(up.complains("probe.hold"));
  up.set_limit(RLIMIT_FSIZE, 1);
  auto seen = up.err().size();
  CHECK(n1.logs_a_line());
  CHECK(eventually([&] { return up.read(), has(up.err().substr(seen), "probe.hold"); }));
  up.set_limit(RLIMIT_FSIZE, RLIM_INFINITY);
  CHECK(n1.logs_a_line());
  CHECK(eventually([&] {
    return up.read(),
           has(read_file(logs / "n1.log"), "were lost: ") ||
             has(read_file(logs / "n1.log"), "was lost: ");
  }));
  CHECK(has(read_file(logs / "n1.log"), "lost: File too large\n"));
  up.send(SIGTERM);
  CHECK(up.wait() == 0);
}

TEST_CASE("descriptors that are closed at the start stay out of use", "[process]") {
  known_node n1;
  for (const auto* script : {"exec \"$@\" <&- >&- 2>&-", "exec \"$@\" <&-", "exec \"$@\" 2>&-"}) {
    app_process node{by_shell(script, n1.start())};
    REQUIRE(n1.serves());
    const std::string closed = script;
    if (has(closed, "<&-")) CHECK(descriptor_of(node, 0) == "/dev/null");
    if (has(closed, " >&-")) CHECK(descriptor_of(node, 1) == "/dev/null");
    if (has(closed, "2>&-")) CHECK(descriptor_of(node, 2) == "/dev/null");
    node.send(SIGTERM);
    CHECK(node.wait() == 0);
  }
  auto logs = n1.folder.path() / "logs";
  app_process up{
    by_shell("exec \"$@\" <&- >&- 2>&-", {"up", n1.folder.file(), "--log-dir", logs.string()})};
  REQUIRE(n1.serves());
  for (int number : {0, 1, 2}) CHECK(descriptor_of(up, number) == "/dev/null");
  up.send(SIGTERM);
  CHECK(up.wait() == 0);
  CHECK(has(read_file(logs / "n1.log"), "listening "));
}

TEST_CASE("stream: items go as they come", "[process]") {
  app_cluster cluster{1};
  text_pipe input;
  app_process::other program =
    by_shell("exec \"$@\"",
             {"stream", "n1/store", "probe.count", "{}", "-", "--connect", cluster.address("n1")});
  program.in = input.read_end();
  app_process stream{program};
  input.close_reader();
  input.put("{\"number\":1}\n");
  REQUIRE(stream.prints("{\"number\":2}\n"));
  input.put("{\"number\":2}\n{\"numb");
  REQUIRE(stream.prints("{\"number\":4}\n"));
  SECTION("to the end") {
    input.put("er\":3}");
    input.close_writer();
    CHECK(stream.wait() == 0);
    CHECK(stream.out() == "{\"number\":2}\n{\"number\":4}\n{\"number\":6}\n");
  }
  SECTION("to a line that is none") {
    input.put("r\":3}\n");
    CHECK(stream.wait() == 2);
    CHECK(has(stream.err(), "probe.item in line 3"));
  }
  SECTION("to a Ctrl-C") {
    stream.send(SIGINT);
    CHECK(stream.wait() == 130);
  }
  SECTION("to the end of the node") {
    cluster.up().send(SIGKILL);
    CHECK(stream.wait() == 3);
  }
}
