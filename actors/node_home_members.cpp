#include <carrick/actors/node_home.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/spawn_on.hpp>
#include <carrick/actors/waiting.hpp>
#include <carrick/core/planted.hpp>

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <algorithm>

// Of the node's home: who is in the cluster.

namespace carrick {

// -- what the membership tells --------------------------------------------------------------------

membership::configured_member node_home::self() const {
  return {identity_.node, {identity_.advertised}, options().tags};
}

void node_home::member_changed(const member_event& event) {
  log().info("membership", to_string(event));
  if (ended()) return; // it lives until its exit message arrives
  if (event.what == member_event::type::joined)
    add_member(event.info);
  else if (event.info.state == member_state::removed)
    remove_member(event.node);
  else if (event.what == member_event::type::changed && event.node != identity_.node &&
           !(CARRICK_PLANTED(moved_while_linked) && standing_link(event.node) != nullptr))
    dispatcher_of(event.node)->move_to(event.info.addresses);
  if (event.what == member_event::type::joined || event.what == member_event::type::changed ||
      event.info.state == member_state::removed) {
    acceptor_.members_changed();
    for (auto& [id, dispatch] : dispatchers_) dispatch.actor->members_changed();
  }
  publish_members();
}

void node_home::add_member(const member& added) {
  const auto& listed = options().members;
  auto known = std::find_if(listed.begin(), listed.end(),
                            [&](const member_options& m) { return m.node == added.id; });
  member_options how;
  if (known != listed.end()) how = *known;
  how.node = added.id;
  how.addresses = added.addresses;
  auto record = find(added.id);
  auto [handle, dispatch] = spawn_on<dispatcher>(core_.system(), where_, *this, record, how);
  record->dispatcher = dispatch;
  dispatchers_[added.id] = {dispatch, handle};
  if (auto stranger = strangers_.admit(added.id)) promote(*dispatch, *stranger);
  if (draining_)
    dispatch->begin_drain();
  else if (dialing_)
    dispatch->wake();
}

/// Its posts so far come out first, in order; then it is as if it had always been a member.
void node_home::promote(dispatcher& to, const strangers::admitted& known) {
  to.adopt(known.posts);
  auto* link = known.link;
  if (link == nullptr) return;
  const auto& peer = link->terms().peer;
  link->machine()->promote(where_.now());
  link->dispatched_by(&to);
  link->takes_turns_with(turns_.of_member(link->terms().peer.node.text()));
  to.attach(*link);
  link->touch();
  if (!CARRICK_PLANTED(promotion_unannounced))
    membership_->link_up({peer.node, peer.incarnation, peer.app_version});
  if (link->machine()->silent()) membership_->link_silent(peer.node, true);
  publish_links();
}

void node_home::remove_member(const node_id& id) {
  auto gone = dispatchers_.extract(id);
  auto record = find(id);
  record->dispatcher = nullptr;
  auto why = id.text() + " is no longer a member";
  auto links = links_; // one may end
  for (auto& [link, handle] : links) {
    if (CARRICK_PLANTED(removed_while_shaking) && link->established_at() == never) continue;
    if (!link->leads_to(id) && link->dispatch() != gone.mapped().actor) continue;
    link->dispatched_by(nullptr);
    link->abort(code::removed, why);
  }
  gone.mapped().actor->remove(fail(code::removed, why));
  if (!linked_with(*record)) forget_receiver(*record);
  caf::anon_send_exit(gone.mapped().handle, caf::exit_reason::user_shutdown);
}

void node_home::link_silent(link_actor& link, bool silent) {
  auto* dispatch = link.dispatch();
  const bool replaced = dispatch != nullptr && dispatch->link() != &link;
  if (dispatch == nullptr || (replaced && !CARRICK_PLANTED(replaced_link_silent))) return;
  membership_->link_silent(link.terms().peer.node, silent);
}

// -- who is there ---------------------------------------------------------------------------------

link_actor* node_home::standing_link(const node_id& id) {
  auto* dispatch = dispatcher_of(id);
  return dispatch != nullptr ? dispatch->link() : strangers_.link_of(id);
}

dispatcher* node_home::dispatcher_of(const node_id& id) {
  auto found = dispatchers_.find(id);
  return found == dispatchers_.end() ? nullptr : found->second.actor;
}

std::size_t node_home::others() const noexcept {
  return dispatchers_.size() - dispatchers_.count(identity_.node);
}

// -- any thread -----------------------------------------------------------------------------------

void node_home::publish_members() {
  std::lock_guard guard{mutex_};
  members_ = membership_->view().members();
  changed_.notify_all();
}

std::vector<member> node_home::members() const {
  std::lock_guard guard{mutex_};
  return members_;
}

status node_home::wait_for_members(std::size_t reachable, duration limit) {
  std::unique_lock guard{mutex_};
  auto is_reachable = [](const member& m) { return m.state == member_state::reachable; };
  auto count = [&](const auto& which) {
    return static_cast<std::size_t>(std::count_if(members_.begin(), members_.end(), which));
  };
  if (intake_.is_static() && reachable > members_.size())
    return fail(code::invalid_argument,
                "waiting for " + std::to_string(reachable) + " members where there are " +
                  std::to_string(members_.size()));
  auto done = [&] { return stopping_ || count(is_reachable) >= reachable; };
  bool in_time = wait_for(where_, guard, changed_, limit, done);
  if (count(is_reachable) >= reachable) return {};
  if (in_time) return fail(code::draining, identity_.node.text() + " is stopping");
  std::string missing;
  for (const auto& m : members_)
    if (!is_reachable(m)) missing += (missing.empty() ? "" : ", ") + m.id.text();
  return fail(code::deadline_exceeded, "not reachable: " + missing);
}

} // namespace carrick
