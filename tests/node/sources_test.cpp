#include <carrick/tests/support/name_server.hpp>
#include <carrick/tests/support/node_world.hpp>

#include <carrick/actors/system_messages.hpp>

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>

using namespace carrick;
using namespace carrick::test;

namespace {

/// A file whose lines are names of nodes, which listen at their names; "broken" is none.
class line_reader final : public member_reader {
 public:
  explicit line_reader(std::filesystem::path file) : file_(std::move(file)) {}

  result<member_reading> read() override {
    ++reads;
    member_reading out;
    std::ifstream in{file_};
    for (std::string line; std::getline(in, line);) {
      if (line == "broken") return fail(code::bad_config, "line 1 is broken");
      out.members.push_back({id_of(line), {line}, {}});
    }
    return out;
  }

  std::atomic<int> reads{0};

 private:
  std::filesystem::path file_;
};

class folder {
 public:
  folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "carrick-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~folder() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

void write(const std::filesystem::path& file, std::string_view text) {
  std::ofstream{file} << text;
}

/// A node over pipes, with a source.
struct sourced_node {
  explicit sourced_node(source_options source) : world(2) {
    auto options = world.options_of(0);
    options.members = {{.node = id_of("n1"), .addresses = {"n1"}}};
    options.source = std::move(source);
    options.source.settle = 10ms;
    REQUIRE(world.start(std::move(options), 0, {}).ok());
  }
  std::string members() {
    std::string out;
    for (const auto& m : world[0].members()) out += (out.empty() ? "" : " ") + m.id.text();
    return out;
  }
  std::string problem() {
    auto client = world.client_of({});
    auto rows = client.ask("n1", system_messages::members{}, 5s);
    return rows ? rows->source + ": " + rows->source_problem : to_string(rows.error());
  }
  bool sees(const std::string& names) {
    return eventually([&] { return members() == names; });
  }

  node_world world;
};

} // namespace

TEST_CASE("members come from a file that changes") {
  folder in;
  write(in / "members", "n1\nn2\n");
  auto reader = std::make_shared<line_reader>(in / "members");
  sourced_node n1{{file_source_options{(in / "members").string(), reader}}};
  CHECK(n1.sees("n1 n2"));
  CHECK(n1.world[0].knows_members());

  write(in / "members", "n1\nn2\nn3\n");
  CHECK(n1.sees("n1 n2 n3"));

  write(in / "members", "broken\n");
  CHECK(eventually([&] { return n1.problem().find("line 1 is broken") != std::string::npos; }));
  CHECK(n1.members() == "n1 n2 n3");

  write(in / "new", "n4\n");
  std::filesystem::rename(in / "new", in / "members");
  CHECK(n1.sees("n1 n4"));
  CHECK(n1.problem() == "file " + (in / "members").string() + ": ");

  const int before = reader->reads;
  n1.world[0].refresh_members();
  CHECK(eventually([&] { return reader->reads > before; }));
}

TEST_CASE("an empty list, and one of two nodes with one address, are refused") {
  folder in;
  write(in / "members", "");
  sourced_node n1{{file_source_options{(in / "members").string(),
                                       std::make_shared<line_reader>(in / "members")}}};
  CHECK(eventually([&] { return n1.problem().find("without members") != std::string::npos; }));
  write(in / "members", "n2\nn2\n");
  CHECK(eventually([&] { return n1.problem().find("occurs twice") != std::string::npos; }));
  CHECK(n1.members() == "n1");
}

TEST_CASE("members come from a program, which ends with the node") {
  folder in;
  const auto pid_file = in / "pid";
  const std::string script = "echo $$ > '" + pid_file.string() +
    "'; echo '{\"event\":\"joined\",\"node\":\"n2\",\"addr\":\"n2\"}'; echo problem >&2; "
    "exec tail -f /dev/null";
  pid_t pid = 0;
  {
    sourced_node n1{{exec_source_options{{"sh", "-c", script}}}};
    CHECK(n1.sees("n1 n2"));
    std::ifstream{pid_file} >> pid;
    REQUIRE(pid > 0);
    CHECK(::kill(pid, 0) == 0);
    CHECK(n1.world.stop(0).ok());
  }
  CHECK(::kill(pid, 0) != 0);
}

TEST_CASE("a program that cannot be started changes nothing, and a node stops without it") {
  sourced_node n1{{exec_source_options{{"/no/such/program"}}}};
  CHECK(eventually([&] { return n1.problem().find("cannot start") != std::string::npos; }));
  CHECK_FALSE(n1.world[0].knows_members());
  CHECK(n1.world.stop(0).ok());
}

TEST_CASE(
  "an etcd and a name server that nobody runs change nothing, and a node stops without "
  "them") {
  auto source =
    GENERATE(source_options{etcd_source_options{{"127.0.0.1:1", "127.0.0.1:2"}, "/p/", 10s}},
             source_options{dns_source_options{"a.test:1", 1s, "127.0.0.1:1"}},
             source_options{dns_source_options{"_a._tcp.test", 1s, "127.0.0.1:1"}},
             source_options{dns_source_options{"a.test:1", 1s, "not an address"}});
  sourced_node n1{source};
  CHECK(eventually([&] { return n1.problem().find("cannot be reached") != std::string::npos; }));
  CHECK(n1.members() == "n1");
  CHECK(n1.world.stop(0).ok());
}

TEST_CASE("members are what a name server says, a silent one changes nothing, and a node stops") {
  name_server names;
  names.add_services("_kv._tcp.test", {{"n1.kv.test", 7101}, {"n2.kv.test", 7101}});
  names.add("n1.kv.test", {"127.0.0.1"});
  names.hold("n2.kv.test");
  names.hold("silent.test");
  names.add("both.test", {"127.0.0.1", "::ffff:127.0.0.2", "fd00::1"});
  SECTION("services, of which one target is not answered") {
    sourced_node n1{{dns_source_options{"_kv._tcp.test", 100ms, names.address()}}};
    CHECK(n1.sees("n1 n2"));
    CHECK(n1.world.stop(0).ok());
  }
  SECTION("addresses, each a member") {
    sourced_node n1{{dns_source_options{"both.test:7101", 100ms, names.address()}}};
    CHECK(n1.sees("127.0.0.1:7101 127.0.0.2:7101 fd00::1:7101 n1"));
    CHECK(n1.world.stop(0).ok());
  }
  SECTION("nothing") {
    sourced_node n1{{dns_source_options{"silent.test:7101", 100ms, names.address()}}};
    CHECK(eventually([&] { return names.asked("silent.test") > 0; }));
    CHECK(n1.members() == "n1");
    CHECK(n1.world.stop(0).ok());
  }
}
