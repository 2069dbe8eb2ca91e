#include <carrick/core/base64.hpp>
#include <carrick/core/random.hpp>
#include <carrick/membership/etcd_view.hpp>
#include <carrick/tests/support/membership_world.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace carrick;
using namespace carrick::membership;
using namespace std::chrono_literals;

namespace {

std::string base64(const std::string& text) { return to_base64(as_bytes(text)); }

std::string header(int revision, const std::string& cluster = "7") {
  return R"("header":{"cluster_id":")" + cluster + R"(","revision":")" + std::to_string(revision) +
    R"("})";
}
std::string pair(const std::string& name, int revision) {
  return R"({"key":")" + base64("/p/" + name) + R"(","mod_revision":")" + std::to_string(revision) +
    R"(","value":")" + base64("{\"addr\":\"" + name + ":1\"}") + "\"}";
}
std::string created(int revision, const std::string& cluster = "7") {
  return "{\"result\":{" + header(revision, cluster) + ",\"created\":true}}\n";
}
std::string put(const std::string& name, int revision) {
  return "{\"result\":{" + header(revision) + ",\"events\":[{\"kv\":" + pair(name, revision) +
    "}]}}\n";
}
std::string deleted(const std::string& name, int revision) {
  return "{\"result\":{" + header(revision) + R"(,"events":[{"type":"DELETE","kv":{"key":")" +
    base64("/p/" + name) + R"(","mod_revision":")" + std::to_string(revision) + "\"}}]}}\n";
}
etcd_reply listing(int revision, std::initializer_list<const char*> names) {
  std::string kvs;
  for (auto* name : names) kvs += (kvs.empty() ? "" : ",") + pair(name, revision);
  return {200, '{' + header(revision) + (kvs.empty() ? "" : ",\"kvs\":[" + kvs + ']') + '}'};
}

struct view_world {
  time_point now{1h};
  etcd_view view{{"/p/", 30s, 1}, now};
  std::string list = "?"; ///< the last one, or why not

  /// "range", "watch 5" from that revision on, or "".
  std::string call() {
    auto next = view.next_call(now);
    if (!next) return "";
    CHECK(next->streams == (next->path == "/v3/watch"));
    if (!next->streams) return "range";
    constexpr std::string_view key = "\"start_revision\":\"";
    auto at = next->body.find(key) + key.size();
    return "watch " + next->body.substr(at, next->body.find('"', at) - at);
  }
  void feed(const std::string& bytes) {
    view.feed(as_bytes(bytes), now);
    take();
  }
  void answer(const etcd_reply& reply) {
    view.answered(reply, now);
    take();
  }
  void take() {
    auto next = view.next_list();
    if (!next) return;
    if (!*next) {
      list = to_string(next->error());
      return;
    }
    list.clear();
    for (const auto& m : **next) list += (list.empty() ? "" : " ") + m.id.text();
  }
  void begin(std::initializer_list<const char*> names) {
    REQUIRE(call() == "range");
    answer(listing(4, names));
    REQUIRE(call() == "watch 5");
    feed(created(4));
  }
  duration wait() {
    auto from = now;
    now = std::max(now, view.next_deadline());
    view.tick(now);
    return now - from;
  }
};

} // namespace

TEST_CASE("keys are listed, and watched from the next revision on") {
  view_world w;
  w.begin({"n1", "n2"});
  CHECK(w.list == "n1 n2");
  w.feed(put("n3", 5));
  CHECK(w.list == "n1 n2 n3");
  w.feed(deleted("n1", 6));
  CHECK(w.list == "n2 n3");
  CHECK(w.view.was_deleted("n1"));
  CHECK_FALSE(w.view.was_deleted("n1"));
  CHECK(w.view.watching());
}

TEST_CASE("the watch's range is the prefix") {
  etcd_view view{{"/p/", 30s, 1}, time_point{}};
  CHECK(view.next_call(time_point{})->body ==
        R"({"key":")" + base64("/p/") + R"(","range_end":")" + base64("/p0") + "\"}");
  CHECK(etcd::end_of("a\xff\xff") == "b");
  CHECK(etcd::end_of("\xff") == std::string(1, '\0'));
}

TEST_CASE("an empty store has no list that could be used, and says so") {
  view_world w;
  w.begin({});
  CHECK(w.list == "");
  w.feed(put("n1", 5));
  CHECK(w.list == "n1");
}

TEST_CASE("a watch may be split anywhere") {
  const auto stream =
    created(4) + "\n" + put("n3", 5) + deleted("n1", 6) + put("n1", 7) + deleted("n2", 8);
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    view_world w;
    w.begin({"n1", "n2"});
    random_source random{seed};
    for (std::string_view rest = stream; !rest.empty();) {
      auto piece = std::min<std::size_t>(rest.size(), 1 + random.below(1 + seed));
      w.feed(std::string{rest.substr(0, piece)});
      rest.remove_prefix(piece);
    }
    REQUIRE(w.list == "n1 n3");
  }
}

TEST_CASE("a watch that breaks is resumed where it was, at the next endpoint") {
  view_world w;
  w.begin({"n1"});
  w.feed(put("n2", 9));
  w.feed(put("n3", 12).substr(0, 40));
  w.view.failed(test::connection_refused, w.now);
  CHECK(w.view.problem() == code::unreachable);
  CHECK(w.view.endpoint() == 1);
  CHECK(w.call() == "");
  CHECK(w.wait() <= 100ms);
  CHECK(w.call() == "watch 10");
  w.view.failed(test::connection_refused, w.now);
  CHECK(w.wait() >= 100ms);
  CHECK(w.call() == "watch 10");
  w.list.clear();
  w.feed(created(12));
  CHECK(w.view.problem().ok());
  CHECK(w.list == "n1 n2");             // it holds again
  w.feed(put("n2", 9) + put("n3", 12)); // what was seen is told again: no harm
  CHECK(w.list == "n1 n2 n3");
}

TEST_CASE("what was compacted away is listed again") {
  view_world w;
  w.begin({"n1"});
  w.view.failed(test::connection_refused, w.now);
  w.wait();
  CHECK(w.call() == "watch 5");
  w.feed(created(20));
  w.feed("{\"result\":{" + header(20) + ",\"canceled\":true,\"compact_revision\":\"18\"}}\n");
  CHECK_FALSE(w.view.watching());
  CHECK(w.call() == "range");
  w.answer(listing(20, {"n4"}));
  CHECK(w.list == "n4");
  CHECK(w.call() == "watch 21");
}

TEST_CASE("an etcd with older or other data is listed again") {
  auto hello = GENERATE(created(3), created(9, "8"));
  view_world w;
  w.begin({"n1"});
  w.view.failed(test::connection_refused, w.now);
  w.wait();
  CHECK(w.call() == "watch 5");
  w.feed(hello);
  CHECK_FALSE(w.view.watching());
  CHECK(w.call() == "range");
}

TEST_CASE("a watch that etcd cancels, or that makes no sense, is begun anew after a pause") {
  auto line = GENERATE(
    std::string{"{\"result\":{\"canceled\":true,\"cancel_reason\":\"no leader\"}}\n"},
    std::string{"{\"error\":{\"message\":\"context canceled\"}}\n"}, std::string{"{}\n"},
    std::string{"nonsense\n"}, std::string{"{\"result\":{\"events\":[1]}}\n"},
    std::string{"{\"result\":{\"events\":[{\"kv\":{\"key\":\"!\",\"mod_revision\":\"9\"}}]}}\n"});
  view_world w;
  w.begin({"n1"});
  w.feed(line);
  CHECK_FALSE(w.view.watching());
  CHECK_FALSE(w.view.problem().ok());
  CHECK(w.call() == "");
  CHECK(w.wait() >= 50ms);
  CHECK(w.call() != "");
}

TEST_CASE("a silent watch is begun anew, without a problem") {
  view_world w;
  w.begin({"n1"});
  w.now += 20s;
  w.feed(put("n2", 5));
  CHECK(w.wait() == 30s);
  CHECK_FALSE(w.view.watching());
  CHECK(w.view.problem().ok());
  CHECK(w.call() == "watch 6");
}

TEST_CASE("a key that cannot be read spoils the list until it is mended") {
  view_world w;
  w.begin({"n1"});
  w.feed("{\"result\":{" + header(5) + R"(,"events":[{"kv":{"key":")" + base64("/p/n2") +
         R"(","mod_revision":"5","value":")" + base64("rubbish") + "\"}}]}}\n");
  CHECK_THAT(w.list, Catch::StartsWith("malformed: n2: no JSON"));
  w.feed(put("n2", 6));
  CHECK(w.list == "n1 n2");
}

TEST_CASE("a list that cannot be had is tried for, with growing pauses") {
  view_world w;
  for (auto least : {50ms, 100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms}) {
    CHECK(w.call() == "range");
    w.answer({500, "oh"});
    CHECK(w.wait() >= least);
  }
  w.begin({"n1"});
}
