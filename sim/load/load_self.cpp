#include <carrick/sim/load/load_self.hpp>

#include <carrick/actors/node_core.hpp>
#include <carrick/sim/subject.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t small_payload = 200;
constexpr std::uint64_t large_payload_min = 1000;
constexpr std::uint64_t large_payload_max = 300'000; // some frames
constexpr double large_share = 0.012;

// One actor sends to so many others on a node at the most.
constexpr std::uint64_t channels_of_actor = 8;

process_id process_of(const load_run& run, const node_core& core) {
  return {run.number_of(core.options().id), core.options().incarnation};
}

load_target target_of(std::string_view name) { return static_cast<load_target>(name.back() - '0'); }

} // namespace

std::string load_name(load_target which) { return "load-" + std::to_string(which); }

load_self::load_self(actor_base& self, load_run& run)
    : self_(self),
      run_(run),
      dice_(self.random().next(), "load"),
      process_(process_of(run, self.core())),
      number_(run.actor_began(process_)),
      target_(target_of(self.actor_name())) {}

load_self::~load_self() {
  see_last(actor_left{process_, number_, target_});
  run_.actor_ended(number_);
}

peer load_self::at(std::size_t node, load_target which) {
  const auto to = self_.find(run_.id(node));
  return which == 0 ? to : to.at(load_name(which));
}

stamp load_self::next(std::size_t node, load_target which, std::uint64_t number) {
  return {run_.in().seed(),        process_, node, number, number_ * channels_of_actor + which,
          ++orders_[{node, which}]};
}

received load_self::got(const sealed& s) const { return got(stamp_of(s), is_intact(s)); }

received load_self::got(const stamp& what, bool intact) const {
  return {process_, what, intact, number_};
}

sealed load_self::reply_to(const sealed& question) {
  return seal({question.cluster, process_, question.from, question.number, 0, 0}, some_bytes());
}

std::size_t load_self::some_bytes() {
  return dice_.chance(large_share) ? dice_.magnitude(large_payload_min, large_payload_max)
                                   : dice_.below(small_payload);
}

void load_self::probe_ended(std::uint64_t number, const status& how, std::function<void()> again) {
  if (how != code::overloaded) return run_.probe_ended(number, how);
  after(100ms, [this, number, again = std::move(again)] {
    again();
    run_.probe_ended(number, {});
  });
}

void load_self::after(duration pause, std::function<void()> deed) {
  began(open_thing::timer);
  later_.emplace(self_.now() + pause, std::move(deed));
  self_.delayed_send(&self_, pause, load_due_atom::value);
}

void load_self::run_due() {
  ended(open_thing::timer);
  if (later_.empty() || later_.begin()->first > self_.now())
    return see(broken_promise{process_, "I15", "a timer ends early"});
  auto first = later_.extract(later_.begin());
  first.mapped()();
}

} // namespace carrick::sim
