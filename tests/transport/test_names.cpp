// Lookups of names: a name server of the test's own, some of whose names are never answered.

#include "../support/name_server.hpp"
#include "../support/no_new_threads.hpp"
#include "../support/test_loop.hpp"
#include "raw_socket.hpp"
#include "support.hpp"

#include <carrick/net/names/name_lookup.hpp>

#include <algorithm>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>

using namespace carrick;
using namespace carrick::test;
using namespace std::chrono_literals;
using record = name_server::record;

namespace {

using addresses = std::vector<std::string>;

/// What was asked, and what came of it: addresses, "target:port"s, or why not.
struct asked_name {
  std::unique_ptr<net::name_lookup> lookup;
  std::optional<result<addresses>> answer;
  int times = 0;

  void take(result<addresses> outcome) {
    answer = std::move(outcome);
    ++times;
  }
  bool done() const { return answer.has_value(); }
  std::string error() const { return answer && !*answer ? to_string(answer->error()) : ""; }
};

class lookup_world {
 public:
  explicit lookup_world(duration limit = 30s) : limit_(limit) {}
  ~lookup_world() { CHECK(loop_.runs_out_of_work()); }

  name_server names;
  /// Asked in place of `names` alone.
  std::vector<std::string> servers;

  test_loop& loop() { return loop_; }
  std::unique_ptr<net::name_lookup> make() {
    net::name_lookup_options options{.limit = limit_, .servers = servers};
    if (servers.empty()) options.servers.push_back(names.address());
    return std::make_unique<net::name_lookup>(loop_.io(), std::move(options));
  }
  void ask(asked_name& what, const std::string& name) {
    what.lookup = make();
    what.lookup->ask_addresses(name, [&what](auto found) { what.take(std::move(found)); });
    CHECK_FALSE(what.done()); // never from inside
  }
  bool until(const std::function<bool()>& reached) {
    for (int i = 0; i < 20'000; ++i) {
      if (reached()) return true;
      loop_.run_one_for(5ms);
    }
    return false;
  }
  bool until_done(const asked_name& what) {
    return until([&] { return what.done(); });
  }
  result<addresses> look_up(const std::string& name) {
    asked_name what;
    ask(what, name);
    REQUIRE(until_done(what));
    CHECK(what.times == 1);
    return *what.answer;
  }

 private:
  const duration limit_;
  test_loop loop_;
};

/// A name of /etc/hosts with the IPv4 addresses that it has there, if there is one but localhost.
std::pair<std::string, addresses> name_of_this_machine() {
  std::pair<std::string, addresses> out;
  std::ifstream file{"/etc/hosts"};
  for (std::string line; std::getline(file, line);) {
    std::istringstream words{line.substr(0, line.find('#'))};
    std::string address;
    words >> address;
    if (address.find('.') == address.npos) continue;
    for (std::string name; words >> name;) {
      if (name.find("localhost") != name.npos) continue;
      if (out.first.empty()) out.first = name;
      if (out.first == name) out.second.push_back(address);
    }
  }
  return out;
}

} // namespace

TEST_CASE("a name whose server is silent holds up no other", "[names]") {
  lookup_world w;
  w.names.hold("silent.test");
  w.names.add("good.test", {"10.0.0.1"});
  asked_name silent[8], good;
  for (auto& each : silent) w.ask(each, "silent.test");
  REQUIRE(w.until([&] { return w.names.asked("silent.test") >= 8; }));
  w.ask(good, "good.test");
  REQUIRE(w.until_done(good));
  CHECK(good.answer->value() == addresses{"10.0.0.1"});
  for (auto& each : silent) CHECK_FALSE(each.done());
}

TEST_CASE("200 lookups at once beside one that is not answered", "[names]") {
  const std::size_t before = open_descriptors();
  {
    lookup_world w;
    w.names.hold("silent.test");
    asked_name silent;
    w.ask(silent, "silent.test");
    std::vector<asked_name> many(200);
    for (std::size_t i = 0; i < many.size(); ++i)
      w.names.add("n" + std::to_string(i) + ".test", {"10.0.1." + std::to_string(i)});
    for (std::size_t i = 0; i < many.size(); ++i) w.ask(many[i], "n" + std::to_string(i) + ".test");
    REQUIRE(w.until([&] {
      return std::all_of(many.begin(), many.end(), [](auto& each) { return each.done(); });
    }));
    for (std::size_t i = 0; i < many.size(); ++i) {
      INFO(many[i].error());
      REQUIRE(*many[i].answer);
      CHECK(many[i].answer->value() == addresses{"10.0.1." + std::to_string(i)});
      CHECK(many[i].times == 1);
    }
    CHECK_FALSE(silent.done());
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("a lookup is bounded in time, and says who was silent for how long", "[names]") {
  lookup_world w{100ms};
  w.names.hold("silent.test");
  auto error = w.look_up("silent.test").error();
  CHECK(error == code::unreachable);
  CHECK(error.message() ==
        "cannot look up silent.test: no answer from " + w.names.address() + " within 100ms");

  // Also for who asks later, which is never answered from inside either.
  asked_name first, second;
  w.ask(first, "silent.test");
  REQUIRE(w.until_done(first));
  first.lookup->ask_addresses("good.test", [&](auto found) { second.take(std::move(found)); });
  CHECK_FALSE(second.done());
  REQUIRE(w.until_done(second));
  CHECK(second.error().find("cannot look up good.test: no answer from") != std::string::npos);
}

TEST_CASE("a lookup that is given up calls nobody back and leaves nothing", "[names]") {
  const std::size_t before = open_descriptors();
  {
    lookup_world w;
    w.names.hold("silent.test");
    w.names.add("good.test", {"10.0.0.1"});
    asked_name what;
    w.ask(what, "silent.test");
    SECTION("before it has begun") {}
    SECTION("while it waits") {
      REQUIRE(w.until([&] { return w.names.asked("silent.test") >= 2; }));
    }
    SECTION("with its answer on the way") {
      REQUIRE(w.until([&] { return w.names.asked("silent.test") >= 2; }));
      w.names.release();
    }
    SECTION("with another question of it answered, from inside of that") {
      w.ask(what, "silent.test");
      bool heard = false;
      what.lookup->ask_addresses("good.test", [&](const auto&) {
        heard = true;
        what.lookup.reset();
      });
      REQUIRE(w.until([&] { return heard; }));
    }
    what.lookup.reset();
    CHECK(w.loop().runs_out_of_work());
    CHECK(what.times == 0);
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("a loop may end before its lookups", "[names]") {
  name_server names;
  names.hold("silent.test");
  std::unique_ptr<net::name_lookup> lookup;
  test_loop loop;
  lookup = std::make_unique<net::name_lookup>(
    loop.io(), net::name_lookup_options{.limit = 30s, .servers = {names.address()}});
  int heard = 0;
  lookup->ask_addresses("silent.test", [&](const auto&) { ++heard; });
  for (int i = 0; i < 1000 && names.asked("silent.test") < 2; ++i) loop.run_one_for(5ms);
  lookup.reset(); // its waits are not run any more
  CHECK(heard == 0);
}

TEST_CASE("why a name has no address", "[names]") {
  lookup_world w{10s};
  w.names.add_services("records.test", {{"a.test", 1}});
  w.names.fail("broken.test");
  auto why = [&](const std::string& name) { return w.look_up(name).error().message(); };
  CHECK(why("unknown.test") == "cannot look up unknown.test: there is no such name");
  CHECK(why("records.test") == "cannot look up records.test: it has no address");
  CHECK(why("broken.test") ==
        "cannot look up broken.test: " + w.names.address() +
          " cannot be reached, or refuses to answer");
  w.servers = {unused_tcp_address()};
  CHECK(why("good.test") ==
        "cannot look up good.test: " + w.servers[0] + " cannot be reached, or refuses to answer");
  w.servers = {"n1:53"};
  CHECK(why("good.test") ==
        "cannot look up good.test: n1:53 is no numeric address of a name server");
}

TEST_CASE("a server that is silent, fails or is not there gives way to the next", "[names]") {
  name_server other;
  lookup_world w;
  other.add("good.test", {"10.0.0.1"});
  w.servers = {w.names.address(), other.address()};
  SECTION("silent") { w.names.hold("good.test"); }
  SECTION("fails") { w.names.fail("good.test"); }
  SECTION("not there") { w.servers[0] = unused_tcp_address(); }
  CHECK(w.look_up("good.test").value() == addresses{"10.0.0.1"});
}

TEST_CASE("a late answer counts", "[names]") {
  lookup_world w;
  w.names.hold("late.test");
  w.names.add("late.test", {"10.0.0.1"});
  asked_name late;
  w.ask(late, "late.test");
  REQUIRE(w.until([&] { return w.names.asked("late.test") > 2; }));
  w.names.release();
  REQUIRE(w.until_done(late));
  CHECK(late.answer->value() == addresses{"10.0.0.1"});
}

TEST_CASE("IPv4 and IPv6 addresses are found", "[names]") {
  lookup_world w;
  w.names.add("both.test", {"10.0.0.1", "fd00::1"});
  w.names.add("v6.test", {"fd00::1"});
  auto both = w.look_up("both.test").value();
  std::sort(both.begin(), both.end());
  CHECK(both == addresses{"10.0.0.1", "fd00::1"});
  CHECK(w.look_up("v6.test").value() == addresses{"fd00::1"});
}

TEST_CASE("what is known at the limit is the answer", "[names]") {
  lookup_world w{2s};
  w.names.add("mute.test", {"10.0.0.1", "fd00::1"});
  w.names.hold("mute.test", record::aaaa);
  CHECK(w.look_up("mute.test").value() == addresses{"10.0.0.1"});
}

TEST_CASE("an IPv6 address that stands for an IPv4 one is that one", "[names]") {
  lookup_world w;
  w.names.add("mapped.test", {"::ffff:10.0.0.1", "10.0.0.1", "::ffff:a00:2"});
  auto found = w.look_up("mapped.test").value();
  std::sort(found.begin(), found.end());
  CHECK(found == addresses{"10.0.0.1", "10.0.0.2"});
}

TEST_CASE("nobody is asked for names of this machine and for addresses", "[names]") {
  lookup_world w;
  const auto known = [&](const std::string& name) {
    CAPTURE(name);
    auto found = w.look_up(name);
    INFO((found ? "" : found.error().message()));
    REQUIRE(found);
    CHECK(w.names.asked(name) == 0);
    return *found;
  };
  CHECK(known("localhost") == addresses{"127.0.0.1"});
  CHECK(known("10.0.0.7") == addresses{"10.0.0.7"});
  CHECK(known("fd00::7") == addresses{"fd00::7"});
  const auto [name, its_addresses] = name_of_this_machine();
  if (name.empty()) return;
  const auto found = known(name);
  for (const auto& each : its_addresses) CHECK(std::count(found.begin(), found.end(), each) == 1);
}

TEST_CASE("an answer that is too large for a datagram comes over TCP", "[names]") {
  lookup_world w;
  addresses all;
  for (int i = 0; i < 100; ++i) all.push_back("10.0.2." + std::to_string(i));
  w.names.add("large.test", all);
  auto found = w.look_up("large.test").value();
  std::sort(found.begin(), found.end());
  std::sort(all.begin(), all.end());
  CHECK(found == all);
}

TEST_CASE("one lookup asks for services and then for their targets", "[names]") {
  lookup_world w;
  w.names.add_services("_kv._tcp.test", {{"a.test", 1}, {"b.test", 2}});
  w.names.add("a.test", {"10.0.0.1"});
  asked_name a, b;
  std::string order;
  auto lookup = w.make();
  lookup->ask_services("_kv._tcp.test", [&](auto services) {
    REQUIRE(services);
    for (const auto& each : *services) order += each.target + ' ' + std::to_string(each.port) + ' ';
    lookup->ask_addresses("a.test", [&](auto found) { a.take(std::move(found)); });
    lookup->ask_addresses("b.test", [&](auto found) { b.take(std::move(found)); });
    CHECK_FALSE(a.done());
  });
  REQUIRE(w.until([&] { return a.done() && b.done(); }));
  CHECK((order == "a.test 1 b.test 2 " || order == "b.test 2 a.test 1 "));
  CHECK(a.answer->value() == addresses{"10.0.0.1"});
  CHECK(b.error() == "unreachable: cannot look up b.test: there is no such name");
}

TEST_CASE("a name without services says so", "[names]") {
  lookup_world w;
  w.names.add("a.test", {"10.0.0.1"});
  std::string why;
  auto lookup = w.make();
  lookup->ask_services("a.test", [&](const auto& found) { why = found.error().message(); });
  REQUIRE(w.until([&] { return !why.empty(); }));
  CHECK(why == "cannot look up a.test: it has no service records");
}

TEST_CASE("no thread is needed to look a name up", "[names]") {
  lookup_world w;
  w.names.add("good.test", {"10.0.0.1"});
  const no_new_threads none;
  CHECK(w.look_up("good.test").value() == addresses{"10.0.0.1"});
}

TEST_CASE("who may block looks a name up at once", "[names]") {
  name_server names;
  names.add("good.test", {"10.0.0.1"});
  names.hold("silent.test");
  const net::name_lookup_options options{.limit = 50ms, .servers = {names.address()}};
  CHECK(net::look_up_now("good.test", options).value() == addresses{"10.0.0.1"});
  CHECK(net::look_up_now("silent.test", options).error().message() ==
        "cannot look up silent.test: no answer from " + names.address() + " within 50ms");
}
