#include "plain_mesh.hpp"

#include "sockets.hpp"

#include <fcntl.h>
#include <sys/epoll.h>

#include <deque>
#include <vector>

namespace carrick::bench::plain {
namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;

// One connection: asks, or answers what the other asks.
struct peer {
  int socket = -1;
  bool asks = false;
  std::size_t filled = 0; // bytes of a message that has not wholly come
  std::vector<char> in = {};
  std::vector<char> out = {}; // what the kernel did not take yet
  std::vector<std::uint64_t> sent = {};
};

class node {
 public:
  node(const options& asked, board& shared)
      : asked_(asked), recorder_(shared.requests()), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

  void listen(int listening) { watch(listening, nullptr, EPOLLIN); }

  void connect(std::uint16_t port) {
    auto& to = add(sockets::connect(port), true);
    to.sent.assign(asked_.in_flight, now_ns());
    std::vector<char> first(asked_.in_flight * asked_.size);
    for (std::uint64_t id = 0; id < asked_.in_flight; ++id) {
      std::memcpy(&first[id * asked_.size], &id, sizeof id);
    }
    write(to, first.data(), first.size());
  }

  [[noreturn]] void run(int listening) {
    std::vector<epoll_event> ready(32);
    for (;;) {
      const int count = ::epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), -1);
      for (int i = 0; i < count; ++i) {
        auto* of = static_cast<peer*>(ready[static_cast<std::size_t>(i)].data.ptr);
        if (of == nullptr) {
          add(sockets::accept(listening), false);
        } else {
          serve(*of, ready[static_cast<std::size_t>(i)].events);
        }
      }
    }
  }

 private:
  peer& add(int socket, bool asks) {
    ::fcntl(socket, F_SETFL, O_NONBLOCK);
    auto& made = peers_.emplace_back(peer{.socket = socket, .asks = asks});
    made.in.resize(buffer_bytes);
    watch(socket, &made, EPOLLIN);
    return made;
  }

  void watch(int socket, peer* of, std::uint32_t events, int how = EPOLL_CTL_ADD) const {
    epoll_event event{};
    event.events = events;
    event.data.ptr = of;
    if (::epoll_ctl(epoll_, how, socket, &event) != 0) sockets::cannot("watch a socket");
  }

  void serve(peer& of, std::uint32_t events) {
    if ((events & EPOLLOUT) != 0) flush(of);
    if ((events & EPOLLIN) == 0) return;
    of.filled += sockets::read_some(of.socket, of.in.data() + of.filled, of.in.size() - of.filled);
    const auto whole = of.filled - of.filled % asked_.size;
    if (of.asks) record(of, whole);
    write(of, of.in.data(), whole);
    of.filled -= whole;
    std::memmove(of.in.data(), of.in.data() + whole, of.filled);
  }

  void record(peer& of, std::size_t bytes) {
    const auto now = now_ns();
    for (std::size_t at = 0; at < bytes; at += asked_.size) {
      std::uint64_t id = 0;
      std::memcpy(&id, of.in.data() + at, sizeof id);
      recorder_.answered(of.sent.at(id), now);
      of.sent[id] = now;
    }
  }

  void write(peer& to, const char* from, std::size_t bytes) {
    const auto put = to.out.empty() && bytes != 0 ? sockets::write_some(to.socket, from, bytes) : 0;
    if (put == bytes) return;
    if (to.out.empty()) watch(to.socket, &to, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    to.out.insert(to.out.end(), from + put, from + bytes);
  }

  void flush(peer& to) {
    const auto put = sockets::write_some(to.socket, to.out.data(), to.out.size());
    to.out.erase(to.out.begin(), to.out.begin() + static_cast<std::ptrdiff_t>(put));
    if (to.out.empty()) watch(to.socket, &to, EPOLLIN, EPOLL_CTL_MOD);
  }

  const options& asked_;
  recorder& recorder_;
  int epoll_;
  std::deque<peer> peers_;
};

} // namespace

void mesh(const options& asked, board& shared, std::size_t self) {
  const int listening = sockets::listen();
  shared.listens(sockets::port_of(listening), self);
  await_ports(shared, mesh_nodes);
  node one{asked, shared};
  one.listen(listening);
  for (std::size_t i = 0; i < mesh_nodes; ++i) {
    if (i != self) one.connect(shared.port(i));
  }
  one.run(listening);
}

} // namespace carrick::bench::plain
