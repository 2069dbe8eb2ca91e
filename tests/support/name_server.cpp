#include "name_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace carrick::test {
namespace {

constexpr std::size_t header_bytes = 12;
constexpr std::size_t datagram_bytes = 512;
constexpr std::size_t stream_bytes = 65'535;
constexpr std::uint16_t is_answer = 0x8400; // of one who knows
constexpr std::uint16_t is_truncated = 0x0200;
constexpr std::uint16_t no_such_name = 3;
constexpr std::uint16_t server_failure = 2;

void put16(std::string& to, std::uint16_t value) {
  to += static_cast<char>(value >> 8);
  to += static_cast<char>(value & 0xff);
}

std::uint16_t get16(const std::string& from, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(from.at(i)); };
  return static_cast<std::uint16_t>(byte(at) << 8 | byte(at + 1));
}

std::string encoded(const std::string& name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const auto dot = std::min(name.find('.', at), name.size());
    out += static_cast<char>(dot - at);
    out += name.substr(at, dot - at);
    at = dot + 1;
  }
  return out + '\0';
}

sockaddr_in dns_address(std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  out.sin_port = htons(port);
  return out;
}

net::unique_fd bound_socket(int kind, std::uint16_t port) {
  net::unique_fd out{::socket(AF_INET, kind | SOCK_CLOEXEC, 0)};
  const auto at = dns_address(port);
  if (!out || ::bind(out.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) return {};
  return out;
}

std::uint16_t own_port(int socket) {
  sockaddr_in at{};
  socklen_t size = sizeof at;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&at), &size);
  return ntohs(at.sin_port);
}

std::string received_at(int socket, std::size_t bytes) {
  std::string out(bytes, '\0');
  const auto count = ::recv(socket, out.data(), out.size(), MSG_WAITALL);
  out.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return out;
}

} // namespace

name_server::name_server() {
  for (int i = 0; i < 100 && !tcp_; ++i) { // until a port is free for both
    udp_ = bound_socket(SOCK_DGRAM, 0);
    tcp_ = bound_socket(SOCK_STREAM, own_port(udp_.get()));
  }
  if (!tcp_ || ::listen(tcp_.get(), 8) != 0) throw std::runtime_error{"no port for a name server"};
  address_ = "127.0.0.1:" + std::to_string(own_port(udp_.get()));
  thread_ = std::thread{[this] { run(); }};
}

name_server::~name_server() {
  stopping_ = true;
  const auto at = dns_address(own_port(udp_.get()));
  ::sendto(udp_.get(), "", 0, 0, reinterpret_cast<const sockaddr*>(&at), sizeof at);
  thread_.join();
}

// -- what it knows --------------------------------------------------------------------------------

void name_server::add(const std::string& name, const std::vector<std::string>& addresses) {
  std::lock_guard lock{mutex_};
  auto& of = records_[name];
  for (const auto& each : addresses) {
    const bool v6 = each.find(':') != each.npos;
    std::string bytes(v6 ? sizeof(in6_addr) : sizeof(in_addr), '\0');
    if (::inet_pton(v6 ? AF_INET6 : AF_INET, each.c_str(), bytes.data()) != 1)
      throw std::runtime_error{each};
    of[static_cast<std::uint16_t>(v6 ? record::aaaa : record::a)].push_back(bytes);
  }
}

void name_server::add_services(const std::string& name, const std::vector<service>& services) {
  std::lock_guard lock{mutex_};
  for (const auto& each : services) {
    std::string bytes(4, '\0'); // priority and weight
    put16(bytes, each.port);
    records_[name][static_cast<std::uint16_t>(record::srv)].push_back(bytes + encoded(each.target));
  }
}

void name_server::hold(const std::string& name) {
  for (const auto kind : {record::a, record::aaaa, record::srv}) hold(name, kind);
}

void name_server::hold(const std::string& name, record kind) {
  std::lock_guard lock{mutex_};
  held_.emplace(name, static_cast<std::uint16_t>(kind));
}

void name_server::release() {
  std::lock_guard lock{mutex_};
  held_.clear();
  for (const auto& each : waiting_) reply(each);
  waiting_.clear();
}

void name_server::fail(const std::string& name) {
  std::lock_guard lock{mutex_};
  failing_.insert(name);
}

int name_server::asked(const std::string& name) const {
  std::lock_guard lock{mutex_};
  const auto at = asked_.find(name);
  return at == asked_.end() ? 0 : at->second;
}

// -- questions and answers ------------------------------------------------------------------------

void name_server::run() {
  std::array<pollfd, 2> both{pollfd{udp_.get(), POLLIN, 0}, pollfd{tcp_.get(), POLLIN, 0}};
  while (!stopping_) {
    if (::poll(both.data(), both.size(), -1) < 0 && errno != EINTR) return;
    if (stopping_) return;
    if (both[0].revents != 0) on_datagram();
    if (both[1].revents != 0) on_connection();
  }
}

name_server::question name_server::parse(std::string bytes) {
  question out;
  std::size_t at = header_bytes;
  while (const auto length = static_cast<unsigned char>(bytes.at(at))) {
    out.name += (out.name.empty() ? "" : ".") + bytes.substr(at + 1, length);
    at += length + 1u;
  }
  out.kind = get16(bytes, at + 1);
  out.end = at + 5;
  out.bytes = std::move(bytes);
  return out;
}

void name_server::on_datagram() {
  std::string bytes(datagram_bytes, '\0');
  std::string from(sizeof(sockaddr_in), '\0');
  socklen_t size = sizeof(sockaddr_in);
  const auto count = ::recvfrom(udp_.get(), bytes.data(), bytes.size(), 0,
                                reinterpret_cast<sockaddr*>(from.data()), &size);
  if (count <= static_cast<ssize_t>(header_bytes)) return;
  bytes.resize(static_cast<std::size_t>(count));
  const waiting who{parse(std::move(bytes)), std::move(from)};
  std::lock_guard lock{mutex_};
  ++asked_[who.what.name];
  if (holds(who.what))
    waiting_.push_back(who);
  else
    reply(who);
}

void name_server::on_connection() {
  const net::unique_fd peer{::accept(tcp_.get(), nullptr, nullptr)};
  for (;;) { // A and AAAA come over one connection
    const auto length = received_at(peer.get(), 2);
    if (length.size() < 2) return;
    const auto what = parse(received_at(peer.get(), get16(length, 0)));
    std::string out;
    {
      std::lock_guard lock{mutex_};
      out = answer(what, stream_bytes);
    }
    std::string framed;
    put16(framed, static_cast<std::uint16_t>(out.size()));
    framed += out;
    if (::send(peer.get(), framed.data(), framed.size(), MSG_NOSIGNAL) < 0) return;
  }
}

bool name_server::holds(const question& what) const {
  return held_.contains({what.name, what.kind});
}

std::string name_server::answer(const question& what, std::size_t bytes_max) const {
  const auto known = records_.find(what.name);
  std::uint16_t flags = is_answer;
  if (failing_.contains(what.name))
    flags |= server_failure;
  else if (known == records_.end())
    flags |= no_such_name;
  std::string records;
  std::uint16_t count = 0;
  if (known != records_.end() && known->second.contains(what.kind))
    for (const auto& data : known->second.at(what.kind)) {
      put16(records, 0xc000 | header_bytes); // the name of the question
      put16(records, what.kind);
      put16(records, 1); // Internet
      put16(records, 0);
      put16(records, 60); // seconds
      put16(records, static_cast<std::uint16_t>(data.size()));
      records += data;
      ++count;
    }
  if (what.end + records.size() > bytes_max) {
    flags |= is_truncated;
    records.clear();
    count = 0;
  }
  std::string out = what.bytes.substr(0, 2);
  for (const std::uint16_t each :
       {flags, std::uint16_t{1}, count, std::uint16_t{0}, std::uint16_t{0}})
    put16(out, each);
  return out + what.bytes.substr(header_bytes, what.end - header_bytes) + records;
}

void name_server::reply(const waiting& to) const {
  const auto out = answer(to.what, datagram_bytes);
  ::sendto(udp_.get(), out.data(), out.size(), 0, reinterpret_cast<const sockaddr*>(to.from.data()),
           sizeof(sockaddr_in));
}

} // namespace carrick::test
