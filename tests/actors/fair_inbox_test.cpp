#include "../support/allocation_meter.hpp"
#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"

#include <carrick/actors/delivery.hpp>
#include <carrick/actors/fair_inbox.hpp>

#include <algorithm>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;
using kv::get;
using kv::pause;
using kv::put;
using kv::value;
using kv::watch;

/// Of which an item may be many times as large as it was sent.
struct keys {
  std::vector<std::string> all;
  CARRICK_DATA(keys, "test.keys", all)
};
struct upload {
  CARRICK_STREAM(upload, "test.upload", kv::change, keys)
};

/// One actor, "store", that several links bring messages to, and what it has handled, in order.
class crowd {
 public:
  explicit crowd(duration each = 0ms)
      : each_(each), node(registry{}.messages<get, put, watch, upload>()) {
    store = node.run("store", [this](actor_base* self) {
      self_ = self;
      return self->serve([this](const put& p) { handle(p.key); },
                         [this](const get& g) {
                           handle(g.key);
                           return value{g.key, true};
                         },
                         [this](const watch& w, stream<kv::change, pause>) {
                           handle(w.prefix);
                           return stream_callback<pause>{
                             .on_item = [this](const pause&) { handle("item"); },
                             .on_end = [this](const status&) { handle("end"); }};
                         },
                         [this](const upload&, stream<kv::change, keys>) {
                           return stream_callback<keys>{.on_item = [this](const keys& k) {
                             CHECK(k.all.size() == 20'000);
                             handle("keys");
                           }};
                         });
    });
  }
  ~crowd() { links_.clear(); }

  /// A link of its own to the same actor.
  fake_link& connect() {
    auto& record = *records_.emplace_back(
      std::make_unique<peer_record>(node_id::parse("p" + std::to_string(links_.size())).value()));
    return *links_.emplace_back(std::make_shared<fake_link>(node.home(), record, node.receives()));
  }
  /// At the home loop, inside of at_home().
  static void post(fake_link& from, const std::string& key) {
    buffer body;
    encode(put{key, {}}, body);
    from.arrive_post(endpoint_of<put>(), body.bytes());
  }
  static void ask(fake_link& from, const std::string& key) {
    buffer body;
    encode(get{key}, body);
    from.arrive(endpoint_of<get>(), body.bytes(), never);
  }
  template <class T>
  static endpoint endpoint_of() {
    return {name_hash("store"), message_id<T>};
  }
  std::size_t place_of(const std::string& key) const {
    return static_cast<std::size_t>(std::find(handled.begin(), handled.end(), key) -
                                    handled.begin());
  }
  std::size_t count(const std::string& key) const {
    return static_cast<std::size_t>(std::count(handled.begin(), handled.end(), key));
  }

  std::vector<std::string> handled;

 private:
  void handle(const std::string& what) {
    node.take_time(each_);
    handled.push_back(what);
  }

  const duration each_;
  actor_base* self_ = nullptr;

 public:
  fake_core node;
  caf::actor store;

 private:
  std::vector<std::unique_ptr<peer_record>> records_;
  std::vector<std::shared_ptr<fake_link>> links_;
};

/// Who opens a stream, as far as a link sees it.
struct opener final : stream_sink {
  void on_item(byte_span, std::uint32_t) noexcept override {}
  void on_half_closed() noexcept override {}
  void on_writable() noexcept override {}
  void on_ended(carrick::code, std::string_view) noexcept override { ended = true; }
  bool ended = false;
};

} // namespace

TEST_CASE("lines have their turns, each in its own order; a parked one has none") {
  auto a = std::make_shared<int>(), b = std::make_shared<int>();
  auto group = std::make_shared<int>();
  const bool together = GENERATE(true, false);
  const auto& of_b = together ? group : b;
  fair_queue<int, int, std::string> q;
  for (auto* item : {"a1", "a2", "a3"}) q.push(group, a, item);
  q.push(of_b, b, "b1");
  q.push(of_b, b, "b2");
  CHECK(q.take() == "a1");
  CHECK(q.take() == "b1");
  CHECK(q.next() == a);
  q.park_next();
  CHECK(q.take() == "b2");
  CHECK(!q.has_turns());
  CHECK(!q.empty());
  q.push(group, a, "a4"); // stays parked
  CHECK(!q.has_turns());
  q.go_on(*b); // has no line
  q.go_on(*a);
  q.go_on(*a);
  CHECK(q.take() == "a2");
  CHECK(q.take() == "a3");
  CHECK(q.take() == "a4");
  CHECK(q.empty());
  q.push(group, a, "a5");
  q.push(of_b, b, "b3");
  std::vector<std::string> all;
  auto keep = [&](std::string item) { all.push_back(std::move(item)); };
  q.drain([&](int& from) { return &from == a.get(); }, keep);
  CHECK(all == std::vector<std::string>{"a5"});
  CHECK(q.next() == b);
  q.drain([](int&) { return true; }, keep);
  CHECK(all.size() == 2);
  CHECK(!q.has_turns());
  CHECK(q.empty());
}

TEST_CASE("a group of many sources has as many turns as one of a single source") {
  auto crowd = std::make_shared<int>(), alone = std::make_shared<int>();
  std::vector<std::shared_ptr<int>> many;
  for (int i = 0; i < 30; ++i) many.push_back(std::make_shared<int>(i));
  auto one = std::make_shared<int>(100);
  fair_queue<int, int, int> q;
  for (int round = 0; round < 3; ++round)
    for (const auto& each : many) q.push(crowd, each, *each);
  for (int round = 0; round < 3; ++round) q.push(alone, one, 100);
  std::vector<int> taken;
  while (q.has_turns()) taken.push_back(q.take());
  CHECK(std::vector<int>(taken.begin(), taken.begin() + 7) ==
        std::vector<int>{0, 100, 1, 100, 2, 100, 3});
  REQUIRE(taken.size() == 93);
  std::erase(taken, 100);
  for (std::size_t i = 0; i < taken.size(); ++i) CHECK(taken[i] == static_cast<int>(i % 30));
  CHECK(q.empty());

  // A turn is not lost with one of the group that is parked.
  q.push(crowd, many[0], 0);
  q.push(crowd, many[1], 1);
  q.push(alone, one, 100);
  q.park_next();
  CHECK(q.take() == 1);
  CHECK(q.take() == 100);
  CHECK(!q.has_turns());
  q.go_on(*many[0]);
  CHECK(q.take() == 0);
  CHECK(q.empty());
}

TEST_CASE("links of one host that are behind share one turn") {
  using std::chrono::microseconds;
  turn_groups groups;
  auto host = groups.of_host("10.0.0.1");
  CHECK(host == groups.of_host("10.0.0.1"));
  CHECK(host != groups.of_host("10.0.0.2"));
  CHECK(host != groups.of_member("10.0.0.1"));
  CHECK(host->part_of(microseconds(100)) == microseconds(100));
  for (auto [behind, turn] : {std::pair{1, 100}, {2, 50}, {4, 25}, {1'000, 10}}) {
    host->links_behind = static_cast<std::size_t>(behind);
    CHECK(host->part_of(microseconds(100)) == microseconds(turn));
  }
  CHECK(host->part_of(microseconds(2)) == microseconds(2));
  for (int i = 0; i < 10'000; ++i) groups.of_host(std::to_string(i));
  CHECK(groups.size() < 200); // those that nobody has are forgotten
  CHECK(groups.of_host("10.0.0.1") == host);
}

TEST_CASE("who floods an actor over many links of one host waits behind himself, too") {
  crowd c{10ms};
  std::vector<fake_link*> flood;
  for (int i = 0; i < 30; ++i) {
    flood.push_back(&c.connect());
    flood.back()->turns = flood.front()->turns;
  }
  auto& other = c.connect();
  constexpr std::size_t before = 30;
  c.node.at_home([&] {
    for (auto* link : flood) crowd::post(*link, "flood"); // now its time is known
  });
  c.node.at_home([&] {
    for (int i = 0; i < 10; ++i)
      for (auto* link : flood) crowd::post(*link, "flood");
    for (auto* key : {"1", "2", "3"}) crowd::post(other, key);
  });
  CHECK(c.handled.size() == before + 303);
  // Two are with the actor; then one of the flood's has its turn before each.
  CHECK(c.place_of("1") <= before + 3);
  CHECK(c.place_of("2") <= before + 5);
  CHECK(c.place_of("3") <= before + 7);
}

TEST_CASE("a small request that waits takes no more than what is counted for it") {
  crowd c;
  auto& link = c.connect();
  constexpr std::size_t asked = 16'384;
  std::ptrdiff_t held = 0;
  c.node.at_home([&] {
    const allocation_meter meter;
    for (std::size_t i = 0; i < asked; ++i) crowd::ask(link, "key");
    held = meter.held();
  });
  CHECK(link.kept.size() == asked);
  CHECK(static_cast<std::size_t>(held) < asked * limits::request_overhead);
}

TEST_CASE("items that wait before an actor take what they took on the wire") {
  crowd c;
  auto& link = c.connect();
  link.window = 64 * limits::MiB;
  opener end;
  constexpr std::size_t items = 200, empty_strings = 20'000;
  buffer item;
  encode(keys{{std::vector<std::string>(empty_strings)}}, item);
  const auto decoded = empty_strings * sizeof(std::string);
  REQUIRE(decoded > 30 * item.size());
  std::ptrdiff_t held = 0;
  c.node.at_home([&] {
    buffer body;
    encode(upload{}, body);
    link.arrive_stream(crowd::endpoint_of<upload>(), body.bytes(), end);
    const allocation_meter meter;
    for (std::size_t i = 0; i < items; ++i) CHECK(end.link->send_item(end.id, item.bytes()).ok());
    held = meter.held();
  });
  CHECK(c.count("keys") == items);
  // Beside what is with the actor: 512 KiB as sent, and one more.
  const auto ahead = (512 * limits::KiB / item.size() + 1) * decoded;
  CHECK(static_cast<std::size_t>(held) < ahead + items * (item.size() + 1'000));
  c.node.at_home([&] { end.link->end_stream(end.id, code::ok, ""); });
}

TEST_CASE("who floods an actor waits behind himself, and not everybody else") {
  crowd c;
  auto& flood = c.connect();
  auto& other = c.connect();
  c.node.at_home([&] {
    for (int i = 0; i < 20'000; ++i) crowd::post(flood, "flood");
    for (auto* key : {"1", "2", "3"}) crowd::post(other, key);
    for (int i = 0; i < 1'000; ++i) crowd::post(flood, "flood");
  });
  CHECK(c.handled.size() == 21'003);
  CHECK(c.place_of("1") <= 513);
  CHECK(c.place_of("2") <= 515);
  CHECK(c.place_of("3") <= 517);
  CHECK(c.place_of("1") < c.place_of("2"));
  CHECK(c.place_of("2") < c.place_of("3"));
}

TEST_CASE("the slower an actor's handlers, the less stands before a newcomer") {
  crowd c{1ms};
  auto& flood = c.connect();
  auto& other = c.connect();
  c.node.at_home([&] {
    for (int i = 0; i < 20; ++i) crowd::post(flood, "flood");
  });
  c.node.at_home([&] {
    for (int i = 0; i < 1'000; ++i) crowd::post(flood, "flood");
    crowd::ask(other, "ask");
  });
  CHECK(c.handled.size() == 1'021);
  CHECK(c.place_of("ask") <= 20 + 24 + 2);
  REQUIRE(other.kept.size() == 1);
  CHECK(other.kept[0].code == code::ok);
}

TEST_CASE("the larger the messages, the fewer stand before a newcomer, and each comes whole") {
  crowd c;
  auto& flood = c.connect();
  auto& other = c.connect();
  const std::string large(10'000, 'x');
  c.node.at_home([&] {
    for (int i = 0; i < 1'000; ++i) crowd::post(flood, large + std::to_string(i));
    crowd::post(other, "other");
  });
  REQUIRE(c.handled.size() == 1'001);
  CHECK(c.place_of("other") <= 512 * limits::KiB / large.size() + 2);
  std::erase(c.handled, "other");
  for (std::size_t i = 0; i < c.handled.size(); ++i)
    CHECK(c.handled[i] == large + std::to_string(i));
}

TEST_CASE("an actor is brought more while it still has something to do") {
  crowd c;
  auto& flood = c.connect();
  c.node.at_home([&] {
    for (int i = 0; i < 5'000; ++i) crowd::post(flood, std::to_string(i));
  });
  REQUIRE(c.handled.size() == 5'000);
  for (int i = 0; i < 5'000; ++i)
    CHECK(c.handled[static_cast<std::size_t>(i)] == std::to_string(i));
}

TEST_CASE("who does not read what he has asked for waits until he does; others do not") {
  crowd c;
  auto& slow = c.connect();
  auto& other = c.connect();
  slow.slow = true;
  c.node.at_home([&] {
    crowd::ask(slow, "slow 1");
    crowd::ask(slow, "slow 2");
    crowd::ask(other, "other");
  });
  CHECK(c.handled == std::vector<std::string>{"other"});
  REQUIRE(slow.told_when_read.size() == 1);
  slow.slow = false;
  c.node.at_home([&] {
    auto told = std::exchange(slow.told_when_read, {});
    static_cast<actor_base*>(told[0]->get())->inbox().go_on(slow);
  });
  CHECK(c.handled == std::vector<std::string>{"other", "slow 1", "slow 2"});
  CHECK(slow.kept.size() == 2);
}

TEST_CASE("items and the end of a stream come behind its opening and what was posted before") {
  crowd c;
  auto& link = c.connect();
  opener end;
  c.node.at_home([&] {
    for (int i = 0; i < 1'000; ++i) crowd::post(link, "post");
    buffer body;
    encode(watch{"opening"}, body);
    link.arrive_stream(crowd::endpoint_of<watch>(), body.bytes(), end);
    buffer item;
    encode(pause{true}, item);
    for (int i = 0; i < 5; ++i) CHECK(end.link->send_item(end.id, item.bytes()).ok());
    CHECK(link.opening_bytes_held == body.size());
  });
  REQUIRE(c.handled.size() == 1'006);
  CHECK(c.place_of("opening") == 1'000);
  CHECK(c.count("item") == 5);
  CHECK(link.opening_bytes_held == 0);
  c.node.at_home([&] { end.link->end_stream(end.id, code::ok, ""); });
  CHECK(c.handled.back() == "end");
}

TEST_CASE(
  "a message that waits is packed as it was sent; one that does not come back has no value") {
  buffer body;
  encode(put{std::string(1'000, 'k'), "data"}, body);
  auto whole = delivery::of(message_type_of<put>());
  whole->pack(body.bytes(), {});
  CHECK(static_cast<put*>(whole->value())->key.empty());
  REQUIRE(whole->unpack().ok());
  CHECK(static_cast<put*>(whole->value())->key == std::string(1'000, 'k'));
  CHECK(static_cast<put*>(whole->value())->data == "data");

  auto broken = delivery::of(message_type_of<put>());
  broken->pack(body.bytes().first(body.size() - 1), {});
  CHECK_FALSE(broken->unpack().ok());
  CHECK(static_cast<put*>(broken->value())->key.empty());
  broken->refuse({code::overloaded, ""}); // a post: nobody waits
}

TEST_CASE("what waits for an actor that ends is answered") {
  crowd c;
  auto& link = c.connect();
  c.node.at_home([&] {
    for (int i = 0; i < 1'000; ++i) crowd::ask(link, "ask");
    caf::anon_send_exit(c.store, caf::exit_reason::kill);
  });
  CHECK(link.kept.size() == 1'000);
  CHECK(std::count_if(link.kept.begin(), link.kept.end(), [](const auto& each) {
          return each.code == code::ended;
        }) == 1'000 - 512); // what the mailbox held was handled
}

TEST_CASE("an actor that puts messages off is brought what it waits for") {
  crowd c;
  auto& link = c.connect();
  std::vector<std::string> handled;
  c.node.run("gate", [&](actor_base* self) -> behavior {
    auto all = self->serve([&](const put& p) { handled.push_back(p.key); },
                           [](const get&) { return value{}; });
    self->set_default_handler(caf::skip);
    return {[self, all](const get&) {
      self->become(all);
      return value{};
    }};
  });
  const auto target = name_hash("gate");
  c.node.at_home([&] {
    for (int i = 0; i < 2'000; ++i) {
      buffer body;
      encode(put{std::to_string(i), {}}, body);
      link.arrive_post({target, message_id<put>}, body.bytes());
    }
    buffer key;
    encode(get{"open"}, key);
    link.arrive({target, message_id<get>}, key.bytes(), never);
  });
  REQUIRE(handled.size() == 2'000);
  for (std::size_t i = 0; i < handled.size(); ++i) CHECK(handled[i] == std::to_string(i));
}

} // namespace carrick::test
