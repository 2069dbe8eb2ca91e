#include "member_drive.hpp"

#include "held_posts.hpp"

#include <carrick/actors/actor.hpp>
#include <carrick/actors/call_on.hpp>
#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/loops.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/core/random.hpp>
#include <carrick/net/pipe/pipe_transport.hpp>
#include <carrick/net/tcp/tcp_transport.hpp>
#include <carrick/sim/cluster_node.hpp>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <map>
#include <set>
#include <thread>

namespace carrick::test {
namespace {

constexpr auto look_every = 1ms;

std::string name(std::size_t node) { return "n" + std::to_string(node + 1); }

/// Kept until its verdict.
struct kept_answer final : answer_sink {
  void on_answer(const answer& a) noexcept override {
    code = a.code;
    body.append(a.payload);
    done = true;
  }
  carrick::code code = code::ok;
  buffer body;
  std::atomic<bool> done = false;
};

void flood_on(actor_base* self, const peer& to, std::uint64_t next, std::uint64_t last) {
  if (next > last) return;
  self->post(to, numbered{next, {}}, [=](const status& taken) {
    if (taken.ok()) return flood_on(self, to, next + 1, last);
    if (taken != code::overloaded) return;
    self->on_room(to, [=](const status& room) {
      if (room.ok()) flood_on(self, to, next, last);
    });
  });
}

// -- real -----------------------------------------------------------------------------------------

/// A port of 127.0.0.1 that nobody listens on, outside of the range of outgoing connections, and
/// each once.
std::string free_address() {
  static random_source random{system_seed()};
  static std::set<std::uint16_t> taken;
  for (;;) {
    auto port = static_cast<std::uint16_t>(20'000 + random.below(12'768));
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(port);
    int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(socket >= 0);
    bool free = ::bind(socket, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    ::close(socket);
    if (free && taken.insert(port).second) return "127.0.0.1:" + std::to_string(port);
  }
}

class real_drive final : public member_drive {
 public:
  real_drive(std::size_t nodes, bool tcp)
      : member_drive(nodes, [&](std::size_t i) { return tcp ? free_address() : name(i); }),
        tcp_(tcp),
        nodes_(nodes) {
    auto network = net::make_pipe_network();
    for (std::size_t i = 0; i < nodes; ++i)
      options(i).transport = tcp ? net::make_tcp_transport() : net::make_pipe_transport(network);
  }

  void start(std::size_t node) override {
    nodes_[node] = std::make_unique<carrick::node>(options(node), types(), threads_);
    auto started = nodes_[node]->start({{"sink", "members.sink", nullptr}});
    INFO(to_string(started));
    REQUIRE(started.ok());
  }
  void stop(std::size_t node) override {
    auto stopped = nodes_[node]->stop(5s);
    INFO(to_string(stopped));
    REQUIRE(stopped.ok());
    nodes_[node].reset();
  }
  carrick::node& operator[](std::size_t node) override { return *nodes_[node]; }
  bool until(const std::function<bool()>& done, duration limit) override {
    auto end = std::chrono::steady_clock::now() + limit;
    while (!done()) {
      if (std::chrono::steady_clock::now() >= end) return false;
      std::this_thread::sleep_for(look_every);
    }
    return true;
  }
  void pass(duration time) override { std::this_thread::sleep_for(time); }
  void silence(std::size_t node) override {
    run_on(nodes_[node]->core().home(),
           [until = held_[node].get_future().share()] { until.wait(); });
  }
  void hear(std::size_t node) override {
    held_[node].set_value();
    held_.erase(node);
  }

 private:
  std::string new_address(std::size_t node) override {
    return tcp_ ? free_address() : options(node).listen + "'";
  }

  const bool tcp_;
  std::map<std::size_t, std::promise<void>> held_;
  loops threads_{loops_options{.loops = 2}};
  std::vector<std::unique_ptr<carrick::node>> nodes_;
};

// -- simulated ------------------------------------------------------------------------------------

class simulated_drive final : public member_drive {
 public:
  explicit simulated_drive(std::size_t nodes) : member_drive(nodes, name), nodes_(nodes) {
    sim::path_options path;
    path.delay = 200us;
    path.jitter = 100us;
    net_.set_default_path(path);
  }

  void start(std::size_t node) override {
    sim::cluster_node::setup what;
    what.process.host = name(node);
    what.process.number = node;
    what.process.loops.loops = 2;
    what.options = options(node);
    what.actors = {{"sink", "members.sink", nullptr}};
    what.on_problem = [](const std::string& text) { FAIL(text); };
    nodes_[node] = std::make_unique<sim::cluster_node>(world_, net_, types_, std::move(what));
    happen([&] { nodes_[node]->start(); });
  }
  void stop(std::size_t node) override {
    happen([&] { nodes_[node]->stop(); });
    REQUIRE(until([&] { return !nodes_[node]->running(); }, 30s));
    nodes_[node].reset();
  }
  carrick::node& operator[](std::size_t node) override { return nodes_[node]->node(); }
  bool until(const std::function<bool()>& done, duration limit) override {
    auto end = world_.now() + limit;
    while (!done()) {
      if (world_.now() >= end) return false;
      world_.advance(look_every);
    }
    return true;
  }
  void pass(duration time) override { world_.advance(time); }
  void silence(std::size_t node) override {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      net_.silence(name(i), name(node));
      net_.silence(name(node), name(i));
    }
  }
  void hear(std::size_t) override { net_.hear_all(); }

 private:
  std::string new_address(std::size_t node) override { return options(node).listen + "'"; }
  void happen(const std::function<void()>& what) {
    world_.call_at(world_.now(), what);
    world_.advance({});
  }

  sim::world world_{1};
  sim::network net_{world_};
  const registry types_ = types();
  std::vector<std::unique_ptr<sim::cluster_node>> nodes_;
};

} // namespace

// -- what they share ------------------------------------------------------------------------------

void sink_record::add(const node_id& at, std::uint64_t number) {
  std::lock_guard guard{mutex_};
  numbers_[at.text()].push_back(number);
}

void sink_record::add(const node_id& at, const member_event& event) {
  std::lock_guard guard{mutex_};
  events_[at.text()].push_back(std::string{name_of(event.what)} + " " + event.node.text());
}

std::vector<std::uint64_t> sink_record::numbers(std::size_t node) const {
  std::lock_guard guard{mutex_};
  auto found = numbers_.find(name(node));
  return found == numbers_.end() ? std::vector<std::uint64_t>{} : found->second;
}

std::vector<std::string> sink_record::events(std::size_t node) const {
  std::lock_guard guard{mutex_};
  auto found = events_.find(name(node));
  return found == events_.end() ? std::vector<std::string>{} : found->second;
}

std::unique_ptr<member_drive> member_drive::make(std::string_view transport, std::size_t nodes) {
  if (transport == "simulated") return std::make_unique<simulated_drive>(nodes);
  return std::make_unique<real_drive>(nodes, transport == "tcp");
}

node_id member_drive::id(std::size_t node) { return *node_id::parse(name(node)); }

member_drive::member_drive(std::size_t nodes,
                           const std::function<std::string(std::size_t)>& address)
    : record_(std::make_shared<sink_record>()), options_(nodes) {
  std::vector<member_options> all;
  for (std::size_t i = 0; i < nodes; ++i) all.push_back({.node = id(i), .addresses = {address(i)}});
  for (std::size_t i = 0; i < nodes; ++i) {
    auto& o = options_[i];
    o.id = id(i);
    o.cluster = "test";
    o.listen = all[i].addresses.front();
    o.members = all;
    o.reconnect.min = 5ms;
    o.reconnect.max = 100ms;
    o.dial_fallback = 200ms;
  }
}

registry member_drive::types() const {
  registry out;
  out.messages<numbered, test::flood, question>();
  out.add("members.sink", [to = record_](actor_base* self) {
    self->subscribe_members();
    return self->serve(
      [=](const numbered& n) { to->add(self->node(), n.number); },
      [=](const test::flood& f) { flood_on(self, self->find(f.to).at("sink"), 1, f.count); },
      [](const question&) { return answered{}; },
      [=](const member_event& event) { to->add(self->node(), event); });
  });
  return out;
}

void member_drive::move(std::size_t node, const std::vector<std::size_t>& others) {
  options_[node].listen = new_address(node);
  for (auto& o : options_)
    for (auto& m : o.members)
      if (m.node == id(node)) m.addresses = {options_[node].listen};
  std::vector<std::size_t> all(options_.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  for (auto other : others) REQUIRE(set_members(other, all).ok());
}

member_options member_drive::member(std::size_t node) const {
  return {.node = id(node), .addresses = {options_[node].listen}};
}

std::vector<member_options> member_drive::list(const std::vector<std::size_t>& nodes) const {
  std::vector<member_options> out;
  for (auto i : nodes) out.push_back(member(i));
  return out;
}

void member_drive::start_all() {
  for (std::size_t i = 0; i < options_.size(); ++i) start(i);
  for (std::size_t i = 0; i < options_.size(); ++i)
    REQUIRE(until([&] { return (*this)[i].linked().size() + 1 == options_.size(); }));
}

void member_drive::at_home(std::size_t node, const std::function<void(node_core&)>& f) {
  auto& core = (*this)[node].core();
  std::atomic<bool> done = false;
  run_on(core.home(), [&] {
    f(core);
    done = true;
  });
  REQUIRE(until([&] { return done.load(); }));
}

status member_drive::set_members(std::size_t node, const std::vector<std::size_t>& members) {
  return (*this)[node].set_members(list(members));
}

status member_drive::post(std::size_t from, std::size_t to, std::uint64_t number,
                          std::size_t bytes) {
  return post_to("sink", from, to, number, bytes);
}

status member_drive::post_to_stalled(std::size_t from, std::size_t to, std::uint64_t number,
                                     std::size_t bytes) {
  return post_to("stalled", from, to, number, bytes);
}

status member_drive::post_to(const char* actor, std::size_t from, std::size_t to,
                             std::uint64_t number, std::size_t bytes) {
  status taken;
  auto target = (*this)[from].find(id(to)).at(actor);
  buffer body;
  encode(numbered{number, std::string(bytes, 'x')}, body);
  at_home(from, [&](node_core& core) {
    outgoing message;
    message.head.to = {target.target(), message_id<numbered>};
    message.type = &message_type_of<numbered>();
    message.body = body.bytes();
    taken = core.post(target.record(), message);
  });
  return taken;
}

void member_drive::flood(std::size_t from, std::size_t to, std::uint64_t count) {
  auto target = (*this)[from].find(id(from)).at("sink");
  buffer body;
  encode(test::flood{name(to), count}, body);
  at_home(from, [&](node_core& core) {
    outgoing message;
    message.head.to = {target.target(), message_id<test::flood>};
    message.type = &message_type_of<test::flood>();
    message.body = body.bytes();
    REQUIRE(core.post(target.record(), message).ok());
  });
}

std::shared_ptr<held_posts> member_drive::stalled(std::size_t node) {
  auto consumer = std::make_shared<held_posts>(message_type_of<numbered>());
  at_home(node, [&](node_core& core) {
    REQUIRE(core.add_handler({name_hash("stalled"), message_id<numbered>}, consumer).ok());
  });
  return consumer;
}

void member_drive::go_on(std::size_t node, held_posts& consumer) {
  at_home(node, [&](node_core&) { consumer.go_on(); });
}

void member_drive::cut(std::size_t a, std::size_t b) {
  auto target = (*this)[a].find(id(b));
  at_home(a, [&](node_core&) {
    auto* dispatch = target.record().dispatcher;
    if (dispatch != nullptr && dispatch->link() != nullptr) dispatch->link()->close();
  });
}

member_state member_drive::state(std::size_t of, std::size_t node) {
  for (const auto& each : (*this)[of].members())
    if (each.id == id(node)) return each.state;
  return member_state::removed;
}

carrick::code member_drive::ask(std::size_t from, std::size_t to) {
  kept_answer verdict;
  auto target = (*this)[from].find(id(to)).at("sink");
  buffer body;
  encode(question{}, body);
  at_home(from, [&](node_core& core) {
    outgoing message;
    message.head.to = {target.target(), message_id<question>};
    message.type = &message_type_of<question>();
    message.body = body.bytes();
    message.deadline = core.now() + 10s;
    core.request(target.record(), message, verdict);
  });
  REQUIRE(until([&] { return verdict.done.load(); }));
  return verdict.code;
}

system_messages::member_row member_drive::row(std::size_t of, std::size_t node) {
  kept_answer rows;
  auto self = (*this)[of].find(id(of));
  at_home(of, [&](node_core& core) {
    outgoing message;
    message.head.to = {0, message_id<system_messages::members>};
    message.deadline = core.now() + 10s;
    core.request(self.record(), message, rows);
  });
  REQUIRE(until([&] { return rows.done.load(); }));
  REQUIRE(rows.code == code::ok);
  auto decoded = decode<system_messages::member_rows>(rows.body.bytes(), {});
  for (auto& each : decoded.value().members)
    if (each.node == name(node)) return each;
  return {};
}

bool member_drive::linked(std::size_t a, std::size_t b) {
  auto peers = (*this)[a].linked();
  return std::find(peers.begin(), peers.end(), id(b)) != peers.end();
}

std::vector<std::uint64_t> numbers(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> out;
  for (auto i = first; i <= last; ++i) out.push_back(i);
  return out;
}

const char* each_transport() { return GENERATE("pipe", "tcp", "simulated"); }

} // namespace carrick::test
