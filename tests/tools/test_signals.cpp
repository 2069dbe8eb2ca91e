#include "source_world.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace carrick::test;

TEST_CASE("SIGHUP ends no node, whatever its members come from", "[process]") {
  known_node n1;
  app_process node{n1.start()};
  REQUIRE(node.prints("ready"));
  node.send(SIGHUP);
  CHECK(n1.serves());
  CHECK(!has(node.out(), "stopping"));
  node.send(SIGTERM);
  CHECK(node.wait() == 0);
}

TEST_CASE("signals that were ignored at the start stay ignored, but for SIGTERM", "[process]") {
  known_node n1;
  auto without = [](const std::string& names, std::vector<std::string> words) {
    return by_shell("trap '' " + names + "; exec \"$@\"", words);
  };
  SECTION("start") {
    app_process node{without("INT HUP", n1.start())};
    REQUIRE(node.prints("ready"));
    node.send(SIGINT);
    node.send(SIGHUP);
    CHECK(n1.serves());
    CHECK(n1.serves()); // a stop would have begun
    node.send(SIGTERM);
    CHECK(node.wait() == 0);
  }
  SECTION("up, and its nodes") {
    app_process up{without("INT HUP", {"up", n1.folder.file()})};
    REQUIRE(up.prints("ready: 1 of 1"));
    up.send(SIGHUP);
    up.send(SIGINT);
    ::kill(find_child(up.pid(), "--node", "n1"), SIGINT);
    CHECK(n1.serves());
    CHECK(n1.serves());
    CHECK(!has(up.out(), "stopping"));
    up.send(SIGTERM);
    CHECK(up.wait() == 0);
  }
  SECTION("start, SIGTERM ignored") {
    app_process node{without("TERM", n1.start())};
    REQUIRE(node.prints("ready"));
    node.send(SIGTERM);
    CHECK(node.wait() == 0);
  }
  SECTION("a command that follows a stream") {
    app_process node{n1.start()};
    REQUIRE(n1.serves());
    app_process watch{without("INT", {"members", "--watch", "--connect", n1.address})};
    REQUIRE(watch.prints("n1"));
    watch.send(SIGINT);
    watch.send(SIGTERM);
    CHECK(watch.wait() == 143);
  }
}
