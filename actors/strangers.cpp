#include <carrick/actors/strangers.hpp>

#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/core/planted.hpp>

#include <algorithm>

namespace carrick {

strangers::strangers(node_home& home)
    : home_(home), table_({home.options().strangers.links, home.options().strangers.age}) {
  timer_.emplace(home.where(), *this);
}

bool strangers::welcome() const noexcept { return home_.options().strangers.links > 0; }

std::string strangers::refusal_of(const node_id& stranger) const {
  return stranger.text() + " is no member of \"" + home_.identity().cluster + "\" as " +
    home_.identity().node.text() + " knows it";
}

std::shared_ptr<net::post_state> strangers::posts_of(const node_id& stranger) {
  return table_.posts_of(stranger);
}

void strangers::add(link_actor& link) {
  const auto& node = link.terms().peer.node;
  const auto& limits = home_.options().strangers;
  link.machine()->be_tentative({limits.posts, limits.bytes}, refusal_of(node));
  auto added = table_.add(node, home_.where().now());
  links_[added.link] = &link;
  if (added.replaced)
    close(*added.replaced, fail(code::refused, "another connection of this node came"));
  if (added.evicted && !CARRICK_PLANTED(strangers_unbounded))
    close(*added.evicted, fail(code::overloaded, "too many nodes that are no members are linked"));
  if (!CARRICK_PLANTED(strangers_stay)) arm_timer();
}

void strangers::ended(link_actor& link) {
  auto at = std::find_if(links_.begin(), links_.end(),
                         [&](const auto& each) { return each.second == &link; });
  if (at == links_.end()) return;
  table_.ended(at->first);
  links_.erase(at);
  arm_timer();
}

link_actor* strangers::link_of(const node_id& stranger) const {
  for (const auto& [which, link] : links_)
    if (link->leads_to(stranger)) return link;
  return nullptr;
}

auto strangers::admit(const node_id& id) -> std::optional<admitted> {
  auto known = table_.take(id);
  if (!known) return {};
  admitted out{std::move(known->posts), nullptr};
  if (known->link)
    if (auto at = links_.extract(*known->link)) out.link = at.mapped();
  arm_timer();
  return out;
}

void strangers::on_timer() {
  while (auto which = table_.expired(home_.where().now()))
    close(*which,
          fail(code::overloaded,
               "for " + std::to_string(home_.options().strangers.age / std::chrono::seconds(1)) +
                 " s no member"));
  arm_timer();
}

void strangers::close(number which, const status& why) {
  auto at = links_.extract(which);
  if (!at) return;
  auto& link = *at.mapped();
  home_.told().stranger_closed(link.terms().peer.node, link.remote_address(), why);
  link.abort(why.code(), why.message());
}

void strangers::arm_timer() {
  if (timer_) timer_->arm(table_.next_deadline());
}

} // namespace carrick
