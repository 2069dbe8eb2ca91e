#include "source_world.hpp"
#include "texts.hpp"

#include <carrick/core/base64.hpp>

#include <catch2/catch.hpp>

#include <csignal>
#include <fstream>

using namespace carrick::test;

namespace {

std::string base64(const std::string& text) { return carrick::to_base64(carrick::as_bytes(text)); }

std::string node_toml(const std::string& name, const std::string& listen) {
  return "[nodes." + name + "]\nlisten = \"" + listen + "\"\n";
}

const std::string from_file = "[membership]\nprovider = \"file\"\nsettle = \"100ms\"\n";

std::string from_etcd(const etcd_server& etcd, const std::string& ttl) {
  return "[membership]\nprovider = \"etcd\"\nsettle = \"100ms\"\n[membership.etcd]\nendpoints = "
         "[\"http://127.0.0.1:1\", \"" +
    etcd.url() + "\"]\nlease_ttl = \"" + ttl + "\"\n";
}

std::string from_dns(const dns_server& dns, const std::string& name) {
  return "[membership]\nprovider = \"dns\"\nsettle = \"100ms\"\n[membership.dns]\nname = \"" +
    name + "\"\nevery = \"100ms\"\nserver = \"" + dns.address() + "\"\n";
}

} // namespace

// -- file -----------------------------------------------------------------------------------------

TEST_CASE("file: nodes join and leave as it says", "[process]") {
  lone_node n1{"n1", from_file};
  REQUIRE(n1.process().prints("\"event\":\"ready\""));
  n1.write(lone_toml("n1", from_file + node_toml("n2", "127.0.0.1:1")));
  CHECK(n1.process().complains("joined n2 (joined, 127.0.0.1:1)"));
  CHECK(n1.sees("n1 n2"));
  n1.write(lone_toml("n1", from_file + node_toml("n2", "127.0.0.1:2")));
  CHECK(n1.process().complains("changed n2"));
  n1.write(lone_toml("n1", from_file + node_toml("n3", "127.0.0.1:2")));
  CHECK(n1.process().complains("left n2 (removed"));
  CHECK(n1.sees("n1 n3"));
}

TEST_CASE("file: a broken one is refused with the place, and the list stays", "[process]") {
  lone_node n1{"n1", from_file + node_toml("n2", "127.0.0.1:1")};
  CHECK(n1.sees("n1 n2"));
  n1.write(lone_toml("n1", from_file + "[nodes.n2]\nporrt = 1\n"));
  CHECK(n1.process().complains("unknown key"));
  CHECK(n1.process().complains("cluster.toml:11:1"));
  CHECK(n1.members() == "n1 n2");
  CHECK(n1.has_problem("its list is refused, the last one stays"));
  n1.write(lone_toml("n1", from_file + node_toml("n3", "127.0.0.1:1")));
  CHECK(n1.sees("n1 n3"));
  CHECK(n1.has_no_problem());
}

TEST_CASE("file: what else is new in it needs a restart", "[process]") {
  lone_node n1{"n1", from_file};
  n1.write(lone_toml("n1", from_file + "[drain]\ngrace = \"7s\"\n" + node_toml("n2", "127.0.0.1:1"),
                     "127.0.0.1:3"));
  CHECK(n1.process().complains("drain.grace has changed"));
  CHECK(n1.process().complains("nodes.n1.listen has changed"));
  CHECK(n1.sees("n1 n2"));
  n1.write(lone_toml("n2", from_file));
  CHECK(n1.process().complains("n1 is no longer in it"));
}

TEST_CASE("file: another one may be put in its place, as editors and Kubernetes do", "[process]") {
  lone_node n1{"n1", from_file};
  auto put = [&](const std::filesystem::path& at, const std::string& other) {
    std::ofstream{at} << lone_toml("n1", from_file + node_toml(other, "127.0.0.1:1"));
  };
  put(n1.folder() / "new", "n2");
  std::filesystem::rename(n1.folder() / "new", n1.file());
  CHECK(n1.sees("n1 n2"));

  for (auto* other : {"n3", "n4"}) {
    auto version = n1.folder() / other;
    std::filesystem::create_directory(version);
    put(version / "cluster.toml", other);
    std::filesystem::create_directory_symlink(version, n1.folder() / "..data_tmp");
    std::filesystem::rename(n1.folder() / "..data_tmp", n1.folder() / "..data");
    if (std::filesystem::is_symlink(n1.file())) continue;
    std::filesystem::create_symlink("..data/cluster.toml", n1.folder() / "link");
    std::filesystem::rename(n1.folder() / "link", n1.file());
    CHECK(n1.sees("n1 n3"));
  }
  CHECK(n1.sees("n1 n4"));

  put(n1.folder() / "n4" / "cluster.toml", "n5"); // where the links lead
  CHECK(n1.sees("n1 n5"));
}

TEST_CASE("file: its folder may be deleted and made anew, or moved away", "[process]") {
  app_folder outer;
  const auto folder = outer.path() / "etc" / "kv";
  const auto file = folder / "cluster.toml";
  auto put = [&](const std::string& other) {
    std::filesystem::create_directories(folder);
    std::ofstream{file} << lone_toml("n1", from_file + node_toml(other, "127.0.0.1:1"));
  };
  put("n2");
  app_process n1{{"start", file.string(), "--node", "n1"}};
  REQUIRE(n1.complains("joined n2"));
  std::filesystem::remove_all(folder);
  CHECK(n1.complains("cannot be read"));
  put("n3");
  CHECK(n1.complains("joined n3"));
  std::filesystem::remove_all(folder.parent_path()); // two levels at once
  put("n4");
  CHECK(n1.complains("joined n4"));
  std::filesystem::rename(folder, outer.path() / "old");
  put("n5");
  CHECK(n1.complains("joined n5"));
  CHECK(!has(n1.err(), "SIGHUP"));
}

TEST_CASE("file: a link on the way to it may be switched", "[process]") {
  app_folder outer;
  auto put = [&](const std::string& version, const std::string& other) {
    std::filesystem::create_directories(outer.path() / version / "kv");
    std::ofstream{outer.path() / version / "kv" / "cluster.toml"}
      << lone_toml("n1", from_file + node_toml(other, "127.0.0.1:1"));
  };
  auto switch_to = [&](const std::string& version) {
    std::filesystem::create_directory_symlink(version, outer.path() / "next");
    std::filesystem::rename(outer.path() / "next", outer.path() / "current");
  };
  put("v1", "n2");
  put("v2", "n3");
  switch_to("v1");
  app_process n1{
    {"start", (outer.path() / "current" / "kv" / "cluster.toml").string(), "--node", "n1"}};
  REQUIRE(n1.complains("joined n2"));
  switch_to("v2");
  CHECK(n1.complains("joined n3"));
  std::filesystem::remove_all(outer.path() / "v1");
  put("v2", "n4"); // where it leads now
  CHECK(n1.complains("joined n4"));
}

TEST_CASE("file: SIGHUP has it read", "[process]") {
  lone_node n1{"n1", from_file};
  n1.process().send(SIGHUP);
  CHECK(n1.sees("n1"));
  n1.process().send(SIGTERM);
  CHECK(n1.process().wait() == 0);
}

// -- etcd -----------------------------------------------------------------------------------------

TEST_CASE("etcd: nodes find each other, and who stops is gone at once", "[process]") {
  etcd_server etcd;
  lone_node n1{"n1", from_etcd(etcd, "3600s")}, n2{"n2", from_etcd(etcd, "3600s")};
  CHECK(n1.process().prints("\"linked\":[\"n2\"]"));
  CHECK(n2.process().prints("\"event\":\"ready\""));
  CHECK(n1.sees("n1 n2"));
  CHECK(run_app({"call", "n2/store", "probe.nap", "--connect", n1.address()}).exit == 0);
  n2.process().send(SIGTERM);
  CHECK(n2.process().wait() == 0);
  CHECK(n1.sees("n1")); // long before the lease ends
}

TEST_CASE("etcd: who stops stays registered until what runs is finished", "[process]") {
  etcd_server etcd;
  lone_node n1{"n1", from_etcd(etcd, "3600s")};
  lone_node n2{"n2", from_etcd(etcd, "3600s") + "[runtime]\nloops = { links = 1, actors = 1 }\n"};
  REQUIRE(n1.sees("n1 n2"));
  app_process call{{"call", "n2/store", "probe.hold", "{\"ms\":4500}", "--connect", n1.address()}};
  REQUIRE(eventually([&] {
    return has(run_app({"actors", "n2", "--connect", n1.address()}).out, "busy");
  }));
  n2.process().send(SIGTERM);
  CHECK(n2.process().prints("\"event\":\"held_up\""));
  const auto key = "{\"key\":\"" + base64("/carrick/probe/n2") + "\"}";
  CHECK(has(etcd.post("/v3/kv/range", key), "\"count\":\"1\""));
  CHECK(n1.members() == "n1 n2");
  CHECK(call.wait() == 0);
  CHECK(n2.process().wait() == 0);
  CHECK_FALSE(has(etcd.post("/v3/kv/range", key), "\"count\""));
  CHECK(n1.sees("n1"));
}

TEST_CASE("etcd: who is killed is gone when its lease ends", "[process]") {
  etcd_server etcd;
  lone_node n1{"n1", from_etcd(etcd, "2s")};
  {
    lone_node n2{"n2", from_etcd(etcd, "2s")};
    REQUIRE(n1.sees("n1 n2"));
    n2.process().send(SIGKILL);
    CHECK(n2.process().wait() == 128 + SIGKILL);
  }
  CHECK(n1.sees("n1"));
  CHECK(n1.process().complains("left n2 (removed"));
}

TEST_CASE("etcd: while it is away nobody leaves and no link breaks", "[process]") {
  etcd_server etcd;
  lone_node n1{"n1", from_etcd(etcd, "2s")}, n2{"n2", from_etcd(etcd, "2s")};
  REQUIRE(n1.process().prints("\"linked\":[\"n2\"]"));
  REQUIRE(n2.process().prints("\"linked\":[\"n1\"]"));
  app_process traffic{{"call", "n2/store", "probe.nap", "{\"ms\":20}", "--repeat", "1000000000",
                       "--connect", n1.address()}};
  REQUIRE(traffic.prints("\"number\":20"));
  etcd.kill();
  CHECK(n1.has_problem("it cannot be reached, its last list stays"));
  CHECK(n2.has_problem("it cannot be reached, its last list stays"));
  etcd.start();
  CHECK(n1.has_no_problem());
  CHECK(n2.has_no_problem());
  lone_node n3{"n3", from_etcd(etcd, "2s")};
  CHECK(n1.sees("n1 n2 n3"));
  CHECK(n2.sees("n1 n2 n3"));
  CHECK(n1.is_still_linked_with("n2"));
  CHECK(n2.is_still_linked_with("n1"));
  for (auto* node : {&n1, &n2}) CHECK_FALSE(has(node->process().err(), "left n"));
  traffic.read();
  CHECK(traffic.err().empty());
  CHECK_FALSE(is_gone(traffic.pid()));
}

TEST_CASE("etcd: a key that was deleted comes back, and a broken one is named", "[process]") {
  etcd_server etcd;
  lone_node n1{"n1", from_etcd(etcd, "3600s")}, n2{"n2", from_etcd(etcd, "3600s")};
  REQUIRE(n2.sees("n1 n2"));
  const auto key = "{\"key\":\"" + base64("/carrick/probe/n1") + "\"";
  CHECK(has(etcd.post("/v3/kv/deleterange", key + "}"), "\"deleted\":\"1\""));
  CHECK(eventually([&] { return has(etcd.post("/v3/kv/range", key + "}"), "\"count\":\"1\""); }));
  CHECK(n2.sees("n1 n2"));

  const auto broken = "{\"key\":\"" + base64("/carrick/probe/n9") + "\"";
  etcd.post("/v3/kv/put", broken + ",\"value\":\"" + base64("rubbish") + "\"}");
  CHECK(n1.has_problem("n9: no JSON"));
  CHECK(n1.members() == "n1 n2");
  etcd.post("/v3/kv/deleterange", broken + "}");
  CHECK(n1.has_no_problem());
}

// -- DNS ------------------------------------------------------------------------------------------

TEST_CASE("dns: the targets of SRV records, by their first label", "[process]") {
  auto one = std::to_string(free_port()), two = std::to_string(free_port());
  const std::vector<std::string> n1_alone{"host-record=n1.kv.test,127.0.0.1",
                                          "srv-host=_carrick._tcp.kv.test,n1.kv.test," + one};
  auto both = n1_alone;
  both.push_back("host-record=n2.kv.test,127.0.0.1");
  both.push_back("srv-host=_carrick._tcp.kv.test,n2.kv.test," + two);
  dns_server dns{both};
  lone_node n1{"n1", from_dns(dns, "_carrick._tcp.kv.test"), "127.0.0.1:" + one};
  lone_node n2{"n2", from_dns(dns, "_carrick._tcp.kv.test"), "127.0.0.1:" + two};
  CHECK(n1.process().prints("\"linked\":[\"n2\"]"));
  CHECK(n2.process().prints("\"event\":\"ready\""));
  dns.kill();
  CHECK(n1.has_problem("it cannot be reached, its last list stays: cannot look up"));
  CHECK(n1.members() == "n1 n2");
  dns.restart(n1_alone);
  CHECK(n1.sees("n1"));
  CHECK(n1.has_no_problem());
}

TEST_CASE("dns: addresses are members of their own names", "[process]") {
  auto port = std::to_string(free_port());
  auto a = "127.0.0.1:" + port, b = "127.0.0.2:" + port;
  dns_server dns{{"host-record=kv.test,127.0.0.1", "host-record=kv.test,127.0.0.2"}};
  lone_node first{a, from_dns(dns, "kv.test:" + port), a};
  lone_node second{b, from_dns(dns, "kv.test:" + port), b};
  CHECK(first.process().prints("\"linked\":[\"" + b + "\"]"));
  CHECK(second.process().prints("\"event\":\"ready\""));
  CHECK(first.sees(a + ' ' + b));
  dns.restart({});
  CHECK(first.has_problem("its last list stays"));
  CHECK(first.members() == a + ' ' + b);
}

// -- exec -----------------------------------------------------------------------------------------

TEST_CASE("exec: a program says who comes and goes, and is started again when it ends",
          "[process]") {
  app_folder folder;
  const auto lines = (folder.path() / "lines").string();
  auto say = [&](const std::string& line) { std::ofstream{lines, std::ios::app} << line << '\n'; };
  say(R"({"event":"snapshot","members":[{"node":"n2","addr":"127.0.0.1:1"}]})");
  lone_node n1{"n1",
               "[membership]\nprovider = \"exec\"\nsettle = \"100ms\"\n[membership.exec]\n"
               "command = [\"sh\", \"-c\", \"echo to the log >&2; exec tail -n +1 -F " +
                 lines + "\"]\n"};
  CHECK(n1.sees("n1 n2"));
  CHECK(n1.process().complains("to the log"));
  say(R"({"event":"joined","node":"n3","addr":"127.0.0.1:2"})");
  CHECK(n1.sees("n1 n2 n3"));
  say(R"({"event":"left","node":"n2"})");
  CHECK(n1.sees("n1 n3"));
  say("rubbish");
  CHECK(n1.has_problem("no JSON"));

  auto program = find_child(n1.process().pid(), "-F", lines);
  REQUIRE(program > 0);
  ::kill(program, SIGKILL);
  CHECK(n1.process().complains("was killed by signal 9"));
  say(R"({"event":"joined","node":"n4","addr":"127.0.0.1:4"})");
  CHECK(n1.sees("n1 n3 n4"));

  program = find_child(n1.process().pid(), "-F", lines);
  REQUIRE(program > 0);
  n1.process().send(SIGTERM);
  CHECK(n1.process().wait() == 0);
  CHECK(is_gone(program));
}

TEST_CASE("exec: a program that is not there is tried for, and dies with its node", "[process]") {
  app_folder folder;
  const auto program = folder.path() / "discovery";
  lone_node n1{"n1",
               "[membership]\nprovider = \"exec\"\n[membership.exec]\ncommand = [\"" +
                 program.string() + "\"]\n"};
  CHECK(n1.has_problem("cannot start"));
  std::ofstream{folder.path() / "new"}
    << "#!/bin/sh\necho '{\"event\":\"joined\",\"node\":\"n2\"}'\nexec tail -f /dev/null\n";
  std::filesystem::permissions(folder.path() / "new", std::filesystem::perms::owner_all);
  std::filesystem::rename(folder.path() / "new", program);
  CHECK(n1.sees("n1 n2"));
  auto child = find_child(n1.process().pid(), "-f", "/dev/null");
  REQUIRE(child > 0);
  n1.process().send(SIGKILL);
  CHECK(n1.process().wait() == 128 + SIGKILL);
  CHECK(eventually([&] { return is_gone(child); }));
}
