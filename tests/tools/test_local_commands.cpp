#include "app_cluster.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

using namespace carrick::test;

TEST_CASE("explain and version need no cluster", "[process]") {
  auto page = run_app({"explain", "CRK0301"});
  CHECK(page.exit == 0);
  CHECK(page.out.starts_with("CRK0301  no_handler\n"));
  CHECK(run_app({"explain", "no_handler"}).out == page.out);
  CHECK(run_app({"explain", "crk0301"}).out == page.out);
  auto near = run_app({"explain", "no_handle"});
  CHECK(near.exit == 2);
  CHECK(has(near.err, "did you mean no_handler?"));
  CHECK(has(run_app({"explain", "-o", "jsonl"}).out, "{\"id\":\"CRK0000\",\"code\":\"ok\""));
  CHECK(has(run_app({"version"}).out, "carrick 0."));
  CHECK(has(run_app({"version", "-o", "json"}).out, "\"protocol\":\"1\""));
}

TEST_CASE("bench measures between two processes, one line a kind of handler", "[process]") {
  auto measured = run_app({"bench", "--only", "W2", "--only", "W3", "--duration", "50ms"});
  INFO(measured.err);
  CHECK(measured.exit == 0);
  for (const auto* handler : {"inline", "typed", "actor"})
    CHECK(has(
      measured.out,
      std::string{"{\"workload\":\"W2\",\"peer\":\"carrick\",\"handler\":\""} + handler + "\""));
  CHECK(has(measured.out, "{\"workload\":\"W3\""));
}

TEST_CASE("what has no end is not read to its end", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(2));
  for (const auto& words : std::vector<std::vector<std::string>>{
         {"config", "check", "/dev/zero"},
         {"up", "/dev/zero"},
         {"members", "-c", "/dev/zero"},
         {"sim", "-c", folder.file(), "--faults", "/dev/zero"}}) {
    auto r = run_app(words);
    INFO(r.err);
    CHECK(r.exit == 2);
    CHECK(has(r.err, "more than 1MiB"));
  }
}

TEST_CASE("addresses to connect to are read before anybody is asked", "[process]") {
  for (auto address : {"::1:8745", "n1", "a b:1", "256.0.0.1:1"}) {
    auto r = run_app({"--connect", address, "members"});
    INFO(r.err);
    CHECK(r.exit == 2);
    CHECK(has(r.err, "is not host:port"));
  }
}

TEST_CASE("the longest durations are for ever, a simulated run has an end", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(2));
  auto replayed = run_app({"sim", "replay", "1", "-c", folder.file(), "--for", "1s", "--calm",
                           "--until", "2562047h", "-o", "json"});
  INFO(replayed.err);
  CHECK(replayed.exit == 0);
  auto longer = run_app({"sim", "-c", folder.file(), "--for", "25h"});
  CHECK(longer.exit == 2);
  CHECK(has(longer.err, "at most 1d"));
  auto negative = run_app({"sim", "-c", folder.file(), "--for=-1s"});
  CHECK(negative.exit == 2);
  CHECK(has(negative.err, "\"-1s\" is negative"));
}

TEST_CASE("usage errors", "[process]") {
  auto misspelt = run_app({"strt"});
  CHECK(misspelt.exit == 2);
  CHECK(misspelt.out.empty());
  CHECK(has(misspelt.err, "error: unknown command \"strt\"\n  did you mean start?"));
  CHECK(run_app({}).exit == 2);
  CHECK(run_app({"call", "n1"}).exit == 2);
  auto help = run_app({"--help"});
  CHECK(help.exit == 0);
  CHECK(has(help.out, "members"));
  CHECK(help.err.empty());
}

TEST_CASE("a file is checked before anything starts", "[process]") {
  app_folder folder;
  folder.write(
    "schema = 1\ncluster = \"probe\"\n[nodes.n1]\nlistn = \"127.0.0.1:0\"\n"
    "[[nodes.n1.actors]]\nname = \"store\"\ntype = \"probe.stor\"\n"
    "options = { first_not = 1 }\n");
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"config", "check", folder.file()},
                                             {"up", folder.file()},
                                             {"start", folder.file(), "--node", "n1"},
                                             {"members", "-c", folder.file()}}) {
    auto r = run_app(words);
    INFO(r.err);
    CHECK(r.exit == 2);
    CHECK(has(r.err, "error[CRK0402]"));
    CHECK(has(r.err, "cluster.toml:4:1"));
    CHECK(has(r.err, "did you mean \"listen\"?"));
    CHECK(has(r.err, "probe.store"));
  }
  auto json = run_app({"config", "check", folder.file(), "-o", "json"});
  CHECK(json.exit == 2);
  CHECK(has(json.out, "\"ok\":false"));
  CHECK(has(json.out, "cluster.toml:4:1"));

  folder.write(cluster_toml(2));
  auto good = run_app({"config", "check", "-c", folder.file()});
  CHECK(good.exit == 0);
  CHECK(has(good.out, "is right: cluster \"probe\", 2 nodes"));
  auto set = run_app({"config", "check", folder.file(), "--set", "log.levl=debug"});
  CHECK(set.exit == 2);
  CHECK(has(set.err, "did you mean"));
  CHECK(run_app({"config", "chek", folder.file()}).exit == 2);
  CHECK(run_app({"config", "check", (folder.path() / "none.toml").string()}).exit == 2);
}

TEST_CASE("the values in force, and where they are from", "[process]") {
  app_folder folder;
  folder.write(cluster_toml(1));
  auto r = run_app({"config", "print", folder.file(), "--origin", "--set", "drain.grace=1s"});
  INFO(r.err);
  CHECK(r.exit == 0);
  CHECK(has(r.out, "cluster = \"probe\""));
  CHECK(has(r.out, "cluster.toml:2"));
  CHECK(has(r.out, "--set"));
  CHECK(has(r.out, "default"));
  auto json = run_app({"config", "print", folder.file(), "-o", "jsonl"});
  CHECK(has(json.out, "{\"path\":\"cluster\",\"value\":\"\\\"probe\\\"\",\"origin\":\""));
  // What is printed is a file that says the same.
  auto printed = run_app({"config", "print", folder.file()});
  folder.write(printed.out);
  CHECK(run_app({"config", "print", folder.file()}).out == printed.out);
}
