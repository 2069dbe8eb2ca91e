#include <carrick/sim/load/watch_unit.hpp>

#include <carrick/sim/subject.hpp>

namespace carrick::sim {
namespace {

constexpr std::size_t watched_max = 3;

} // namespace

watch_unit::~watch_unit() {
  for (const auto& [which, w] : all_) self_.see_last(watch_dropped{w.number});
}

void watch_unit::watch() {
  auto& dice = self_.dice();
  if (all_.size() >= watched_max) {
    auto which = all_.begin();
    std::advance(which, static_cast<std::ptrdiff_t>(dice.below(all_.size())));
    return drop(which->first);
  }
  const auto node = dice.below(self_.run().nodes());
  const auto target = self_.some_target();
  const key which{self_.run().id(node).text(), load_name(target)};
  if (all_.contains(which)) return;
  watched w{++self_.run().watches, dice.chance(0.5), false};
  self_.see(watch_began{w.number, self_.process(), node, target, w.lasting});
  if (w.lasting) self_.began(open_thing::unseen);
  self_.explain("monitor", [&] {
    return std::to_string(w.number) + " of " + which.first + "/" + which.second +
      (w.lasting ? ", lasting" : "");
  });
  all_.emplace(which, w);
  self_.actor().monitor(self_.at(node, 0), which.second, {.lasting = w.lasting});
}

void watch_unit::drop(key which) {
  const auto w = all_.extract(which).mapped();
  if (w.lasting && !w.seen) self_.ended(open_thing::unseen);
  self_.explain("demonitor", [&] { return std::to_string(w.number); });
  self_.see(watch_dropped{w.number});
  self_.actor().demonitor(self_.actor().find(which.first), which.second);
}

void watch_unit::sees(watched& w, bool up) {
  self_.explain(up ? "up" : "down", [&] { return std::to_string(w.number); });
  self_.see(watch_told{w.number, up});
  if (!w.lasting || w.seen == up) return;
  w.seen = up;
  up ? self_.ended(open_thing::unseen) : self_.began(open_thing::unseen);
}

void watch_unit::told(const down_event& event) {
  const auto found = all_.find({event.node.text(), event.actor});
  if (found == all_.end())
    return self_.see(broken_promise{self_.process(), "I17", "an event of what nobody monitors"});
  sees(found->second, false);
  if (!found->second.lasting) all_.erase(found);
}

void watch_unit::told(const up_event& event) {
  const auto found = all_.find({event.node.text(), event.actor});
  if (found == all_.end())
    return self_.see(broken_promise{self_.process(), "I17", "an event of what nobody monitors"});
  sees(found->second, true);
}

void watch_unit::told(const member_event& event) {
  using type = member_event::type;
  using change = member_told::change;
  auto what = change::stays;
  if (event.what == type::snapshot || event.what == type::joined) what = change::appears;
  if (event.info.state == member_state::removed) what = change::goes;
  self_.see(member_told{self_.process(), self_.run().number_of(event.node), what, self_.number()});
}

} // namespace carrick::sim
