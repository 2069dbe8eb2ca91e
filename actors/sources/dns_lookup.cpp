#include <carrick/actors/sources/dns_lookup.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/core/host_port.hpp>

#include <utility>

namespace carrick {
namespace {

using namespace std::chrono_literals;

constexpr duration lookup_limit = 4s; // of the records and of all that they name

net::name_lookup_options lookup_options(const std::string& server) {
  net::name_lookup_options out{.limit = lookup_limit, .best_first = false}; // the members sort them
  if (!server.empty()) out.servers.push_back(server);
  return out;
}

} // namespace

dns_lookup::dns_lookup(loop& where, const question& what, taker take)
    : take_(std::move(take)), lookup_(where.io(), lookup_options(what.server)) {
  if (what.name.find(':') == what.name.npos) {
    lookup_.ask_services(what.name, [this](const auto& found) { on_services(found); });
  } else if (auto address = host_port::parse(what.name)) {
    ask_addresses(*address);
  } else {
    auto wrong = fail(code::invalid_argument, to_string(address.error()));
    run_on(where, self_.bind([wrong](dns_lookup& self) { self.finish(wrong); }));
  }
}

void dns_lookup::ask_addresses(const host_port& of) {
  lookup_.ask_addresses(of.host, [this, port = of.port](auto found) {
    if (!found) return finish(found.error());
    finish(membership::dns::members_of(std::move(*found), port));
  });
}

void dns_lookup::on_services(const result<std::vector<net::service_record>>& found) {
  if (!found) return finish(found.error());
  for (const auto& each : *found)
    services_.push_back({each.target, each.port, each.priority, each.weight, {}});
  unresolved_ = services_.size();
  for (auto& each : services_)
    lookup_.ask_addresses(each.target, [this, &each](auto addresses) {
      on_target(each, addresses ? std::move(*addresses) : std::vector<std::string>{});
    });
}

void dns_lookup::on_target(membership::dns::service& which, std::vector<std::string> addresses) {
  which.addresses = std::move(addresses);
  if (--unresolved_ == 0) finish(membership::dns::members_of(std::move(services_)));
}

void dns_lookup::finish(result<membership::update> outcome) {
  const auto take = std::move(take_);
  take(std::move(outcome));
}

} // namespace carrick
