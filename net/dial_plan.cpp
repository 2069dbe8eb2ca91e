#include <carrick/net/dial_plan.hpp>

#include <algorithm>
#include <utility>

namespace carrick::net {

namespace {

/// The longest duration rounds up to a double that is none.
duration scaled(duration d, double factor) noexcept {
  const double count = static_cast<double>(d.count()) * factor;
  if (count >= static_cast<double>(duration::max().count())) return duration::max();
  return duration{static_cast<duration::rep>(count)};
}

} // namespace

dial_plan::dial_plan(dial_plan_options options, time_point)
    : options_(std::move(options)), random_(options_.seed) {}

dial_plan::failure dial_plan::failure_of(const status& refusal, bool temporary) noexcept {
  if (!temporary) return failure::refused;
  return refusal == code::refused ? failure::harmless : failure::unreachable;
}

std::optional<std::string> dial_plan::next_dial(time_point now) {
  if (state_ != state::waiting || now < due_ || options_.addresses.empty()) return {};
  state_ = state::dialing;
  due_ = never;
  return options_.addresses[address_++ % options_.addresses.size()];
}

time_point dial_plan::next_deadline() const noexcept {
  return state_ == state::waiting && !options_.addresses.empty() ? due_ : never;
}

duration dial_plan::next_pause() {
  pause_ =
    std::clamp(scaled(pause_, limits::reconnect_factor), options_.pause_min, options_.pause_max);
  return shortened(pause_);
}

duration dial_plan::next_refused_pause() {
  const auto most = std::max(options_.refused_max, options_.pause_max);
  refused_pause_ = std::clamp(scaled(refused_pause_, 2), options_.pause_max, most);
  return shortened(refused_pause_);
}

duration dial_plan::shortened(duration pause) {
  return scaled(pause, 1.0 - options_.jitter * random_.unit());
}

void dial_plan::attempt_failed(failure how, time_point now) {
  if (state_ != state::dialing) return;
  state_ = state::waiting;
  if (how == failure::harmless) {
    due_ = deadline_after(now, options_.pause_min);
    return;
  }
  ++failures_;
  if (how == failure::refused) {
    due_ = deadline_after(now, next_refused_pause());
  } else {
    refused_pause_ = duration{};
    due_ = deadline_after(now, next_pause());
  }
}

void dial_plan::link_up(time_point now) {
  state_ = state::linked;
  due_ = never;
  up_since_ = now;
  failures_ = 0;
}

void dial_plan::link_down(time_point now, bool turned_away) {
  if (state_ != state::linked) return;
  if (now - up_since_ >= options_.reset_after) pause_ = duration{};
  if (!turned_away) refused_pause_ = duration{};
  state_ = state::waiting;
  auto pause = turned_away ? next_refused_pause() : next_pause();
  due_ = deadline_after(now, options_.primary ? pause : std::max(pause, options_.fallback));
}

void dial_plan::members_changed(time_point now) {
  if (std::exchange(refused_pause_, duration{}) != duration{} && state_ == state::waiting)
    due_ = now;
}

void dial_plan::wake(time_point now) {
  if (state_ == state::linked || state_ == state::dialing) return;
  if (refused_pause_ != duration{} && !options_.use_asks_again) return;
  bool first = state_ == state::idle;
  state_ = state::waiting;
  due_ = first && !options_.primary ? deadline_after(now, options_.fallback) : now;
}

void dial_plan::stop() noexcept {
  state_ = state::idle;
  due_ = never;
}

bool dial_plan::set_addresses(std::vector<std::string> addresses) {
  if (options_.addresses == addresses) return false;
  options_.addresses = std::move(addresses);
  refused_pause_ = duration{};
  address_ = 0;
  return true;
}

} // namespace carrick::net
