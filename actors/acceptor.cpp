#include <carrick/actors/acceptor.hpp>

#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/core/planted.hpp>

namespace carrick {

acceptor::acceptor(node_home& home) : home_(home), quota_(home.options().accept) {}

status acceptor::listen(const std::string& at) {
  auto& transport = *home_.options().transport;
  const auto& address = home_.options().listen;
  if (!transport.is_local(address) && !home_.options().insecure_plaintext)
    return fail(code::refused,
                "listening at " + address +
                  " without encryption needs insecure_plaintext = true: everyone who "
                  "reaches that address could read and send messages");
  auto listener = transport.listen(home_.where(), at, *this);
  if (!listener) return listener.error();
  listener_ = std::move(*listener);
  return {};
}

void acceptor::on_accepted(std::unique_ptr<net::connection> accepted) {
  home_.accept(std::move(accepted));
}

void acceptor::on_accept_paused(const status& why) { home_.told().accepting_paused(why); }

void acceptor::add(link_actor& link, const std::string& remote_address) {
  const auto given = quota_.arrived(net::host_of(remote_address));
  links_.emplace(given, &link);
  link.arrives_as(given);
}

void acceptor::moved(link_actor& link) {
  if (link.arrival() == 0) return;
  if (!link.is_silent_newcomer()) quota_.said_hello(link.arrival());
  quota_.holds(link.arrival(), link.handshake_bytes());
  make_room(link.arrival());
}

void acceptor::make_room(number newest) {
  while (auto one = quota_.gives_way_for(newest)) {
    auto& link = *links_.at(one->which);
    home_.told().turned_away(link.remote_address(), one->limit, one->why);
    link.give_way(one->why);
    if (one->which == newest) return;
  }
}

status acceptor::room_for_client(const link_actor& link) {
  if (link.arrival() == 0) return {};
  auto refused = quota_.room_for_client(link.arrival());
  if (!refused) return {};
  home_.told().turned_away(link.remote_address(), refused->limit, refused->why);
  return refused->why;
}

void acceptor::established(link_actor& link) {
  const auto& peer = link.terms().peer;
  const bool of_member = link.dispatch() != nullptr && peer.node != home_.identity().node;
  if (of_member) member_seen(peer.node, link.remote_address());
  if (link.arrival() != 0) quota_.linked(link.arrival(), peer.role == net::role::client);
}

void acceptor::ended(link_actor& link) {
  if (link.arrival() == 0) return;
  quota_.ended(link.arrival());
  if (auto oldest = quota_.too_many_ended()) links_.at(*oldest)->close();
}

void acceptor::closed(link_actor& link) {
  if (links_.erase(link.arrival()) != 0 && !CARRICK_PLANTED(arrival_place_kept))
    quota_.closed(link.arrival());
}

void acceptor::member_seen(const node_id& member, const std::string& remote_address) {
  auto host = net::host_of(remote_address);
  auto& known = seen_at_[member];
  if (known == host) return;
  known = std::move(host);
  members_changed();
}

void acceptor::members_changed() {
  std::set<std::string, std::less<>> hosts;
  const auto& own = home_.identity().node;
  for (const auto& member : home_.membership().view().members())
    if (member.id != own)
      for (const auto& address : member.addresses) hosts.insert(net::host_of(address));
  std::erase_if(seen_at_,
                [&](const auto& each) { return home_.dispatcher_of(each.first) == nullptr; });
  for (const auto& [member, host] : seen_at_) hosts.insert(host);
  quota_.members_are_at(std::move(hosts));
}

} // namespace carrick
