#include <carrick/sim/node_driver.hpp>

#include <carrick/actors/loop.hpp>

#include <algorithm>

namespace carrick::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t turn_mark = 0x7475726eull; // "turn", in the trace
constexpr duration cost_min = 200ns;
constexpr duration cost_max = 5us;
// A loop of low priority waits no longer for those of its process that are above it.
constexpr duration way_given_max = 1ms;
constexpr duration blocking_min = 100us;
constexpr duration blocking_max = 200ms;

} // namespace

/// The next turn of one loop.
class node_driver::turn final : public event {
 public:
  turn(node_driver& by, loop& where) noexcept : where_(where), by_(by) {}
  void happen() noexcept override { by_.take(*this); }

  loop& where_;
  time_point free_at_ = world::beginning;    // when the turn before is over
  time_point busy_since_ = world::beginning; // since then turn has followed on turn
  bool was_held_ = false;                    // since the turn before
  time_point gives_way_since_ = never;       // without a turn
 private:
  node_driver& by_;
};

node_driver::node_driver(world& in, const std::string& process, std::size_t number,
                         turn_order order)
    : world_(in),
      number_(number),
      choices_(in.source(process + " choices")),
      costs_(in.source(process + " costs")),
      blocking_(in.source(process + " blocking")) {
  if (order == turn_order::priorities) priorities_.emplace(in.source(process + " priorities"));
}

node_driver::~node_driver() = default;

std::size_t node_driver::choose(const choices& of) noexcept {
  if (muted_) return 0;
  return priorities_ ? priorities_->choose(of) : choices_.below(of.count());
}

duration node_driver::blocking_time() noexcept {
  return blocking_.magnitude(blocking_min, blocking_max);
}

duration node_driver::cost() noexcept {
  const auto drawn = costs_.between(cost_min, cost_max);
  return duration{static_cast<duration::rep>(static_cast<double>(drawn.count()) * slowness_)};
}

node_driver::turn& node_driver::turn_of(loop& which) {
  for (const auto& each : turns_)
    if (&each->where_ == &which) return *each;
  return *turns_.emplace_back(std::make_unique<turn>(*this, which));
}

void node_driver::ready(loop& which) noexcept { schedule(turn_of(which), now()); }

void node_driver::schedule(turn& next, time_point when) {
  if (when == never || muted_) return;
  world_.at(std::max({when, next.free_at_, held_until_}), next);
}

void node_driver::take(turn& next) noexcept {
  const auto may_begin = std::max(next.free_at_, held_until_);
  if (world_.now() < may_begin) return world_.at(may_begin, next);
  if (priorities_ && gives_way(next)) return;
  if (world_.now() > next.free_at_ || next.was_held_) next.busy_since_ = world_.now();
  next.was_held_ = false;
  world_.trace().note(world_.elapsed(), turn_mark, number_ << 8 | next.where_.index());
  ++turns_taken_;
  step(next);
  next.free_at_ = world_.now() + cost();
  schedule(next, next.where_.has_work() ? world_.now() : next.where_.next_deadline());
}

/// To a loop of the process that has work and goes before it: its turn is behind the next of that.
bool node_driver::gives_way(turn& next) noexcept {
  const auto now = world_.now();
  next.gives_way_since_ = std::min(next.gives_way_since_, now);
  for (const auto& other : turns_) {
    if (other.get() == &next || !other->pending() || !other->where_.has_work()) continue;
    if (!priorities_->goes_before(other->where_.index(), next.where_.index())) continue;
    if (std::max(other->free_at_, now) - next.gives_way_since_ > way_given_max) continue;
    world_.at(std::max(other->free_at_, now) + cost_min, next);
    return true;
  }
  next.gives_way_since_ = never;
  return false;
}

duration node_driver::busy() const noexcept {
  duration longest{};
  for (const auto& each : turns_)
    if (each->pending() && each->free_at_ >= world_.now() && !each->was_held_)
      longest = std::max(longest, world_.now() - each->busy_since_);
  return longest;
}

bool node_driver::rests() const noexcept {
  if (muted_ || held_until_ > world_.now()) return false;
  return std::none_of(turns_.begin(), turns_.end(), [this](const auto& each) {
    return each->free_at_ > world_.now() || each->where_.has_work();
  });
}

bool node_driver::oversleeps() const noexcept {
  return !muted_ && std::any_of(turns_.begin(), turns_.end(), [](const auto& each) {
    return !each->pending() && each->where_.has_work();
  });
}

bool node_driver::step(turn& next) noexcept {
  const bool did = next.where_.step();
  if (after_turn_ && !muted_) after_turn_();
  return did;
}

bool node_driver::pass(const std::function<bool()>& done, time_point until) {
  return muted_ || world_.happening() ? pump(done) : world_.run_until(done, until);
}

bool node_driver::pump(const std::function<bool()>& done) {
  while (!done()) {
    bool did = false;
    for (std::size_t i = 0; i < turns_.size(); ++i) did |= step(*turns_[i]);
    if (!did) return done();
  }
  return true;
}

void node_driver::hold(time_point until) {
  held_until_ = std::max(held_until_, until);
  for (const auto& each : turns_) each->was_held_ = true;
}

void node_driver::hold_home(time_point until) {
  for (const auto& each : turns_)
    if (each->where_.index() == 0) {
      each->free_at_ = std::max(each->free_at_, until);
      each->was_held_ = true;
    }
}

void node_driver::mute() noexcept {
  muted_at_ = world_.now();
  muted_ = true;
  for (const auto& each : turns_) world_.cancel(*each);
}

} // namespace carrick::sim
