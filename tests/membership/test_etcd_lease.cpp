#include <carrick/membership/etcd_lease.hpp>
#include <carrick/tests/support/membership_world.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace carrick;
using namespace carrick::membership;
using namespace std::chrono_literals;

namespace {

const etcd_reply granted{200,
                         R"({"header":{"revision":"1"},"ID":"4027522173581026310","TTL":"9"})"};
const etcd_reply put_done{200, R"({"header":{"revision":"2"}})"};
const etcd_reply alive{200, "{\"result\":{\"ID\":\"4027522173581026310\",\"TTL\":\"9\"}}\n"};
const etcd_reply has_ended{200, "{\"result\":{\"ID\":\"4027522173581026310\"}}\n"};
const etcd_reply no_lease{404, R"({"error":"etcdserver: requested lease not found","code":5})"};
/// A lease of 9 s, and the time.
struct lease_world {
  time_point now{1h};
  etcd_lease lease{{"/p/n1", "{}", 9s, 1}, now};

  /// The path of the call that is due now, or "".
  std::string call() {
    auto next = lease.next_call(now);
    if (next) body = next->body;
    return next ? next->path.substr(next->path.rfind('/') + 1) : "";
  }
  /// Goes to the next deadline, and how far that was.
  duration wait() {
    auto from = now;
    REQUIRE(lease.next_deadline() != never);
    now = std::max(now, lease.next_deadline());
    return now - from;
  }
  void register_it() {
    REQUIRE(call() == "grant");
    lease.answered(granted, now);
    REQUIRE(call() == "put");
    lease.answered(put_done, now);
    REQUIRE(lease.registered());
  }

  std::string body;
};

} // namespace

TEST_CASE("a lease is granted, the key put under it, and the lease kept alive") {
  lease_world w;
  CHECK(w.call() == "grant");
  CHECK(w.body == R"({"TTL":"9"})");
  CHECK(w.call() == ""); // one at a time
  w.lease.answered(granted, w.now);
  CHECK_FALSE(w.lease.registered());
  CHECK(w.call() == "put");
  CHECK(w.body == R"({"key":"L3AvbjE=","value":"e30=","lease":"4027522173581026310"})");
  w.lease.answered(put_done, w.now);
  CHECK(w.lease.registered());
  for (int i = 0; i < 3; ++i) {
    CHECK(w.call() == "");
    CHECK(w.wait() == 3s);
    CHECK(w.call() == "keepalive");
    w.lease.answered(alive, w.now);
  }
}

TEST_CASE("a lease that has ended is replaced") {
  const auto& answer = GENERATE(has_ended, no_lease);
  lease_world w;
  w.register_it();
  w.wait();
  CHECK(w.call() == "keepalive");
  w.lease.answered(answer, w.now);
  CHECK_FALSE(w.lease.registered());
  CHECK(w.wait() <= 100ms);
  w.register_it();
  CHECK(w.lease.problem().ok());
}

TEST_CASE("a lease that ends before the key is put is replaced") {
  lease_world w;
  w.call();
  w.lease.answered(granted, w.now);
  CHECK(w.call() == "put");
  w.lease.answered(no_lease, w.now);
  w.wait();
  w.register_it();
}

TEST_CASE("an endpoint that does not answer is left, with growing pauses up to 2 s") {
  lease_world w;
  w.register_it();
  w.wait();
  std::vector<duration> pauses;
  for (std::size_t i = 1; i <= 8; ++i) {
    CHECK(w.call() == "keepalive"); // the lease may well be alive
    w.lease.failed(test::connection_refused, w.now);
    CHECK(w.lease.endpoint() == i);
    CHECK(w.lease.problem() == code::unreachable);
    pauses.push_back(w.wait());
  }
  CHECK(pauses[0] >= 50ms);
  CHECK(pauses[0] <= 100ms);
  CHECK(pauses[7] >= 1s);
  CHECK(pauses[7] <= 2s);
  CHECK(w.call() == "keepalive");
  w.lease.answered(alive, w.now);
  CHECK(w.lease.registered());
  CHECK(w.wait() == 3s);
  CHECK(w.call() == "keepalive");
  w.lease.failed(test::connection_refused, w.now);
  CHECK(w.wait() <= 100ms);
}

TEST_CASE("answers that no etcd gives are failures of the endpoint") {
  for (const etcd_reply& answer :
       {etcd_reply{200, ""}, etcd_reply{200, "[]"}, etcd_reply{200, "{}"},
        etcd_reply{200, R"({"ID":"x"})"}, etcd_reply{503, "busy"},
        etcd_reply{400, R"({"error":"etcdserver: no leader","code":14})"}}) {
    lease_world w;
    w.call();
    w.lease.answered(answer, w.now);
    CHECK_FALSE(w.lease.problem().ok());
    w.wait();
    CHECK(w.call() == "grant");
  }
}

TEST_CASE("a key that somebody deleted is put again") {
  lease_world w;
  w.register_it();
  w.lease.key_is_gone(w.now);
  CHECK(w.call() == "put");
  w.lease.answered(put_done, w.now);
  CHECK(w.lease.registered());
}

TEST_CASE("who leaves revokes the lease, whatever was under way") {
  enum at { rest, putting, pausing };
  enum end { done, had_ended, next_endpoint };
  auto at = GENERATE(rest, putting, pausing);
  auto end = GENERATE(done, had_ended, next_endpoint);
  lease_world w;
  if (at == putting) {
    w.call();
    w.lease.answered(granted, w.now);
    w.call();
  } else {
    w.register_it();
  }
  if (at == pausing) {
    w.wait();
    w.call();
    w.lease.failed(test::connection_refused, w.now);
  }
  w.lease.leave(w.now);
  CHECK(w.call() == "revoke");
  CHECK(w.body == R"({"ID":"4027522173581026310"})");
  if (end == next_endpoint) {
    w.lease.failed(test::connection_refused, w.now);
    CHECK_FALSE(w.lease.has_left());
    w.wait();
    CHECK(w.call() == "revoke");
  }
  w.lease.answered(end == had_ended ? no_lease : put_done, w.now);
  CHECK(w.lease.has_left());
  CHECK((w.lease.next_deadline() == never));
  CHECK(w.call() == "");
}

TEST_CASE("who leaves without a lease has left") {
  lease_world w;
  w.call();
  w.lease.leave(w.now);
  CHECK(w.lease.has_left());
}
