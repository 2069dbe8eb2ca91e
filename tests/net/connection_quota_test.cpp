#include <carrick/net/connection_quota.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace carrick::net {
namespace {

/// A quota as a node uses it: whoever has to gives way at once.
struct gate {
  connection_quota quota;
  std::vector<connection_quota::number> refused;
  std::string last_text;

  void settle(connection_quota::number newest) {
    while (auto one = quota.gives_way_for(newest)) {
      CHECK(one->why == code::overloaded);
      refused.push_back(one->which);
      last_text = one->why.message();
      quota.closed(one->which);
      if (one->which == newest) return;
    }
  }
  auto silent(const std::string& host) {
    auto one = quota.arrived(host);
    settle(one);
    return one;
  }
  auto talking(const std::string& host) {
    auto one = silent(host);
    if (!was_refused(one)) quota.said_hello(one);
    return one;
  }
  auto client(const std::string& host) {
    auto one = talking(host);
    auto no_room = quota.room_for_client(one);
    no_room ? quota.closed(one) : quota.linked(one, true);
    return std::pair{one, no_room ? no_room->why : status{}};
  }
  bool was_refused(connection_quota::number one) const {
    return std::find(refused.begin(), refused.end(), one) != refused.end();
  }
};

std::string address(int i) {
  return "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250);
}

const connection_limits small{.handshakes = 8,
                              .handshakes_of_host = 3,
                              .handshake_bytes = 100,
                              .clients = 5,
                              .clients_of_host = 2};

} // namespace

TEST_CASE("a host is a host, whatever the port and the way its address is written") {
  CHECK(host_of("10.1.2.3:40112") == "10.1.2.3");
  CHECK(host_of("[::ffff:10.1.2.3]:5") == host_of("10.1.2.3:7"));
  CHECK(host_of("[::ffff:0a01:0203]:5") == "10.1.2.3");
  CHECK(host_of("[2001:db8::1]:5") == host_of("[2001:db8:0:0::1]:9"));
  CHECK(host_of("pipe:n1") == "pipe:n1");
}

TEST_CASE("of a host with too many in their handshake the oldest silent one gives way") {
  gate all{connection_quota{small}};
  auto first = all.talking("a"), second = all.silent("a"), third = all.silent("a");
  auto fourth = all.silent("a");
  CHECK(all.refused == std::vector{second});
  CHECK(all.last_text.find("handshakes_of_host = 3") != std::string::npos);
  all.talking("b");
  CHECK(all.refused.size() == 1);
  all.quota.said_hello(third);
  all.quota.said_hello(fourth);
  all.silent("a");
  CHECK(all.refused.back() == first); // nobody else is silent: the oldest
}

TEST_CASE("a flood of one host shuts nobody else out") {
  gate all{connection_quota{small}};
  auto legit = all.silent("b");
  for (int i = 0; i < 1'000; ++i) all.silent("flood");
  CHECK_FALSE(all.was_refused(legit));
  CHECK(all.quota.handshakes() == 1 + small.handshakes_of_host);
}

TEST_CASE("a flood of many hosts that say nothing shuts out nobody who speaks") {
  gate all{connection_quota{connection_limits{}}};
  auto legit = all.talking("b");
  for (int i = 0; i < 10'000; ++i) all.silent(address(i));
  CHECK_FALSE(all.was_refused(legit));
  CHECK(all.quota.handshakes() == limits::handshakes_pending);
  CHECK(all.last_text.find("handshakes = 256") != std::string::npos);
}

TEST_CASE("a newcomer has time to speak, also among many hosts of which all speak") {
  gate all{connection_quota{connection_limits{}}};
  for (int i = 0; i < 1'000; ++i) all.talking(address(i));
  auto legit = all.silent("b");
  for (std::size_t i = 0; i < limits::handshakes_pending / 2 - 1; ++i)
    all.talking(address(static_cast<int>(i)));
  CHECK_FALSE(all.was_refused(legit));
}

TEST_CASE("who has few in their handshake does not give way for who has many") {
  gate all{connection_quota{connection_limits{}}};
  std::vector<connection_quota::number> few;
  for (int i = 0; i < 10; ++i) few.push_back(all.silent("few"));
  for (int round = 0; round < 100; ++round)
    for (int i = 0; i < 6; ++i) all.silent(address(i));
  for (auto one : few) CHECK_FALSE(all.was_refused(one));
}

TEST_CASE("hosts at which members are count for themselves") {
  gate all{connection_quota{small}};
  all.quota.members_are_at({"m"});
  auto member = all.silent("m");
  for (int i = 0; i < 100; ++i) all.silent(address(i));
  CHECK_FALSE(all.was_refused(member));
  CHECK(all.quota.handshakes() == 1 + small.handshakes);
  for (int i = 0; i < 100; ++i) all.silent("m"); // whoever is at the same address
  CHECK(all.quota.handshakes() == small.handshakes_of_host + small.handshakes);
  auto newcomer = all.silent("b");
  CHECK_FALSE(all.was_refused(newcomer));
  all.quota.members_are_at({}); // gone: its handshakes are of the rest from now on
  all.silent("c");
  CHECK(all.quota.handshakes() == small.handshakes);
}

TEST_CASE("what handshakes keep is bounded in all: who keeps most gives way") {
  gate all{connection_quota{small}};
  all.quota.members_are_at({"m"});
  auto one = all.talking("a"), two = all.talking("b"), member = all.talking("m");
  all.quota.holds(one, 70);
  all.settle(one);
  all.quota.holds(member, 90);
  all.settle(member);
  CHECK(all.refused.empty());
  all.quota.holds(two, 31);
  all.settle(two);
  CHECK(all.refused == std::vector{one});
  CHECK(all.last_text.find("handshake_bytes = 100") != std::string::npos);
  all.quota.holds(two, 101);
  all.settle(two);
  CHECK(all.refused.back() == two);
  all.quota.holds(member, 101);
  all.settle(member);
  CHECK(all.refused.back() == member);
  CHECK(all.quota.handshakes() == 0);
}

TEST_CASE("what a handshake kept is free when it has ended, however it did") {
  gate all{connection_quota{small}};
  for (int round = 0; round < 100; ++round) {
    auto one = all.talking("a"), two = all.talking("b");
    all.quota.holds(one, 60);
    all.settle(one);
    round % 2 == 0 ? all.quota.linked(one, true) : all.quota.ended(one);
    all.quota.holds(two, 60);
    all.settle(two);
    for (auto each : {one, two}) {
      all.quota.ended(each);
      all.quota.closed(each);
    }
  }
  CHECK(all.refused.empty());
}

TEST_CASE("links of clients are bounded, of a host and in all, and a place is free at the end") {
  gate all{connection_quota{small}};
  auto first = all.client("a").first;
  CHECK(all.client("a").second.ok());
  auto refused = all.client("a").second;
  CHECK(refused == code::overloaded);
  CHECK(refused.message().find("clients_of_host = 2") != std::string::npos);
  CHECK(all.client("b").second.ok());
  CHECK(all.client("b").second.ok());
  CHECK(all.client("c").second.ok());
  refused = all.client("d").second;
  CHECK(refused == code::overloaded);
  CHECK(refused.message().find("(clients = 5)") != std::string::npos);
  all.quota.ended(first);
  CHECK(all.quota.clients() == 4);
  CHECK(all.client("d").second.ok());
  auto member = all.talking("e");
  all.quota.linked(member, false);
  CHECK(all.quota.clients() == 5);
}

TEST_CASE("connections that have ended are no handshakes, and the oldest of too many is closed") {
  gate all{connection_quota{connection_limits{}}};
  auto first = all.silent("a");
  all.quota.ended(first);
  for (std::size_t i = 1; i < limits::ended_connections; ++i) all.quota.ended(all.silent("a"));
  CHECK(all.quota.handshakes() == 0);
  CHECK_FALSE(all.quota.too_many_ended().has_value());
  all.quota.ended(all.silent("b"));
  CHECK(all.quota.too_many_ended() == first);
  all.quota.closed(first);
  CHECK_FALSE(all.quota.too_many_ended().has_value());
  CHECK(all.refused.empty());
}

} // namespace carrick::net
