#include <carrick/net/tentative_table.hpp>

#include <carrick/core/planted.hpp>

#include <algorithm>
#include <iterator>

namespace carrick::net {

auto tentative_table::find(const node_id& node) -> strangers::iterator {
  return std::find_if(strangers_.begin(), strangers_.end(),
                      [&](const stranger& s) { return s.node == node; });
}

/// The least recently created link.
auto tentative_table::first_linked() -> strangers::iterator {
  auto is_linked = [](const stranger& s) { return s.link.has_value(); };
  if (CARRICK_PLANTED(newest_evicted)) {
    auto newest = std::find_if(std::next(strangers_.rbegin()), strangers_.rend(), is_linked);
    return std::prev(newest.base());
  }
  return std::find_if(strangers_.begin(), strangers_.end(), is_linked);
}

void tentative_table::forget_oldest_without_link() {
  if (strangers_.size() - links() <= options_.links_max) return;
  auto oldest =
    std::find_if(strangers_.begin(), strangers_.end(), [](const stranger& s) { return !s.link; });
  strangers_.erase(oldest);
}

std::shared_ptr<post_state> tentative_table::posts_of(const node_id& node) {
  if (auto known = find(node); known != strangers_.end()) return known->posts;
  strangers_.push_back(
    {node, std::make_shared<post_state>(post_state_options{.epoch = ++last_epoch_}), {}, never});
  auto posts = strangers_.back().posts;
  forget_oldest_without_link();
  return posts;
}

tentative_table::addition tentative_table::add(const node_id& node, time_point now) {
  auto posts = posts_of(node);
  auto known = find(node);
  addition done;
  if (known == strangers_.end())
    strangers_.push_back({node, posts, {}, never});
  else
    strangers_.splice(strangers_.end(), strangers_, known);
  stranger& newest = strangers_.back();
  done.replaced = std::exchange(newest.link, ++last_link_);
  done.link = last_link_;
  newest.expires = deadline_after(now, options_.age);
  if (links() <= options_.links_max) return done;
  ++evictions_;
  auto first = first_linked();
  done.evicted = std::exchange(first->link, std::nullopt);
  forget_oldest_without_link();
  return done;
}

void tentative_table::ended(link_number link) noexcept {
  auto known = std::find_if(strangers_.begin(), strangers_.end(),
                            [&](const stranger& s) { return s.link == link; });
  if (known == strangers_.end()) return;
  known->link.reset();
  forget_oldest_without_link();
}

std::optional<tentative_table::taken> tentative_table::take(const node_id& node) {
  auto known = find(node);
  if (known == strangers_.end()) return {};
  taken found{std::move(known->posts), known->link};
  strangers_.erase(known);
  return found;
}

std::optional<tentative_table::link_number> tentative_table::expired(time_point now) {
  for (stranger& s : strangers_) {
    if (!s.link || s.expires > now) continue;
    auto link = std::exchange(s.link, std::nullopt);
    forget_oldest_without_link();
    return link;
  }
  return {};
}

time_point tentative_table::next_deadline() const noexcept {
  time_point first = never;
  for (const stranger& s : strangers_)
    if (s.link) first = std::min(first, s.expires);
  return first;
}

std::size_t tentative_table::links() const noexcept {
  return static_cast<std::size_t>(std::count_if(
    strangers_.begin(), strangers_.end(), [](const stranger& s) { return s.link.has_value(); }));
}

} // namespace carrick::net
