#include <carrick/sim/machines/machine_node.hpp>

#include <carrick/sim/subject.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto measure_every = 500ms;

membership::update all_nodes(std::size_t count, const std::set<std::size_t>& without) {
  membership::update all;
  for (std::size_t i = 0; i < count; ++i)
    if (!without.contains(i))
      all.push_back({node_id::parse(subject::name(i)).value(), {machine_node::address_of(i)}, {}});
  return all;
}

net::identity identity_of(const stage& on, std::size_t index, std::uint64_t incarnation) {
  net::identity self;
  self.node = node_id::parse(subject::name(index)).value();
  self.incarnation = {incarnation};
  self.cluster = "sim-" + std::to_string(on.in.seed());
  self.advertised = machine_node::address_of(index);
  return self;
}

} // namespace

std::string machine_node::address_of(std::size_t index) { return subject::name(index) + ":7101"; }

std::size_t machine_node::index_of(const node_id& id) {
  return std::stoul(id.text().substr(1)) - 1;
}

machine_node::machine_node(stage& on, options_of_node options)
    : on_(on),
      options_(options),
      loop_(on.in, *this),
      identity_(identity_of(on, options.index, options.incarnation)),
      transport_(on.net.transport_of(subject::name(options.index), false)),
      members_({identity_.node, identity_.incarnation, {}}, options.machines.link.fail_after),
      strangers_(*this) {}

machine_node::~machine_node() = default;

void machine_node::begin(machine_application& app, const std::set<std::size_t>& strangers) {
  app_ = &app;
  observe(process_began{process()});
  wanted_strangers_ = strangers;
  ENSURE(members_.configure(all_nodes(on_.nodes, strangers), now()).ok());
  for (std::size_t i = 0; i < on_.nodes; ++i) {
    peers_.push_back(i == index() ? nullptr : std::make_unique<machine_peer>(*this, i));
    if (i == index()) continue;
    if (strangers.contains(i))
      peers_[i]->remove();
    else
      tell(*peers_[i], member_told::change::appears);
  }
  listen();
  for (auto& p : peers_)
    if (p) p->wake();
  touch();
}

void machine_node::listen() {
  auto listening = transport_->listen(loop_, address_of(index()), *this);
  ENSURE(listening.has_value());
  listener_ = std::move(*listening);
}

void machine_node::turn() {
  auto t = now();
  if (std::exchange(members_wanted_, false)) change_members();
  if (std::exchange(stop_wanted_, false)) say_goodbye();
  if (t >= hard_end_) {
    hard_end_ = never;
    for (auto& l : links_) l->abort(code::draining, "the grace time is over");
  }
  app_->turn();
  for (auto& p : peers_)
    if (p) p->turn(t);
  for (std::size_t i = 0; i < links_.size(); ++i) links_[i]->turn(t);
  for (auto& p : peers_) // what the end of a link has made due
    if (p && p->next_deadline() <= t) p->turn(t);
  strangers_.turn(t);
  std::erase_if(links_, [](const auto& l) { return l->closed(); });
  members_.tick(t);
  take_member_events();
  if (t >= measures_at_) measure();

  auto due = std::min(
    {hard_end_, app_->next_deadline(), members_.next_deadline(), strangers_.next_deadline()});
  for (auto& p : peers_)
    if (p) due = std::min(due, p->next_deadline());
  for (auto& l : links_) due = std::min(due, l->next_deadline());
  ended_ = draining_ && links_.empty();
  observe(turned{process()});
  if (due != never) loop_.wake_at(std::max(due, t));
}

// -- life -----------------------------------------------------------------------------------------

void machine_node::begin_stop() {
  if (std::exchange(draining_, true)) return;
  stop_wanted_ = true;
  touch();
}

void machine_node::say_goodbye() {
  hard_end_ = now() + limits::goodbye_hard;
  listener_.reset();
  for (auto& p : peers_)
    if (p) p->begin_drain();
  for (std::size_t i = 0; i < links_.size(); ++i)
    links_[i]->say_goodbye(code::draining, identity_.node.text() + " is stopping");
}

void machine_node::wind_up() {
  for (auto& p : peers_)
    if (p) p->drop_posts();
  measure(true);
}

void machine_node::crash() { loop_.hold(never); }

// -- members --------------------------------------------------------------------------------------

void machine_node::set_strangers(std::set<std::size_t> strangers) {
  wanted_strangers_ = std::move(strangers);
  members_wanted_ = true;
  touch();
}

void machine_node::change_members() {
  ENSURE(members_.configure(all_nodes(on_.nodes, wanted_strangers_), now()).ok());
  for (auto& p : peers_) {
    if (!p || p->is_member() != wanted_strangers_.contains(p->index())) continue;
    if (p->is_member())
      remove_member(*p);
    else
      add_member(*p);
  }
}

void machine_node::add_member(machine_peer& added) {
  added.admit();
  tell(added, member_told::change::appears);
  if (auto stranger = strangers_.admit(added.id())) {
    added.out().adopt(stranger->posts);
    if (auto* link = stranger->link) {
      const auto& peer = link->machine()->terms().peer;
      link->machine()->promote(now());
      link->belongs_to(&added);
      added.attach(*link);
      (void)members_.link_up({peer.node, peer.incarnation, peer.app_version});
    }
  }
  if (draining())
    added.begin_drain();
  else
    added.wake();
}

void machine_node::remove_member(machine_peer& gone) {
  for (auto& link : links_) {
    if (link->peer() != &gone && !link->leads_to(gone.id())) continue;
    link->belongs_to(nullptr);
    link->abort(code::removed, gone.id().text() + " is no longer a member");
  }
  gone.remove();
  tell(gone, member_told::change::goes);
}

void machine_node::tell(const machine_peer& of, member_told::change what) {
  observe(member_told{process(), of.index(), what});
}

// -- links ----------------------------------------------------------------------------------------

machine_peer* machine_node::peer(std::size_t index) {
  auto* known = peers_[index].get();
  return known != nullptr && known->is_member() ? known : nullptr;
}

net::post_account machine_node::account(std::size_t to) const {
  return peers_[to] ? peers_[to]->account() : net::post_account{};
}

machine_link* machine_node::standing_link(const node_id& id) {
  auto* known = peer(id);
  return known != nullptr ? known->link() : strangers_.link_of(id);
}

machine_link* machine_node::link(std::uint64_t number) {
  for (auto& l : links_)
    if (l->number() == number) return l->machine() == nullptr ? nullptr : l.get();
  return nullptr;
}

std::size_t machine_node::established() const {
  return static_cast<std::size_t>(std::count_if(
    links_.begin(), links_.end(), [](const auto& l) { return l->machine() != nullptr; }));
}

void machine_node::on_accepted(std::unique_ptr<net::connection> accepted) {
  if (draining()) return accepted->close();
  links_.push_back(std::make_unique<machine_link>(*this, std::move(accepted), nullptr));
}

void machine_node::dialed(machine_peer& by, std::unique_ptr<net::connection> connection) {
  if (draining()) return connection->close();
  links_.push_back(std::make_unique<machine_link>(*this, std::move(connection), &by));
}

void machine_node::handshake_failed(machine_link& link, const status& why, bool temporary) {
  observe(link_failed{process(), why.code()});
  explain("handshake", [&] { return to_string(why); });
  if (link.peer() != nullptr) link.peer()->handshake_failed(why, temporary);
}

void machine_node::link_established(machine_link& link) {
  const auto& peer = link.machine()->terms().peer;
  on_.in.note(identity_.node.text(), "link", "up with " + peer.node.text());
  observe(link_began{process(), link.peer_process(), link.number()});
  observe(windows_agreed{process(), link.peer_process(), options().link.stream_window,
                         options().link.link_window});
  if (link.peer() != nullptr)
    link.peer()->attach(link);
  else
    strangers_.add(link);
  for (auto& other : links_) other->overtaken_by(link);
  (void)members_.link_up({peer.node, peer.incarnation, peer.app_version});
  app_->on_link(link);
  touch();
}

void machine_node::link_finished(machine_link& link, const status& why) {
  const auto& peer = link.machine()->terms().peer;
  on_.in.note(identity_.node.text(), "link",
              "down with " + peer.node.text() + ": " + std::string{name_of(why.code())});
  explain("link", [&] { return to_string(why); });
  app_->on_link_end(link);
  observe(link_closed{process(), link.peer_process(), link.number(), why.code()});
  if (link.peer() != nullptr) link.peer()->detach(link, why);
  strangers_.ended(link);
  members_.link_down(peer.node, peer.incarnation, why, now());
  touch();
}

void machine_node::link_silent(machine_link& link, bool silent) {
  if (link.peer() == nullptr || link.peer()->link() != &link) return;
  if (silent)
    members_.silence(link.peer()->id(), now());
  else
    members_.heard(link.peer()->id());
}

void machine_node::take_member_events() {
  while (members_.next()) {
  }
}

// -- what is seen from outside --------------------------------------------------------------------

void machine_node::measure(bool is_last) {
  measures_at_ = now() + measure_every;
  for (auto& p : peers_) {
    if (!p) continue;
    count_posts(*p, is_last);
    if (!p->is_member()) continue;
    observe(
      measured{process(), "unsent posts", p->out().posts().size(), options().posts.posts_max});
    observe(measured{process(), "bytes of unsent posts", p->out().posts().bytes(),
                     options().posts.bytes_max});
    observe(measured{process(), "waiting requests", p->out().waiting(), options().waiting_max});
    observe(measured{process(), "bytes of waiting requests", p->out().waiting_bytes(),
                     options().waiting_bytes_max});
  }
  for (auto& l : links_)
    if (l->machine() != nullptr) measure(*l);
  observe(measured{process(), "connections", links_.size(), 64 * on_.nodes});
}

void machine_node::measure(machine_link& link) {
  auto& m = *link.machine();
  const auto& theirs = m.terms().theirs;
  observe(late_answers_counted{process(), link.peer_process(), m.counters().late_answers,
                               link.early_verdicts()});
  observe(measured{process(), "open requests", m.open_requests(), limits::open_requests});
  observe(measured{process(), "running requests", m.running_requests(), limits::running_handlers});
  observe(measured{process(), "open streams", m.open_streams(),
                   std::uint64_t{theirs.streams} + options().link.streams});
}

void machine_node::count_posts(const machine_peer& to, bool is_last) {
  auto a = to.account();
  posts_counted seen{process(), to.index(),  a.accepted, a.delivered, a.refused, a.dropped,
                     a.unsent,  a.in_flight, a.in_doubt, 0,           0,         is_last};
  for (auto [why, count] : a.lost_by) seen.lost += count;
  if (auto removed = a.lost_by.find(code::removed); removed != a.lost_by.end())
    seen.removed = removed->second;
  observe(seen);
}

} // namespace carrick::sim
