#include "../support/node_world.hpp"

#include <atomic>
#include <mutex>

namespace carrick::test {

/// A number that counts how often it is encoded.
struct counted {
  std::uint64_t value = 0;
  static inline std::atomic<std::size_t> encodings{0};
};

} // namespace carrick::test

template <>
struct carrick::detail::wire<carrick::test::counted> {
  using number = wire<std::uint64_t>;
  static constexpr std::size_t bytes_min = number::bytes_min;
  static void save(byte_writer& out, const test::counted& value) {
    ++test::counted::encodings;
    out.number(value.value);
  }
  static void load(byte_reader& in, test::counted& value) {
    value.value = in.number<std::uint64_t>();
  }
  static std::string describe(layout_writer& parts) { return number::describe(parts); }
  static void visit(const void* value, value_visitor& v) {
    number::visit(&static_cast<const test::counted*>(value)->value, v);
  }
  static void build(value_reader& reader, void* value) {
    number::build(reader, &static_cast<test::counted*>(value)->value);
  }
};

namespace carrick::test {
namespace {

struct note {
  counted number;
  CARRICK_POST(note, "test.note", number)
};
struct done {
  CARRICK_DATA(done, "test.done")
};
/// Asks the poster to post so many notes, each to all of these.
struct post_notes {
  std::vector<std::string> to;
  std::uint64_t count = 1;
  CARRICK_REQUEST(post_notes, "test.post_notes", done, to, count)
};

/// What was received and refused, for the test's thread.
class record {
 public:
  void add(const std::string& whose, std::uint64_t number) {
    std::lock_guard guard{mutex_};
    numbers_[whose].push_back(number);
  }
  std::vector<std::uint64_t> of(const std::string& whose) {
    std::lock_guard guard{mutex_};
    return numbers_[whose];
  }
  /// Waits until there are so many.
  std::vector<std::uint64_t> wait_for(const std::string& whose, std::size_t count) {
    while (of(whose).size() < count) std::this_thread::yield();
    return of(whose);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<std::uint64_t>> numbers_;
};

std::vector<std::uint64_t> first(std::uint64_t count) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t i = 0; i < count; ++i) out.push_back(i);
  return out;
}

/// `sink` keeps what it gets once `open` is ready; `poster` posts, and keeps what is refused under
/// "NODE CODE".
registry posting(const std::shared_ptr<record>& kept, std::shared_future<void> open = {}) {
  registry types;
  types.messages<note, post_notes>();
  types.add("test.sink", [=](actor_base* self) {
    return self->serve([=](const note& n) {
      if (open.valid()) open.wait();
      kept->add(self->node().text(), n.number.value);
    });
  });
  types.add("test.poster", [=](actor_base* self) {
    return self->serve([=](const post_notes& what) {
      std::vector<peer> to;
      for (const auto& node : what.to) to.push_back(self->find(node).at("sink"));
      for (std::uint64_t i = 0; i < what.count; ++i)
        self->post(to, note{{i}}, [=](const peer& whom, const status& why) {
          kept->add(whom.id().text() + " " + std::string{name_of(why.code())}, i);
        });
      return done{};
    });
  });
  return types;
}

std::vector<actor_options> sink_and_poster() {
  return {{.name = "sink", .type = "test.sink", .options = nullptr},
          {.name = "poster", .type = "test.poster", .options = nullptr}};
}

net::post_account account_of(node& from, const std::string& to) {
  return call_on(from.core().home(),
                 [&] { return from.find(id_of(to)).record().dispatcher->account(); });
}

/// A transport that counts how often it is asked for a connection.
class counting_transport final : public net::transport {
 public:
  explicit counting_transport(std::shared_ptr<net::transport> behind)
      : behind_(std::move(behind)) {}

  std::string_view name() const noexcept override { return behind_->name(); }
  std::unique_ptr<net::dial_attempt> dial(net::loop_services& owner, std::string_view address,
                                          duration limit, net::dial_events& events) override {
    ++dials;
    return behind_->dial(owner, address, limit, events);
  }
  result<std::unique_ptr<net::listener>> listen(net::loop_services& owner, std::string_view address,
                                                net::accept_events& events) override {
    return behind_->listen(owner, address, events);
  }
  bool is_local(std::string_view address) const override { return behind_->is_local(address); }

  std::atomic<int> dials{0};

 private:
  const std::shared_ptr<net::transport> behind_;
};

const loops_options apart{.links = 2, .actors = 2}; // what actors send crosses loops
const loops_options together{.loops = 1};           // and here it does not

} // namespace

TEST_CASE("a post to many is encoded once, and each gets it once") {
  auto threads = GENERATE(together, apart);
  node_world world{3, threads};
  auto kept = std::make_shared<record>();
  for (std::size_t i : {0, 1, 2}) REQUIRE(world.start(i, posting(kept), sink_and_poster()).ok());
  REQUIRE(world[0].wait_for_members(3, 10s).ok());
  client asker{world.options_of(0), posting(kept)};
  auto before = counted::encodings.load();
  REQUIRE(asker.ask("n1/poster", post_notes{{"n2", "n3", "n1"}, 1}).has_value());
  for (auto node : {"n1", "n2", "n3"}) CHECK(kept->wait_for(node, 1) == first(1));
  CHECK(counted::encodings == before + 1);
  for (std::size_t i : {2, 1, 0}) CHECK(world.stop(i).ok());
  for (auto node : {"n1", "n2", "n3"}) CHECK(kept->of(node) == first(1));
}

TEST_CASE("512 posts to many in one turn all arrive, in order") {
  auto threads = GENERATE(together, apart);
  node_world world{3, threads};
  auto kept = std::make_shared<record>();
  for (std::size_t i : {0, 1, 2}) REQUIRE(world.start(i, posting(kept), sink_and_poster()).ok());
  REQUIRE(world[0].wait_for_members(3, 10s).ok());
  client asker{world.options_of(0), posting(kept)};
  REQUIRE(asker.ask("n1/poster", post_notes{{"n1", "n2", "n3"}, 512}).has_value());
  for (auto node : {"n1", "n2", "n3"}) CHECK(kept->wait_for(node, 512) == first(512));
  for (std::size_t i : {2, 1, 0}) CHECK(world.stop(i).ok());
}

TEST_CASE("a failure for one of many does not hinder the others, and is told with its peer") {
  auto threads = GENERATE(together, apart);
  node_world world{4, threads}; // n4 does not run
  auto kept = std::make_shared<record>();
  for (std::size_t i : {0, 1, 2}) {
    auto options = world.options_of(i);
    options.posts.unsent = 2;
    options.posts.when_full = when_full::fail;
    REQUIRE(world.start(options, i, posting(kept), sink_and_poster()).ok());
  }
  REQUIRE(world[0].wait_for_members(3, 10s).ok());
  client asker{world.options_of(0), posting(kept)};
  REQUIRE(asker.ask("n1/poster", post_notes{{"n4", "n2", "n9", "n1", "n3"}, 5}).has_value());
  for (auto node : {"n1", "n2", "n3"}) CHECK(kept->wait_for(node, 5) == first(5));
  CHECK(kept->wait_for("n9 not_found", 5) == first(5));
  CHECK(kept->wait_for("n4 overloaded", 3) == std::vector<std::uint64_t>{2, 3, 4});
  CHECK(account_of(world[0], "n4").unsent == 2);
  for (std::size_t i : {2, 1, 0}) CHECK(world.stop(i).ok());
}

TEST_CASE("posts to oneself arrive in order, over no connection of the transport") {
  node_world world{1};
  auto kept = std::make_shared<record>();
  auto options = world.options_of(0);
  auto transport = std::make_shared<counting_transport>(options.transport);
  options.transport = transport;
  REQUIRE(world.start(options, 0, posting(kept), sink_and_poster()).ok());
  client asker{world.options_of(0), posting(kept)};
  REQUIRE(asker.ask("n1/poster", post_notes{{"n1"}, 1'000}).has_value());
  CHECK(kept->wait_for("n1", 1'000) == first(1'000));
  CHECK(transport->dials == 0);
  CHECK(account_of(world[0], "n1").accepted == 1'000);
  CHECK(world.stop(0).ok());
}

TEST_CASE("a full buffer for oneself follows the policy of any other") {
  auto policy = GENERATE(when_full::drop_oldest, when_full::fail);
  constexpr std::uint64_t posts = 1'000, unsent = 16;
  node_world world{2, apart};
  auto kept = std::make_shared<record>();
  std::promise<void> open;
  auto types = posting(kept, open.get_future().share());
  for (std::size_t i : {0, 1}) {
    auto options = world.options_of(i);
    options.link.post_window = 16 * limits::KiB;
    options.posts.unsent = unsent;
    options.posts.when_full = policy;
    REQUIRE(world.start(options, i, types, sink_and_poster()).ok());
  }
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  std::map<std::string, net::post_account> full;
  std::map<std::string, std::size_t> refused;
  for (std::string node : {"n1", "n2"}) {
    auto to = world[0].find(id_of(node)).at("sink");
    refused[node] = call_on(world[0].core().home(), [&] {
      std::size_t failures = 0;
      for (std::uint64_t i = 0; i < posts; ++i) {
        buffer body;
        encode(note{{i}}, body);
        outgoing message;
        message.head = {.to = {to.target(), message_id<note>}, .sender = 1};
        message.type = &message_type_of<note>();
        message.body = body.bytes();
        if (!world[0].core().post(to.record(), message).ok()) ++failures;
      }
      return failures;
    });
    full[node] = account_of(world[0], node);
  }
  for (std::string node : {"n1", "n2"}) {
    INFO(node);
    CHECK(full[node].unsent == unsent);
    CHECK(full[node].accepted + refused[node] == posts);
  }
  CHECK(full["n1"].dropped == full["n2"].dropped);
  CHECK(refused["n1"] == refused["n2"]);
  CHECK((policy == when_full::fail ? refused["n1"] : full["n1"].dropped) > 0);
  open.set_value();
  for (std::string node : {"n1", "n2"}) {
    auto account = account_of(world[0], node);
    while (account.unsent + account.in_flight > 0) account = account_of(world[0], node);
    CHECK(account.delivered == account.accepted - full[node].dropped);
    kept->wait_for(node, account.delivered);
  }
  CHECK(kept->of("n1") == kept->of("n2"));
  if (policy == when_full::drop_oldest) CHECK(kept->of("n1").back() == posts - 1);
  for (std::size_t i : {1, 0}) CHECK(world.stop(i).ok());
}

TEST_CASE("block with credit: a client waits for room, up to its deadline") {
  constexpr std::uint64_t posts = 200, unsent = 4;
  node_world world{1, apart};
  auto kept = std::make_shared<record>();
  std::promise<void> open;
  auto types = posting(kept, open.get_future().share());
  auto options = world.options_of(0);
  options.link.post_window = 1 * limits::KiB;
  REQUIRE(world.start(options, 0, types, sink_and_poster()).ok());
  options = world.options_of(0);
  options.posts = {.unsent = unsent, .when_full = when_full::block};
  client poster{options, types};
  std::uint64_t next = 0;
  status taken;
  while ((taken = poster.post("n1/sink", note{{next}}, 50ms)).ok()) ++next;
  CHECK(taken == code::deadline_exceeded);
  CHECK(next >= unsent);
  open.set_value();
  for (; next < posts; ++next) REQUIRE(poster.post("n1/sink", note{{next}}, 30s).ok());
  CHECK(poster.flush("n1", 30s).ok());
  CHECK(kept->wait_for("n1", posts) == first(posts));
  CHECK(poster.post("n9/sink", note{{0}}) == code::not_found);
  CHECK(world.stop(0).ok());
}

} // namespace carrick::test
