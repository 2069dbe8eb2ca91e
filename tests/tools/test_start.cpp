#include "app_cluster.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace carrick::test;

TEST_CASE("start: a node alone in its file is ready at once", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(1));
  app_process node{{"start", folder.file()}};
  REQUIRE(node.prints("n1  ready after "));
  CHECK(has(node.out(), "n1  listening 127.0.0.1:"));
  node.send(SIGTERM);
  CHECK(node.wait() == 0);
  CHECK(has(node.out(), "n1  stopped after "));
}

TEST_CASE("start: is ready without the others, and says for whom it waits and why", "[process]") {
  std::string address;
  {
    taken_port was_taken;
    address = was_taken.address();
  }
  app_folder folder;
  folder.write(cluster_toml(1) + "[nodes.n2]\nlisten = \"" + address + "\"\n");
  app_process n1{{"start", folder.file(), "--node", "n1"}};
  REQUIRE(n1.prints("n1  ready after "));
  REQUIRE(n1.prints("n1  waiting for n2: "));
  CHECK(has(n1.out(), "refused"));
  app_process n2{{"start", folder.file(), "--node", "n2"}};
  CHECK(n1.prints("n1  linked with n2\n"));
  n1.send(SIGINT);
  CHECK(n1.wait() == 0);
}

TEST_CASE("start: which node", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(2));
  auto none = run_app({"start", folder.file()});
  CHECK(none.exit == 2);
  CHECK(has(none.err, "The nodes are: n1, n2"));
  auto unknown = run_app({"start", folder.file(), "--node", "n3"});
  CHECK(unknown.exit == 5);
}

TEST_CASE("start: a port that is taken", "[process]") {
  taken_port taken;
  app_folder folder;
  folder.write(cluster_toml(1, taken.address()));
  auto r = run_app({"start", folder.file()});
  CHECK(r.exit == 2);
  CHECK(has(r.err, "error[CRK0401]: " + taken.address() + " is in use"));
  CHECK(has(r.err, "nodes.n1.listen"));
  CHECK(has(r.err, "cluster.toml:5"));
}

TEST_CASE("start: a second signal ends it at once", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(1) + "[drain]\ngrace = \"60s\"\n");
  app_process node{{"start", folder.file(), "-o", "jsonl"}};
  REQUIRE(node.prints("\"event\":\"ready\""));
  constexpr std::string_view key = "\"address\":\"";
  auto begin = node.out().find(key) + key.size();
  auto address = node.out().substr(begin, node.out().find('"', begin) - begin);
  app_process call{{"call", "n1/store", "probe.hold", "{\"ms\":120000}", "--deadline", "5min",
                    "--connect", address}};
  CHECK(eventually([&] { return has(run_app({"actors", "--connect", address}).out, "busy"); }));
  node.send(SIGTERM);
  CHECK(node.prints("\"event\":\"held_up\""));
  CHECK(has(node.out(), "probe.hold"));
  node.send(SIGTERM);
  CHECK(node.wait() == 143);
}

TEST_CASE("start: its log has the levels and the form that the file says", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(1));
  app_process node{{"start", folder.file(), "--set", "log.format=json"}};
  REQUIRE(node.prints("ready"));
  node.send(SIGTERM);
  CHECK(node.wait() == 0);
  CHECK(has(node.err(), "{\"time\":\""));
  CHECK(has(node.err(), "\"node\":\"n1\""));
  app_process silent{{"start", folder.file(), "--set", "log.level=off"}};
  REQUIRE(silent.prints("ready"));
  silent.send(SIGTERM);
  CHECK(silent.wait() == 0);
  CHECK(silent.err().empty());
}
