// CAF's own distribution, caf_io: remote actors behind a middleman, written with behaviors as its
// users do. CAF has no flow control between nodes: who posts waits for the receiver's credit.
#include "../support/program.hpp"
#include "memory.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/io/middleman.hpp>
#include <caf/stateful_actor.hpp>

#include <memory>
#include <vector>

namespace carrick::bench {
namespace {

using post_atom = caf::atom_constant<caf::atom("post")>;
using credit_atom = caf::atom_constant<caf::atom("credit")>;

constexpr std::size_t credit_bytes = 4 * 1024 * 1024;
constexpr std::size_t credits_max = 16384;

struct config : caf::actor_system_config {
  config() {
    load<caf::io::middleman>();
    // The multiplexer decodes: on two processors faster than handing frames to a pool.
    set("middleman.workers", std::size_t{0});
    set("middleman.enable-automatic-connections", false);
    set("scheduler.max-threads", std::size_t{1});
  }
};

// Kept by whoever runs until the process ends.
struct node {
  config settings;
  caf::actor_system system{settings};

  caf::actor to(std::uint16_t port) {
    auto found = system.middleman().remote_actor("127.0.0.1", port);
    if (!found) throw std::runtime_error{"no remote actor: " + system.render(found.error())};
    return *found;
  }

  void listen(const caf::actor& one, board& shared, std::size_t index = 0) {
    auto port = system.middleman().publish(one, 0, "127.0.0.1");
    if (!port) throw std::runtime_error{"cannot publish: " + system.render(port.error())};
    shared.listens(*port, index);
  }
};

std::size_t credits_for(std::size_t size) { return std::min(credits_max, credit_bytes / size); }

// Answers requests, counts posts and gives credit for each half of a window.
caf::behavior serving(caf::event_based_actor* self, recorder* received) {
  return {
    [](std::uint64_t id, std::string& content) {
      return caf::make_message(id, std::move(content));
    },
    [=, since = std::size_t{0}](post_atom, const std::string& content) mutable {
      received->count();
      const auto half = std::max<std::size_t>(1, credits_for(content.size()) / 2);
      if (++since < half) return;
      since = 0;
      self->send(caf::actor_cast<caf::actor>(self->current_sender()), credit_atom::value, half);
    },
  };
}

struct asking_state {
  std::vector<std::uint64_t> sent;
};
using asking_actor = caf::stateful_actor<asking_state>;

void ask(asking_actor* self, const caf::actor& to, recorder* into, std::uint64_t id,
         std::string content) {
  self->state.sent[id] = now_ns();
  self->request(to, caf::infinite, id, std::move(content))
    .then([=](std::uint64_t answered, std::string& same) {
      into->answered(self->state.sent[answered], now_ns());
      ask(self, to, into, answered, std::move(same));
    });
}

// `in_flight` requests of one actor.
caf::behavior asking(asking_actor* self, caf::actor to, recorder* into, std::size_t size,
                     std::size_t in_flight) {
  self->state.sent.resize(in_flight);
  for (std::uint64_t id = 0; id < in_flight; ++id) {
    ask(self, to, into, id, std::string(size - sizeof id, 'x'));
  }
  return {[](caf::unit_t) {}};
}

// Plain messages in both directions, without a promise for each.
caf::behavior exchanging(asking_actor* self, caf::actor to, recorder* into, std::size_t size,
                         std::size_t in_flight) {
  self->state.sent.assign(in_flight, now_ns());
  for (std::uint64_t id = 0; id < in_flight; ++id) {
    self->send(to, id, std::string(size - sizeof id, 'x'));
  }
  return {
    [=](std::uint64_t id, std::string& content) {
      const auto now = now_ns();
      into->answered(self->state.sent[id], now);
      self->state.sent[id] = now;
      self->send(to, id, std::move(content));
    },
  };
}

// One message for all: CAF's messages are shared and written once a copy.
caf::behavior posting(caf::event_based_actor* self, caf::actor to, std::size_t size) {
  const auto one = caf::make_message(post_atom::value, std::string(size, 'x'));
  for (std::size_t i = 0; i < credits_for(size); ++i) self->send(to, one);
  return {
    [=](credit_atom, std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) self->send(to, one);
    },
  };
}

[[noreturn]] void wait_for_ever() {
  for (;;) ::pause();
}

template <caf::spawn_options How>
void serve(const options&, board& shared) {
  node here;
  here.listen(here.system.spawn<How>(serving, &shared.received()), shared);
  wait_for_ever();
}

template <caf::spawn_options How>
void drive_requests(const options& asked, board& shared) {
  node here;
  here.system.spawn<How>(asking, here.to(shared.port()), &shared.requests(), asked.size,
                         asked.in_flight);
  wait_for_ever();
}

template <caf::spawn_options How>
void drive_messages(const options& asked, board& shared) {
  node here;
  here.system.spawn<How>(exchanging, here.to(shared.port()), &shared.requests(), asked.size,
                         asked.in_flight);
  wait_for_ever();
}

void drive_callers(const options& asked, board& shared) {
  node here;
  const auto to = here.to(shared.port());
  for (std::size_t i = 0; i < asked.in_flight; ++i) {
    here.system.spawn(asking, to, &shared.requests(), asked.size, 1);
  }
  wait_for_ever();
}

template <caf::spawn_options How>
void drive_posts(const options& asked, board& shared) {
  node here;
  here.system.spawn<How>(posting, here.to(shared.port()), asked.size);
  wait_for_ever();
}

template <caf::spawn_options How>
void drive_beside_bulk(const options& asked, board& shared) {
  node here;
  const auto to = here.to(shared.port());
  here.system.spawn<How>(posting, to, bulk_bytes);
  here.system.spawn<How>(asking, to, &shared.requests(), asked.size, asked.in_flight);
  wait_for_ever();
}

void mesh(const options& asked, board& shared, std::size_t self) {
  node here;
  here.listen(here.system.spawn(serving, &shared.received()), shared, self);
  await_ports(shared, mesh_nodes);
  for (std::size_t i = 0; i < mesh_nodes; ++i) {
    if (i == self) continue;
    here.system.spawn(asking, here.to(shared.port(i)), &shared.requests(), asked.size,
                      asked.in_flight);
  }
  wait_for_ever();
}

} // namespace
} // namespace carrick::bench

int main(int argc, char** argv) {
  using namespace carrick::bench;
  constexpr auto detached = caf::detached;
  constexpr auto pooled = caf::no_spawn_options;
  keep_freed_memory();
  return program{"caf_io",
                 {
                   {"W1", "detached", serve<detached>, drive_requests<detached>},
                   {"W1", "pooled", serve<pooled>, drive_requests<pooled>},
                   {"W2", "detached", serve<detached>, drive_requests<detached>},
                   {"W2", "pooled", serve<pooled>, drive_requests<pooled>},
                   {"W2", "pooled-messages", serve<pooled>, drive_messages<pooled>},
                   {"W3", "pooled", serve<pooled>, drive_posts<pooled>},
                   {"W3", "detached", serve<detached>, drive_posts<detached>},
                   {"W4", "pooled", serve<pooled>, drive_posts<pooled>},
                   {"W4", "detached", serve<detached>, drive_posts<detached>},
                   {"W5", "pooled", serve<pooled>, drive_callers},
                   {"W6", "detached", serve<detached>, drive_beside_bulk<detached>},
                   {"W12", "pooled", {}, {}, mesh},
                 }}
    .run(argc, argv);
}
