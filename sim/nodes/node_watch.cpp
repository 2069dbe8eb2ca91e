#include <carrick/sim/nodes/node_watch.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/sim/nodes/process_watch.hpp>

namespace carrick::sim {
namespace {

// In looks: two ends of a link, then the delays of a node, and whatever is bounded or believed.
constexpr std::uint64_t compare_every = 4;
constexpr std::uint64_t measure_every_looks = 16;

/// The end of a link that has gone through its handshake.
net::link* standing(link_actor* link) { return link == nullptr ? nullptr : link->machine(); }

bool are_ends_of_one(const net::link& one, const net::link& other) {
  const auto& a = one.terms();
  const auto& b = other.terms();
  return a.dialer != b.dialer && a.peer.incarnation == b.self.incarnation &&
    b.peer.incarnation == a.self.incarnation;
}

/// What one wrote the other has read, all of it.
bool nothing_under_way(const net::link& one, const net::link& other) {
  return one.counters().bytes_out == other.counters().bytes_in &&
    one.counters().bytes_in == other.counters().bytes_out;
}

} // namespace

node_watch::node_watch(world& in, cluster& of, observer& told, bool others_post)
    : world_(in), cluster_(of), told_(told), others_post_(others_post), processes_(of.size()) {
  for (std::size_t i = 0; i < of.size(); ++i) {
    ids_.push_back(of.id(i));
    numbers_[ids_.back()] = i;
  }
}

node_watch::~node_watch() {
  for (std::size_t i = 0; i < processes_.size(); ++i)
    if (processes_[i]) ended(processes_[i]->who());
}

std::optional<std::size_t> node_watch::number_of(const node_id& id) const {
  const auto at = numbers_.find(id);
  if (at == numbers_.end()) return {};
  return at->second;
}

bool node_watch::is_host(std::string_view name) const {
  for (std::size_t i = 0; i < ids_.size(); ++i)
    if (name == ids_[i].text() || name == subject::name(i)) return true;
  return false;
}

void node_watch::tell(const observation& what) { told_.see(what, world_.elapsed()); }

void node_watch::began(const process_id& who) {
  auto& node = cluster_.at(who.node);
  auto& home = node.find(node.id()).record().dispatcher->home();
  processes_[who.node] = std::make_unique<process_watch>(*this, who, home);
}

void node_watch::ended(const process_id& who) {
  auto* known = watched(who.node);
  if (known == nullptr || known->who() != who) return;
  if (runs(who)) known->look_away(); // else its home is gone, even if a next life has begun
  processes_[who.node].reset();
}

bool node_watch::runs(const process_id& who) const {
  return cluster_.running(who.node) && cluster_.incarnation(who.node) == who.incarnation;
}

void node_watch::held(std::size_t node, time_point until) {
  if (auto* known = watched(node)) known->held(until);
}

// -- looks ----------------------------------------------------------------------------------------

void node_watch::look() {
  ++looks_;
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    auto* const each = watched(i);
    if (each == nullptr || each->home().ended()) continue;
    each->look_at_newcomers();
    const bool rests = cluster_.rests(i);
    if (rests) each->look_at_posts();
    const auto turn = looks_ + i;
    if (turn % measure_every_looks == 0) each->measure();
    if (turn % compare_every != 0) continue;
    for (std::size_t other = i + 1; other < processes_.size(); ++other)
      if (watched(other) != nullptr) compare(*each, *watched(other));
    if (!rests) continue;
    each->tell_turn();
    each->look_for_delays();
    if (turn % measure_every_looks == 0) each->look_at_view();
  }
}

void node_watch::compare(process_watch& one, process_watch& other) {
  auto* const here = standing(one.link_with(other.who().node));
  auto* const there = standing(other.link_with(one.who().node));
  if (here == nullptr || there == nullptr || !are_ends_of_one(*here, *there)) return;
  const auto bytes = here->counters().bytes_in + here->counters().bytes_out;
  if (one.compared_at(other.who().node) == bytes || !nothing_under_way(*here, *there)) return;
  books_compared books{one.who(), other.who(), here->ledger(), there->ledger()};
  if (!books.of_one.rests || !books.of_other.rests) return;
  one.compared_at(other.who().node) = bytes;
  tell(books);
  if (!cluster_.rests(one.who().node) || !cluster_.rests(other.who().node)) return;
  count_posts(one, other);
  count_posts(other, one);
}

void node_watch::count_posts(process_watch& from, const process_watch& to) {
  const auto* dispatch = from.home().dispatcher_of(to.home().identity().node);
  if (dispatch == nullptr) return;
  const auto a = dispatch->account();
  posts_counted seen{from.who(), to.who().node, a.accepted,  a.delivered, a.refused,
                     a.dropped,  a.unsent,      a.in_flight, a.in_doubt};
  for (auto [why, count] : a.lost_by) seen.lost += count;
  const auto lost_as = [&](code why) {
    const auto found = a.lost_by.find(why);
    return found == a.lost_by.end() ? 0 : found->second;
  };
  seen.removed = lost_as(code::removed);
  seen.for_room = lost_as(code::dropped);
  for (auto why : {code::overloaded, code::no_handler, code::ended, code::draining})
    seen.refused_unseen += lost_as(why);
  seen.others_post = others_post_;
  tell(seen);
}

under_way_set node_watch::under_way_at(std::size_t node) const {
  under_way_set out;
  out.add(under_way::down, !cluster_.running(node));
  if (const auto* known = watched(node)) out.add(known->what_is_under_way());
  return out;
}

std::string node_watch::left_over() const {
  for (const auto& each : processes_) {
    if (!each || each->home().ended()) continue;
    if (auto what = each->left_over(); !what.empty()) return what;
  }
  return {};
}

} // namespace carrick::sim
