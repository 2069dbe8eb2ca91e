#include <carrick/sim/network/fabric.hpp>

#include <carrick/sim/network/channel.hpp>
#include <carrick/sim/network/dialing.hpp>
#include <carrick/sim/network/host.hpp>
#include <carrick/sim/network/listening.hpp>
#include <carrick/sim/network/route.hpp>

#include <utility>

namespace carrick::sim::transit {

fabric::fabric(world& in) : in_(in) {}
fabric::~fabric() = default;

host& fabric::host_named(const std::string& name) {
  std::unique_ptr<host>& found = hosts_[name];
  if (!found) found = std::make_unique<host>(name, hosts_.size());
  return *found;
}

route& fabric::way(host& from, host& to) {
  std::unique_ptr<route>& found = routes_[{from.index(), to.index()}];
  if (!found) found = std::make_unique<route>(*this, from, to);
  return *found;
}

route& fabric::way(const std::string& from, const std::string& to) {
  host& first = host_named(from);
  return way(first, host_named(to));
}

// Who listens.

bool fabric::add_listener(const std::string& address, listening& which) {
  if (!listeners_.emplace(address, &which).second) return false;
  hosts_of_addresses_[address] = &which.at();
  return true;
}

void fabric::remove_listener(const std::string& address) { listeners_.erase(address); }

listening* fabric::listener_at(std::string_view address) const {
  const auto found = listeners_.find(address);
  return found == listeners_.end() ? nullptr : found->second;
}

host& fabric::host_at(const std::string& address) {
  const auto found = hosts_of_addresses_.find(address);
  if (found != hosts_of_addresses_.end()) return *found->second;
  return host_named(address.substr(0, address.rfind(':')));
}

std::string fabric::with_port(std::string address) {
  if (!address.ends_with(":0")) return address;
  address.pop_back();
  std::string free;
  do free = address + std::to_string(50'000 + ports_++);
  while (listeners_.count(free) != 0);
  return free;
}

// Who is connected.

void fabric::add(std::shared_ptr<channel> made) {
  const std::uint64_t id = made->id();
  channels_.emplace(id, std::move(made));
}

void fabric::forget(const channel& over) { channels_.erase(over.id()); }

void fabric::add(std::shared_ptr<dialing> begun) {
  const std::uint64_t id = begun->id();
  dialings_.emplace(id, std::move(begun));
}

void fabric::forget(const dialing& over) { dialings_.erase(over.id()); }

std::vector<listening*> fabric::all_listeners(const host& at) const {
  std::vector<listening*> all;
  for (const auto& [address, each] : listeners_)
    if (&each->at() == &at) all.push_back(each);
  return all;
}

std::vector<std::shared_ptr<channel>> fabric::all_channels() const {
  std::vector<std::shared_ptr<channel>> all;
  for (const auto& [id, each] : channels_) all.push_back(each);
  return all;
}

std::vector<std::shared_ptr<dialing>> fabric::all_dialings() const {
  std::vector<std::shared_ptr<dialing>> all;
  for (const auto& [id, each] : dialings_) all.push_back(each);
  return all;
}

// What happens.

template <class Function>
void fabric::each_route(Function function) {
  for (const auto& [indices, each] : routes_) function(*each);
}

void fabric::set_silent(route& which, bool silent) {
  if (which.silent() == silent) return;
  note(silent ? happening::silence : happening::heard, which.from(), which.to().index(), 0,
       which.to().name());
  const bool before = which.blocked();
  which.set_silent(silent);
  if (which.blocked() == before) return;
  silent ? on_blocked(which) : on_free(which);
}

void fabric::set_path(route& which, const path_options& options) {
  which.set(options);
  for (const auto& each : all_channels()) each->on_changed(which);
}

void fabric::hear_all() {
  each_route([this](route& each) { set_silent(each, false); });
}

void fabric::on_blocked(route& which) {
  which.on_blocked();
  for (const auto& each : all_channels()) each->on_blocked(which);
}

void fabric::on_free(route& which) {
  for (const auto& each : all_channels()) each->on_free(which);
  for (const auto& each : all_dialings()) each->on_free(which);
}

std::size_t fabric::break_down(const host& a, const host& b) {
  std::size_t broken = 0;
  for (const auto& each : all_channels()) {
    if (!each->is_between(a, b)) continue;
    each->note(happening::breakage, each->dialer());
    each->break_down();
    ++broken;
  }
  return broken;
}

std::size_t fabric::half_close(const host& from, const host& to) {
  std::size_t closed = 0;
  for (const auto& each : all_channels()) {
    if (!each->is_between(from, to)) continue;
    each->half_close(from);
    ++closed;
  }
  return closed;
}

void fabric::kill(host& which, bool reset) {
  note(happening::kill, which, which.index(), reset ? 1 : 0, reset ? "reset" : "silent");
  for (const auto& each : all_channels()) each->kill(which, reset);
  for (const auto& each : all_dialings())
    if (&each->at() == &which) each->die();
  for (listening* each : all_listeners(which)) each->die();
  which.end_errands(true);
  which.accept_from(time_point::min());
  if (reset || which.down()) return;
  which.set_down(true);
  each_route([&](route& each) {
    if (&each.to() == &which && !each.silent()) on_blocked(each);
  });
}

void fabric::revive(host& which) {
  if (!which.down()) return;
  note(happening::revive, which, which.index(), 0, which.name());
  which.set_down(false);
  each_route([&](route& each) {
    if (&each.to() == &which && !each.silent()) on_free(each);
  });
}

void fabric::stop_accepting(host& which, duration length) {
  note(happening::no_accept, which, which.index(), static_cast<std::size_t>(length.count()), "");
  which.accept_from(deadline_after(now(), length));
  for (listening* each : all_listeners(which)) each->on_paused();
}

void fabric::stop() {
  for (const auto& each : all_channels()) each->stop();
  for (const auto& each : all_dialings()) each->die();
  for (const auto& [address, each] : std::exchange(listeners_, {})) each->die();
  channels_.clear();
  for (const auto& [name, each] : hosts_) {
    each->end_errands(false);
    each->let_go();
  }
}

// What is.

std::size_t fabric::connections() const {
  std::size_t count = channels_.size();
  for (const auto& [id, each] : dialings_) count += each->is_alone() ? 1 : 0;
  return count;
}

std::size_t fabric::connections(const host& a, const host& b) const {
  std::size_t count = 0;
  for (const auto& [id, each] : channels_) count += each->is_between(a, b) ? 1 : 0;
  for (const auto& [id, each] : dialings_)
    count += each->is_alone() && each->is_between(a, b) ? 1 : 0;
  return count;
}

void fabric::note(happening what, const host& at, std::uint64_t which, std::size_t size,
                  std::string_view about) {
  trace& to = in_.trace();
  to.note(in_.elapsed(), static_cast<std::uint64_t>(what) | size << 8, at.index() | which << 16);
  if (to.keeps()) to.explain(in_.elapsed(), at.name(), name_of(what), about);
}

void fabric::count_delivery(std::uint64_t which, std::size_t bytes) {
  ++deliveries_;
  delivered_bytes_ += bytes;
  in_.trace().note(in_.elapsed(), static_cast<std::uint64_t>(happening::deliver) | bytes << 8,
                   which);
}

} // namespace carrick::sim::transit
