#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <deque>
#include <memory>
#include <utility>
#include <vector>

namespace carrick {

/// What waits, in a line for each source. Groups of sources have their turns, one item a turn, and
/// within a group its sources: so a group of many sources gets no more than one of a single source.
/// Each line keeps the order in which its items were brought. A source can be parked: its line
/// keeps its items, and has no turns until it is let go on.
template <class Group, class Source, class Item>
class fair_queue {
 public:
  using group = std::shared_ptr<Group>;
  using source = std::shared_ptr<Source>;

  /// Nothing waits, parked or not.
  bool empty() const noexcept { return lines_.empty(); }
  bool has_turns() const noexcept { return !turns_.empty(); }
  bool waits_for(const Source& from) const { return lines_.contains(&from); }

  /// The group is looked at when the source has no line yet.
  void push(const group& of, const source& from, Item item) {
    auto& line = lines_[from.get()];
    if (!line) {
      line = std::make_unique<queue>(queue{from, &crowd_of(of), {}, false});
      ++line->of->lines;
      takes_turns(*line);
    }
    line->items.push_back(std::move(item));
  }

  /// Whose turn it is. Only with has_turns().
  const source& next() const { return turns_.front()->turns.front()->from; }
  /// Its oldest item; its next turn comes when all others had theirs. Only with has_turns().
  Item take() {
    crowd& of = *turns_.front();
    queue* line = of.turns.front();
    Item item = std::move(line->items.front());
    line->items.pop_front();
    turns_.pop_front();
    of.turns.pop_front();
    if (!line->items.empty()) of.turns.push_back(line);
    if (!of.turns.empty()) turns_.push_back(&of);
    if (line->items.empty()) remove(*line);
    return item;
  }
  /// It has no turns until go_on(); the turn is another's of its group. Only with has_turns().
  void park_next() {
    crowd& of = *turns_.front();
    of.turns.front()->parked = true;
    of.turns.pop_front();
    if (of.turns.empty()) turns_.pop_front();
  }
  /// A parked line has its turns again; of one that is not there nothing is changed.
  void go_on(const Source& from) {
    auto found = lines_.find(&from);
    if (found == lines_.end() || !std::exchange(found->second->parked, false)) return;
    takes_turns(*found->second);
  }
  /// All that waits of the sources that `which` says, line by line.
  template <class Which, class Take>
  void drain(Which&& which, Take&& take) {
    std::vector<std::unique_ptr<queue>> drained;
    for (auto& [from, line] : lines_)
      if (which(*line->from)) drained.push_back(std::move(line));
    for (const auto& line : drained) {
      if (!line->parked) loses_its_turn(*line);
      remove(*line);
    }
    for (const auto& line : drained)
      for (Item& item : line->items) take(std::move(item));
  }

 private:
  struct crowd;
  struct queue {
    source from;
    crowd* of;
    std::deque<Item> items;
    bool parked;
  };
  struct crowd {
    group of;
    std::size_t lines = 0;
    std::deque<queue*> turns; ///< those that are not parked
  };

  crowd& crowd_of(const group& of) {
    auto& found = crowds_[of.get()];
    if (!found) found = std::make_unique<crowd>(crowd{of, 0, {}});
    return *found;
  }
  void takes_turns(queue& line) {
    if (line.of->turns.empty()) turns_.push_back(line.of);
    line.of->turns.push_back(&line);
  }
  void loses_its_turn(queue& line) {
    std::erase(line.of->turns, &line);
    if (line.of->turns.empty()) std::erase(turns_, line.of);
  }
  void remove(queue& line) {
    crowd& of = *line.of;
    lines_.erase(line.from.get());
    if (--of.lines == 0) crowds_.erase(of.of.get());
  }

  boost::unordered_flat_map<const Source*, std::unique_ptr<queue>> lines_;
  boost::unordered_flat_map<const Group*, std::unique_ptr<crowd>> crowds_;
  std::deque<crowd*> turns_; ///< those with lines that are not parked
};

} // namespace carrick
