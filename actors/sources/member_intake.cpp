#include <carrick/actors/sources/member_intake.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/actors/sources/make_source.hpp>

#include <utility>

namespace carrick {

member_intake::member_intake(node_home& home) : home_(home) {}

member_intake::~member_intake() = default;

// -- life -----------------------------------------------------------------------------------------

status member_intake::set_up(membership::update list) {
  const auto& options = home_.options().source;
  source_ = make_source(options, home_, *this);
  list = with_self(list);
  settling_.emplace(list, options.settle);
  timer_.emplace(home_.where(), *this);
  heard_ = !source_ || source_->knows_at_start();
  return home_.membership().configure(std::move(list));
}

void member_intake::start() {
  if (!source_) return;
  auto own = home_.self();
  own.addresses = {home_.own_address()};
  phase_ = phase::running;
  source_->start({std::move(own), home_.identity().incarnation.value});
}

void member_intake::refresh() {
  if (phase_ == phase::running) source_->refresh();
}

void member_intake::drain() {
  if (phase_ != phase::running) return;
  phase_ = phase::draining;
  timer_->cancel();
}

void member_intake::stop() {
  if (phase_ != phase::draining) return;
  phase_ = phase::leaving;
  source_->stop();
}

void member_intake::abort() {
  phase_ = phase::idle;
  source_.reset();
  timer_.reset();
}

// -- what the source tells ------------------------------------------------------------------------

void member_intake::on_members(const membership::update& list) {
  if (phase_ != phase::running) return;
  if (list.empty()) return on_refused(fail(code::invalid_argument, "a list without members"));
  auto taken = settling_->offer(with_self(list), home_.where().now());
  if (!taken.ok()) return on_refused(taken);
  if (lost_) home_.log().info("membership", source_->name() + " answers again");
  lost_ = false;
  problem_.clear();
  settle();
}

void member_intake::on_refused(const status& why) {
  if (phase_ != phase::running) return;
  lost_ = false;
  problem_is("its list is refused, the last one stays: " + why.message());
}

void member_intake::on_lost(const status& why) {
  if (phase_ != phase::running) return;
  bool was_lost = std::exchange(lost_, true);
  settling_->lost();
  timer_->cancel();
  auto text = "it cannot be reached, its last list stays: " + why.message();
  if (!was_lost) return problem_is(text);
  problem_ = text; // one line a loss, or a long one would fill the log
}

void member_intake::on_warning(const std::string& text) {
  home_.log().warn("membership", source_->name() + ": " + text);
}

void member_intake::on_stopped() {
  phase_ = phase::idle;
  home_.source_left();
}

void member_intake::problem_is(const std::string& text) {
  if (problem_ == text) return;
  if (problem_.empty()) problem_since_ = home_.where().now();
  problem_ = text;
  home_.log().warn("membership", source_->name() + ": " + text);
}

// -- what comes of it -----------------------------------------------------------------------------

membership::update member_intake::with_self(const membership::update& list) const {
  auto out = list;
  if (home_.identity().role != net::role::member) return out;
  std::erase_if(out, [&](const auto& m) { return m.id == home_.identity().node; });
  out.push_back(home_.self());
  return out;
}

void member_intake::settle() {
  while (auto list = settling_->next(home_.where().now()))
    if (auto done = home_.membership().configure(*list); !done.ok()) problem_is(done.message());
  heard_ = true;
  timer_->arm(settling_->next_deadline());
}

bool member_intake::is_static() const noexcept {
  return std::holds_alternative<static_source_options>(home_.options().source.from);
}

source_report member_intake::report() const {
  return {source_ ? source_->name() : "static", problem_, problem_since_};
}

} // namespace carrick
