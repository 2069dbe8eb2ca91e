#include "app_cluster.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace carrick::test;

TEST_CASE("up: all nodes, one log, Ctrl-C drains", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(3));
  auto logs = folder.path() / "logs";
  app_process up{{"up", folder.file(), "--log-dir", logs.string()}};
  INFO(up.err());
  REQUIRE(up.prints("ready: 3 of 3 nodes after "));
  CHECK(has(up.out(), "probe  3 nodes  config " + folder.file()));
  for (auto node : {"n1", "n2", "n3"})
    CHECK(has(up.out(), std::string{node} + "  listening 127.0.0.1:"));
  CHECK(has(up.out(), "actors store(probe.store)"));
  CHECK(!has(up.out(), "\x1b")); // no terminal, no colours
  auto n2 = find_child(up.pid(), "--node", "n2");
  REQUIRE(n2 > 0);
  up.send(SIGINT);
  CHECK(up.wait() == 0);
  CHECK(has(up.out(), "stopping: draining n1, n2, n3"));
  CHECK(has(up.out(), "all nodes have ended"));
  CHECK(is_gone(n2));
  CHECK(has(read_file(logs / "n2.log"), "listening 127.0.0.1:"));
}

TEST_CASE("up: a port that is taken", "[process]") {
  taken_port taken;
  app_folder folder;
  auto toml = cluster_toml(2);
  toml += "[nodes.n3]\nlisten = \"" + taken.address() + "\"\n";
  folder.write(toml);
  app_process up{{"up", folder.file()}};
  REQUIRE(up.prints("ready: 2 of 3 nodes after "));
  CHECK(up.complains(taken.address() + " is in use"));
  CHECK(has(up.err(), "set by nodes.n3.listen, "));
  CHECK(has(up.err(), "cluster.toml:19)"));
  CHECK(has(up.err(), "--auto-ports"));
  CHECK(has(up.out(), "n3  exited with code 2"));
  up.send(SIGTERM);
  CHECK(up.wait() == 7);

  app_process other{{"up", folder.file(), "--auto-ports"}};
  CHECK(other.prints("ready: 3 of 3 nodes after "));
  CHECK(other.complains("--connect 127.0.0.1:"));
}

TEST_CASE("up: what it says to connect to can be connected to", "[process]") {
  auto host = GENERATE("[::1]", "localhost");
  app_folder folder;
  folder.write(cluster_toml(2, std::string{host} + ":0"));
  app_process up{{"up", folder.file(), "--auto-ports"}};
  REQUIRE(up.prints("ready: 2 of 2 nodes after "));
  const std::string before = "--connect ";
  REQUIRE(up.complains(" members\n"));
  auto address = up.err().substr(up.err().find(before) + before.size());
  address.resize(address.find(' '));
  auto members = run_app({"--connect", address, "members", "-o", "jsonl"});
  INFO(address << ": " << members.err);
  CHECK(members.exit == 0);
  CHECK(lines_of(members.out) == 2);
}

TEST_CASE("up: what actors print hides nothing of what it reads from its nodes", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(2) + "[[nodes.n2.actors]]\nname = \"loud\"\ntype = \"probe.loud\"\n");
  app_process up{{"up", folder.file()}};
  CHECK(up.complains("n2  hello\n"));
  CHECK(up.prints("ready: 2 of 2 nodes after "));
  up.send(SIGTERM);
  CHECK(up.wait() == 0);
  CHECK(has(up.out(), "n2  stopped after "));
}

TEST_CASE("up: only some nodes", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(3));
  app_process up{{"up", folder.file(), "--nodes", "n1,n3"}};
  CHECK(up.prints("ready: 2 of 2 nodes"));
  auto unknown = run_app({"up", folder.file(), "--nodes", "n1,n4"});
  CHECK(unknown.exit == 5);
  CHECK(has(unknown.err, "The nodes are: n1, n2, n3"));
}

TEST_CASE("up: not ready in time", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(2));
  auto r = run_app({"up", folder.file(), "--ready-timeout", "1ms"});
  CHECK(r.exit == 3);
  CHECK(has(r.err, "not ready after 1ms"));
  CHECK(has(r.out, "stopping: draining"));
}

TEST_CASE("up: a node that is killed is named, the others go on", "[process]") {
  app_cluster cluster{3};
  auto n2 = cluster.process_of("n2");
  REQUIRE(n2 > 0);
  ::kill(n2, SIGKILL);
  CHECK(cluster.up().prints(
    "\"event\":\"ended\",\"node\":\"n2\",\"text\":\"killed by signal 9 (Killed)\""));
  CHECK(cluster.run({"call", "n1/store", "probe.nap"}).exit == 0);
  CHECK(eventually([&] {
    auto members = cluster.run({"members", "n1", "-o", "jsonl"}).out;
    return has(members, "\"linked\":false");
  }));
  cluster.up().send(SIGINT);
  CHECK(cluster.up().wait() == 7);
}

TEST_CASE("up: nothing outlives it, not even when it is killed", "[process]") {
  auto cluster = std::make_unique<app_cluster>(2);
  auto n1 = cluster->process_of("n1"), n2 = cluster->process_of("n2");
  REQUIRE(n1 > 0);
  cluster->up().send(SIGKILL);
  CHECK(cluster->up().wait() == 128 + SIGKILL);
  CHECK(eventually([&] { return is_gone(n1) && is_gone(n2); }));
}

TEST_CASE("up: what holds a node up is named, and a second Ctrl-C ends it", "[process]") {
  app_cluster cluster{2, {"--set", "drain.grace=60s"}};
  auto call =
    cluster.begin({"call", "n1/store", "probe.hold", "{\"ms\":120000}", "--deadline", "5min"});
  CHECK(eventually([&] { return has(cluster.run({"actors", "n1"}).out, "busy"); }));
  auto n1 = cluster.process_of("n1");
  cluster.up().send(SIGINT);
  CHECK(cluster.up().prints("\"event\":\"held_up\",\"node\":\"n1\""));
  CHECK(cluster.up().prints("probe.hold"));
  CHECK(cluster.up().prints("still draining: n1"));
  cluster.up().send(SIGINT);
  CHECK(cluster.up().wait() == 130);
  CHECK(is_gone(n1));
  CHECK(call->wait() == 3);
}
