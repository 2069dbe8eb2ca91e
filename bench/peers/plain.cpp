// The floor: blocking sockets, messages of a known size without framing, an id in each.
#include "../support/program.hpp"
#include "plain_bulk.hpp"
#include "plain_mesh.hpp"
#include "sockets.hpp"

#include <vector>

namespace carrick::bench::plain {
namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;

enum class reading { blocking, spinning };
enum class writing { batched, one_a_message };

int accept_one(board& shared) {
  const int listening = sockets::listen();
  shared.listens(sockets::port_of(listening));
  return sockets::accept(listening);
}

std::size_t read_some(int socket, char* to, std::size_t room, reading how) {
  if (how == reading::blocking) return sockets::read_some(socket, to, room);
  std::size_t got = 0;
  while (got == 0) got = sockets::read_some(socket, to, room, MSG_DONTWAIT);
  return got;
}

void write_messages(int socket, const char* from, std::size_t bytes, std::size_t size,
                    writing how) {
  if (how == writing::batched) return sockets::write_all(socket, from, bytes);
  for (std::size_t at = 0; at < bytes; at += size) sockets::write_all(socket, from + at, size);
}

// Hands the whole messages of each read to `handle`, and keeps the rest for the next.
template <class Handle>
[[noreturn]] void each_read(int socket, std::size_t size, reading how, Handle handle) {
  std::vector<char> buffer(buffer_bytes + size);
  std::size_t filled = 0;
  for (;;) {
    filled += read_some(socket, buffer.data() + filled, buffer.size() - filled, how);
    const auto whole = filled - filled % size;
    if (whole != 0) handle(buffer.data(), whole);
    filled -= whole;
    if (filled != 0) std::memmove(buffer.data(), buffer.data() + whole, filled);
  }
}

template <reading Read, writing Write>
void answer(const options& asked, board& shared) {
  const int socket = accept_one(shared);
  each_read(socket, asked.size, Read, [&](const char* messages, std::size_t bytes) {
    write_messages(socket, messages, bytes, asked.size, Write);
  });
}

template <reading Read, writing Write>
void ask(const options& asked, board& shared) {
  const int socket = sockets::connect(shared.port());
  auto& recorder = shared.requests();
  std::vector<std::uint64_t> sent(asked.in_flight, now_ns());
  std::vector<char> first(asked.in_flight * asked.size);
  for (std::uint64_t id = 0; id < asked.in_flight; ++id) {
    std::memcpy(&first[id * asked.size], &id, sizeof id);
  }
  sockets::write_all(socket, first.data(), first.size());
  each_read(socket, asked.size, Read, [&](char* messages, std::size_t bytes) {
    const auto now = now_ns();
    for (std::size_t at = 0; at < bytes; at += asked.size) {
      std::uint64_t id = 0;
      std::memcpy(&id, messages + at, sizeof id);
      recorder.answered(sent.at(id), now);
      sent[id] = now;
    }
    write_messages(socket, messages, bytes, asked.size, Write);
  });
}

void count(const options& asked, board& shared) {
  const int socket = accept_one(shared);
  std::uint64_t seen = 0;
  each_read(socket, asked.size, reading::blocking, [&](const char* messages, std::size_t bytes) {
    for (std::size_t at = 0; at < bytes; at += asked.size) {
      std::uint64_t id = 0;
      std::memcpy(&id, messages + at, sizeof id);
      if (id != seen++) throw std::runtime_error{"a message is lost"};
    }
    shared.received().count(bytes / asked.size);
  });
}

template <writing Write>
void post(const options& asked, board& shared) {
  const int socket = sockets::connect(shared.port());
  const auto messages =
    Write == writing::batched ? std::max<std::size_t>(1, 65536 / asked.size) : 1;
  std::vector<char> batch(messages * asked.size);
  for (std::uint64_t id = 0;;) {
    for (std::size_t at = 0; at < batch.size(); at += asked.size, ++id) {
      std::memcpy(&batch[at], &id, sizeof id);
    }
    sockets::write_all(socket, batch.data(), batch.size());
  }
}

} // namespace
} // namespace carrick::bench::plain

int main(int argc, char** argv) {
  using namespace carrick::bench;
  using namespace carrick::bench::plain;
  constexpr auto blocking = reading::blocking;
  constexpr auto spinning = reading::spinning;
  constexpr auto batched = writing::batched;
  constexpr auto single = writing::one_a_message;
  return program{"plain",
                 {
                   {"W1", "batched", answer<blocking, batched>, ask<blocking, batched>},
                   {"W1", "spinning", answer<spinning, batched>, ask<spinning, batched>},
                   {"W2", "batched", answer<blocking, batched>, ask<blocking, batched>},
                   {"W2", "single", answer<blocking, single>, ask<blocking, single>},
                   {"W3", "batched", count, post<batched>},
                   {"W3", "single", count, post<single>},
                   {"W4", "batched", count, post<single>},
                   {"W5", "batched", answer<blocking, batched>, ask<blocking, batched>},
                   {"W5", "single", answer<blocking, single>, ask<blocking, single>},
                   {"W6", "batched", answer_beside_bulk, ask_beside_bulk},
                   {"W12", "batched", {}, {}, mesh},
                 }}
    .run(argc, argv);
}
