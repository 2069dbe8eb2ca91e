#include <carrick/net/connection_quota.hpp>

#include <carrick/core/host_port.hpp>

#include <algorithm>

namespace carrick::net {
namespace {

// A host with so small a part of all handshakes is not the one that floods.
constexpr std::size_t fair_part = 16;

using refusal = connection_quota::refusal;

refusal too_many(connection_quota::number which, const std::string& what, std::string_view name,
                 std::size_t limit) {
  return {which,
          name,
          {code::overloaded,
           "too many " + what + " (" + std::string{name} + " = " + std::to_string(limit) + ")"}};
}

} // namespace

std::string host_of(std::string_view remote_address) {
  auto parts = host_port::parse(remote_address);
  return parts ? parts->host : std::string{remote_address};
}

void connection_quota::members_are_at(std::set<std::string, std::less<>> hosts) {
  of_members_ = std::move(hosts);
  outside_ = outside_bytes_ = 0;
  for (auto& [name, state] : hosts_) {
    state.of_member = of_members_.contains(name);
    if (state.of_member) continue;
    outside_ += state.handshakes;
    outside_bytes_ += state.bytes;
  }
}

auto connection_quota::arrived(std::string_view from) -> number {
  auto& known = *hosts_.try_emplace(std::string{from}).first;
  auto& state = known.second;
  state.of_member = of_members_.contains(from);
  ++state.connections;
  ++state.handshakes;
  if (!state.of_member) ++outside_;
  connections_[++last_].from = &known;
  handshakes_.insert(last_);
  return last_;
}

void connection_quota::said_hello(number which) { connections_.at(which).silent = false; }

void connection_quota::holds(number which, std::size_t bytes) {
  auto& one = connections_.at(which);
  auto& state = one.from->second;
  state.bytes = state.bytes - one.bytes + bytes;
  if (!state.of_member) outside_bytes_ = outside_bytes_ - one.bytes + bytes;
  one.bytes = bytes;
}

/// The oldest of those, but for the newest of all.
template <class Which>
auto connection_quota::oldest(number newest, Which which) const -> number {
  number first = 0, first_silent = 0;
  std::size_t count = 0, silent = 0;
  for (auto each : handshakes_) {
    const auto& one = connections_.at(each);
    if (each == newest || !which(*one.from)) continue;
    if (count++ == 0) first = each;
    if (one.silent && silent++ == 0) first_silent = each;
  }
  return 2 * silent >= count ? first_silent : first;
}

auto connection_quota::oldest_of_the_rest(number newest) const -> number {
  std::size_t most = 0;
  for (auto each : handshakes_) {
    const auto& state = connections_.at(each).from->second;
    if (!state.of_member) most = std::max(most, state.handshakes);
  }
  const bool more_than_fair = most > std::max<std::size_t>(1, limits_.handshakes / fair_part);
  return oldest(newest, [&](const host& from) {
    return !from.second.of_member && (!more_than_fair || from.second.handshakes == most);
  });
}

template <class Which>
auto connection_quota::largest(Which which) const -> number {
  number found = 0;
  std::size_t most = 0;
  for (auto each : handshakes_) {
    const auto& one = connections_.at(each);
    if (one.bytes <= most || !which(*one.from)) continue;
    found = each;
    most = one.bytes;
  }
  return found;
}

auto connection_quota::gives_way_for(number newest) const -> std::optional<refusal> {
  const auto& from = *connections_.at(newest).from;
  const auto& state = from.second;
  const auto same = [&](const host& other) { return &other == &from; };
  const auto outside = [](const host& other) { return !other.second.of_member; };
  const auto of_host = std::max<std::size_t>(1, limits_.handshakes_of_host);
  const auto in_all = std::max<std::size_t>(1, limits_.handshakes);
  if (state.handshakes > of_host)
    return too_many(oldest(newest, same),
                    "connections of " + from.first + " are in their handshake",
                    "handshakes_of_host", of_host);
  if (!state.of_member && outside_ > in_all)
    return too_many(oldest_of_the_rest(newest), "connections are in their handshake", "handshakes",
                    in_all);
  if ((state.of_member ? state.bytes : outside_bytes_) > limits_.handshake_bytes)
    return too_many(state.of_member ? largest(same) : largest(outside),
                    "bytes are kept for handshakes", "handshake_bytes", limits_.handshake_bytes);
  return {};
}

auto connection_quota::room_for_client(number which) const -> std::optional<refusal> {
  const auto& from = *connections_.at(which).from;
  if (from.second.clients >= limits_.clients_of_host)
    return too_many(which, "clients of " + from.first + " are linked", "clients_of_host",
                    limits_.clients_of_host);
  if (clients_ >= limits_.clients)
    return too_many(which, "clients are linked", "clients", limits_.clients);
  return {};
}

void connection_quota::leave(connection& one) {
  auto& state = one.from->second;
  if (one.at == stage::client) {
    --state.clients;
    --clients_;
  } else if (one.at == stage::handshake) {
    --state.handshakes;
    state.bytes -= one.bytes;
    if (state.of_member) return;
    --outside_;
    outside_bytes_ -= one.bytes;
  }
}

void connection_quota::linked(number which, bool as_client) {
  auto& one = connections_.at(which);
  leave(one);
  handshakes_.erase(which);
  one.at = as_client ? stage::client : stage::other;
  if (!as_client) return;
  ++one.from->second.clients;
  ++clients_;
}

void connection_quota::ended(number which) {
  auto& one = connections_.at(which);
  leave(one);
  handshakes_.erase(which);
  one.at = stage::ended;
  ended_.insert(which);
}

auto connection_quota::too_many_ended() const -> std::optional<number> {
  if (ended_.size() <= limits::ended_connections) return {};
  return *ended_.begin();
}

void connection_quota::closed(number which) {
  auto known = connections_.find(which);
  if (known == connections_.end()) return;
  leave(known->second);
  handshakes_.erase(which);
  ended_.erase(which);
  auto* from = known->second.from;
  connections_.erase(known);
  if (--from->second.connections == 0) hosts_.erase(from->first);
}

} // namespace carrick::net
