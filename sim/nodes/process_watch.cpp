#include <carrick/sim/nodes/process_watch.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/unsent_items.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

// Timers are exact to 2^20 ns; a turn of a slow node takes a little.
constexpr duration timer_slack = 20ms;
// For the other side to read the last words of a link.
constexpr duration last_words = 1s;

std::uint64_t milliseconds(duration d) {
  return static_cast<std::uint64_t>(std::max<duration::rep>(0, d / 1ms));
}

/// At the other end: "n2#17" is a connection that n2 has made, and "n2:3" a place where it listens.
std::string_view host_of(const link_actor& link) {
  return std::string_view{link.remote_address()}.substr(0,
                                                        link.remote_address().find_first_of("#:"));
}

} // namespace

node_watch::process_watch::process_watch(node_watch& of, const process_id& who, node_home& home)
    : of_(of), who_(who), home_(home), peers_(of.processes_.size()) {
  for (auto& each : peers_) each.since = of_.world_.elapsed();
  home_.observed_by(this);
}

std::optional<process_id> node_watch::process_watch::peer_of(const link_actor& link) const {
  const auto& peer = link.terms().peer;
  if (peer.role != net::role::member) return {};
  const auto number = of_.number_of(peer.node);
  if (!number || *number == who_.node) return {};
  return process_id{*number, peer.incarnation.value};
}

// -- links ----------------------------------------------------------------------------------------

void node_watch::process_watch::handshake_began(link_actor&) {
  of_.tell(sim::handshake_began{who_});
}

void node_watch::process_watch::link_established(link_actor& link) {
  const auto peer = peer_of(link);
  if (!peer) return;
  news_ = true;
  links_.push_back({&link, ++of_.links_, *peer});
  auto& of_peer = peers_[peer->node];
  if (of_peer.link == nullptr) of_peer.since = of_.world_.elapsed();
  of_peer.link = &link;
  of_peer.compared_at = ~std::uint64_t{0};
  const auto& ours = link.terms().ours;
  of_.tell(link_began{who_, *peer, links_.back().number});
  of_.tell(windows_agreed{who_, *peer, ours.stream_window, ours.link_window});
}

void node_watch::process_watch::link_finished(link_actor& link, const status& why) {
  const auto at = std::find_if(links_.begin(), links_.end(),
                               [&](const known_link& each) { return each.link == &link; });
  if (at == links_.end()) return;
  const auto gone = *at;
  links_.erase(at);
  news_ = true;
  auto& of_peer = peers_[gone.peer.node];
  if (of_peer.link == &link) {
    of_peer.link = nullptr;
    of_peer.since = of_.world_.elapsed();
  }
  if (link.machine() != nullptr) {
    const auto& counters = link.machine()->counters();
    of_.tell(late_answers_counted{who_, gone.peer, counters.late_answers, counters.early_verdicts});
  }
  of_.tell(link_closed{who_, gone.peer, gone.number, why.code()});
}

void node_watch::process_watch::handshake_failed(link_actor& link, const status& why) {
  if (!of_.is_host(host_of(link))) return; // who lies is told so
  of_.tell(link_failed{who_, why.code()});
}

void node_watch::process_watch::posts_acknowledged(link_actor& link) {
  if (const auto peer = peer_of(link)) of_.tell(sim::posts_acknowledged{who_, *peer});
}

void node_watch::process_watch::tell_turn() {
  if (std::exchange(news_, false)) of_.tell(turned{who_});
}

void node_watch::process_watch::look_at_newcomers() {
  if (!home_.draining()) return;
  leaves_since_ = std::min(leaves_since_, of_.world_.now());
  std::uint64_t late = 0;
  for (const auto& [link, handle] : home_.links()) late += link->began_at() > leaves_since_;
  bound("connections that were taken in while it leaves", late, 0);
}

// -- bounds ---------------------------------------------------------------------------------------

void node_watch::process_watch::bound(std::string_view what, std::uint64_t value,
                                      std::uint64_t limit) const {
  of_.tell(measured{who_, what, value, limit, with_});
}

void node_watch::process_watch::measure() const {
  const auto& options = home_.options();
  std::uint64_t held = 0;
  std::size_t strangers = 0;
  for (auto* link : home_.established()) {
    const auto books = link->machine()->ledger();
    held += books.shared;
    strangers += link->machine()->is_tentative();
    if (link->terms().peer.node == home_.identity().node) continue;
    if (const auto peer = peer_of(*link)) {
      with_ = peer->node;
      const auto& counters = link->machine()->counters();
      of_.tell(late_answers_counted{who_, *peer, counters.late_answers, counters.early_verdicts});
    }
    measure(*link); // of strangers too
    with_.reset();
  }
  of_.tell(recounted{who_, "bytes that all links hold", home_.held()->bytes(), held});
  bound("links of tentative peers", strangers, options.strangers.links);
  bound("tentative peers that are linked", home_.strange().count(), options.strangers.links);
  bound("connections", home_.links().size(), 64 * peers_.size());
  std::size_t accepted = 0;
  for (const auto& [link, handle] : home_.links()) accepted += link->arrival() != 0;
  of_.tell(recounted{who_, "accepted connections", home_.arrived().connections(), accepted});
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    with_ = i;
    if (const auto* to = home_.dispatcher_of(of_.ids_[i])) measure(*to);
  }
  with_.reset();
}

void node_watch::process_watch::measure(link_actor& link) const {
  auto& machine = *link.machine();
  const auto& ours = link.terms().ours;
  const auto books = machine.ledger();
  bound("open requests", machine.open_requests(), limits::open_requests);
  bound("running requests", machine.running_requests(), limits::running_handlers);
  bound("open streams", machine.open_streams(),
        std::uint64_t{link.terms().theirs.streams} + ours.streams);
  bound("bytes of requests and openings", books.held, ours.held_bytes);
  bound("large messages that come in parts", books.transfers, limits::transfers);
  bound("used bytes of the window of posts", books.in.post_credit,
        std::max<std::uint64_t>(ours.post_window, ours.message_bytes + limits::item_overhead));
  bound("posts of a tentative peer", machine.kept_posts(), home_.options().strangers.posts);
}

void node_watch::process_watch::measure(const dispatcher& to) const {
  const auto& options = home_.options();
  const auto& out = to.out();
  const auto now = out.count_waiting();
  bound("unsent posts", out.posts().size(), options.posts.unsent);
  bound("bytes of unsent posts", out.posts().bytes(), options.posts.unsent_bytes);
  bound("bytes of unsent posts that are none", out.posts().empty() ? out.posts().bytes() : 0, 0);
  bound("waiting requests", out.waiting(), limits::open_requests);
  bound("bytes of waiting requests", out.waiting_bytes(), limits::held_bytes);
  of_.tell(recounted{who_, "requests that wait for a link", out.waiting(), now.messages});
  of_.tell(recounted{who_, "bytes of such requests", out.waiting_bytes(), now.bytes});
}

// -- delays ---------------------------------------------------------------------------------------

void node_watch::process_watch::late(std::string_view what, time_point since,
                                     duration limit) const {
  if (since == never) return;
  const auto from = std::max(since, world::beginning);
  bound(what, milliseconds(of_.world_.now() - from), milliseconds(limit + timer_slack));
}

void node_watch::process_watch::look_for_delays() const {
  for (const auto& [link, handle] : home_.links()) {
    if (link->finished_at() != never)
      late("ms that a link is kept after its end", link->finished_at(), last_words);
    else if (link->established())
      look_for_delays(*link);
    else
      late("ms that a handshake takes", link->began_at(), limits::handshake);
  }
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    with_ = i;
    if (const auto* to = home_.dispatcher_of(of_.ids_[i])) look_for_delays(*to);
  }
  with_.reset();
}

void node_watch::process_watch::look_for_delays(link_actor& link) const {
  const auto& machine = *link.machine();
  if (machine.is_tentative())
    late("ms that a tentative link stands", std::max(link.established_at(), held_until_),
         home_.options().strangers.age);
  late("ms that a timer of a link is late", machine.next_deadline(), {});
  // Once put off for its own loop's sake.
  late("ms that a link has heard nothing", std::max(machine.last_heard(), held_until_),
       2 * link.terms().ours.fail_after);
  if (!link.writable() || home_.options().flush_every > duration::zero()) return;
  bound("links that have something to write, and do not", machine.has_output(), 0);
  const auto books = machine.ledger();
  late("ms that an acknowledgement is owed", books.ack_owed, limits::ack_delay);
  late("ms that credit is owed", books.credit_owed, limits::ack_delay);
}

void node_watch::process_watch::look_for_delays(const dispatcher& to) const {
  late("ms that a deadline of what waits is passed", to.out().next_deadline(), {});
}

void node_watch::process_watch::look_at_posts() const {
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    const auto* to = home_.dispatcher_of(of_.ids_[i]);
    if (to == nullptr || to->out().posts().empty()) continue;
    with_ = i;
    bound("posts that wait though the link takes them", to->out().count_waiting().post_could_go, 0);
  }
  with_.reset();
}

// -- views ----------------------------------------------------------------------------------------

void node_watch::process_watch::look_at_view() {
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    if (i == who_.node) continue;
    auto& of_peer = peers_[i];
    const auto* seen = home_.membership().view().find(of_.ids_[i]);
    const auto* dispatch = home_.dispatcher_of(of_.ids_[i]);
    if (seen == nullptr || dispatch == nullptr || home_.draining()) continue;
    const bool is_new = std::exchange(of_peer.dispatcher, dispatch->id()) != dispatch->id();
    if (is_new && of_peer.link == nullptr) of_peer.since = of_.world_.elapsed();
    member_seen what{who_, i, seen->state, of_peer.link != nullptr};
    what.since = of_peer.since;
    what.fail_after = home_.options().link.fail_after;
    what.incarnation = seen->incarnation.value;
    what.dialed_elsewhere = dispatch->dialing().addresses() != seen->addresses;
    if (auto* machine = of_peer.link != nullptr ? of_peer.link->machine() : nullptr) {
      what.silent = machine->silent();
      what.of_link = machine->terms().peer.incarnation.value;
    }
    of_.tell(what);
  }
}

// -- what is under way ----------------------------------------------------------------------------

under_way_set node_watch::process_watch::what_is_under_way() const {
  under_way_set out;
  if (home_.ended()) return out;
  out.add(under_way::held, held_until_ > of_.world_.now());
  out.add(under_way::leaving, home_.draining());
  for (const auto& [link, handle] : home_.links())
    if (link->finished_at() == never) out.add(what_is_under_way(*link));
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    const auto* to = home_.dispatcher_of(of_.ids_[i]);
    if (to == nullptr) continue;
    out.add(under_way::unlinked, i != who_.node && peers_[i].link == nullptr);
    out.add(under_way::waiting, to->out().waiting() > 0);
    out.add(under_way::unsent, !to->out().posts().empty());
  }
  return out;
}

under_way_set node_watch::process_watch::what_is_under_way(link_actor& link) {
  under_way_set out;
  out.add(under_way::handshake, !link.established());
  if (!link.established()) return out;
  const auto& machine = *link.machine();
  const auto books = machine.ledger();
  out.add(under_way::stranger, machine.is_tentative());
  out.add(under_way::in_flight, books.out.posts != books.out.taken_over);
  out.add(under_way::requests, books.out.requests > 0);
  out.add(under_way::handlers, books.running > 0);
  out.add(under_way::streams, books.streams > 0);
  out.add(under_way::transfers, books.transfers > 0);
  out.add(under_way::owing, books.ack_owed != never || books.credit_owed != never);
  return out;
}

// -- what is left ---------------------------------------------------------------------------------

std::string node_watch::process_watch::left_over() const {
  const auto text = [&](std::string_view what, std::uint64_t count, const process_id& peer) {
    return subject::name(who_.node) + " has " + std::to_string(count) + " " + std::string{what} +
      " with " + subject::name(peer.node);
  };
  for (const auto& each : links_) {
    if (const auto unsent = each.link->session()->unsent()->bytes(); unsent > 0)
      return text("bytes of unsent items", unsent, each.peer);
    const auto books = each.link->machine()->ledger();
    if (books.out.requests > 0) return text("open requests", books.out.requests, each.peer);
    if (books.running > 0) return text("running requests", books.running, each.peer);
    if (books.streams > 0) continue; // monitors, and what an application watches
    if (books.held > 0) return text("held bytes", books.held, each.peer);
    if (books.openings > 0) return text("bytes of openings", books.openings, each.peer);
  }
  return {};
}

} // namespace carrick::sim
