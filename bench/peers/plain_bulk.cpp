#include "plain_bulk.hpp"

#include "sockets.hpp"

#include <vector>

namespace carrick::bench::plain {
namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;
// What the kernel may hold unsent, so that a request waits behind little.
constexpr int unsent_bytes = 2 * bulk_bytes;

struct header {
  std::uint32_t size = 0; ///< of the whole message
  std::uint32_t is_bulk = 0;
};

std::vector<char> message(std::size_t size, bool is_bulk) {
  std::vector<char> out(size);
  const header head{static_cast<std::uint32_t>(size), is_bulk ? 1U : 0U};
  std::memcpy(out.data(), &head, sizeof head);
  return out;
}

} // namespace

void answer_beside_bulk(const options&, board& shared) {
  const int listening = sockets::listen();
  shared.listens(sockets::port_of(listening));
  const int socket = sockets::accept(listening);
  std::vector<char> buffer(buffer_bytes);
  std::size_t filled = 0;
  for (;;) {
    filled += sockets::read_some(socket, buffer.data() + filled, buffer.size() - filled);
    std::size_t at = 0;
    for (header head; filled - at >= sizeof head; at += head.size) {
      std::memcpy(&head, buffer.data() + at, sizeof head);
      if (filled - at < head.size) break;
      if (head.is_bulk != 0) {
        shared.received().count();
      } else {
        sockets::write_all(socket, buffer.data() + at, head.size);
      }
    }
    filled -= at;
    std::memmove(buffer.data(), buffer.data() + at, filled);
  }
}

void ask_beside_bulk(const options& asked, board& shared) {
  const int socket = sockets::connect(shared.port());
  sockets::set(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, unsent_bytes);
  auto& recorder = shared.requests();
  const auto bulk = message(bulk_bytes, true);
  const auto request = message(asked.size, false);
  std::vector<char> reply(asked.size);
  std::size_t filled = 0;
  auto sent = now_ns();
  sockets::write_all(socket, request.data(), request.size());
  for (;;) {
    if ((sockets::wait(socket) & POLLIN) == 0) {
      sockets::write_all(socket, bulk.data(), bulk.size());
      continue;
    }
    filled += sockets::read_some(socket, reply.data() + filled, reply.size() - filled);
    if (filled < reply.size()) continue;
    const auto now = now_ns();
    recorder.answered(sent, now);
    filled = 0;
    sent = now;
    sockets::write_all(socket, request.data(), request.size());
  }
}

} // namespace carrick::bench::plain
