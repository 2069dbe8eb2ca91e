#include <carrick/sim/load/ask_unit.hpp>

#include <carrick/core/quantity.hpp>
#include <carrick/sim/subject.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t probe_bytes = 100'000; // more than most paths hold
constexpr duration probe_limit = 5s;

} // namespace

// -- what is asked --------------------------------------------------------------------------------

ask_unit::wanted ask_unit::draw() {
  auto& dice = self_.dice();
  wanted what;
  what.node = dice.below(self_.run().nodes());
  what.target = self_.some_target();
  what.bytes = self_.some_bytes();
  what.options.deadline = dice.magnitude(duration{1ms}, duration{8s});
  what.options.wait_for_link = dice.chance(0.3);
  if (dice.chance(0.3)) what.handling = static_cast<wish>(dice.below(wishes));
  return what;
}

void ask_unit::ask() {
  const auto number = send(draw());
  if (self_.dice().chance(0.06)) plan_cancel(number);
}

void ask_unit::ask_first(std::function<void(const status&)> then) {
  auto what = draw();
  what.handling =
    self_.dice().chance(0.2) ? wish::ask_first : wish::answer; // a chain, now and then
  what.then = std::move(then);
  const auto number = self_.run().requests + 1;
  const auto given_up = [this, number] {
    if (open_.contains(number)) self_.see(ask_cancelled{number});
  };
  if (self_.actor().cancelled())
    self_.see(ask_cancelled{number});
  else
    self_.actor().on_cancel(given_up);
  send(std::move(what));
}

void ask_unit::probe(std::size_t node) {
  probe(node, 10);
  probe(node, probe_bytes);
}

void ask_unit::probe(std::size_t node, std::size_t bytes) {
  const auto number = self_.run().probe_began("a request of " + std::to_string(bytes) +
                                              " bytes from " + subject::name(self_.process().node) +
                                              " to " + subject::name(node) + " without faults");
  wanted what;
  what.node = node;
  what.target = self_.some_target();
  what.bytes = bytes;
  what.options.deadline = probe_limit;
  what.then = [=, this](const status& how) {
    self_.probe_ended(number, how, [=, this] { probe(node, bytes); });
  };
  send(std::move(what));
}

std::uint64_t ask_unit::send(wanted what) {
  const auto kind = self_.dice().below(100);
  if (kind < 35) return send_as<ask_later>(std::move(what));
  if (kind < 65) return send_as<ask_value>(std::move(what));
  if (kind < 80) return send_as<ask_result>(std::move(what));
  if (kind < 90) return send_as<ask_promise>(std::move(what));
  what.target = 0;
  if (kind < 94) return send_as<ask_inline>(std::move(what));
  if (kind < 97) return send_as<ask_inline_later>(std::move(what));
  return send_as<ask_raw>(std::move(what));
}

template <class T>
std::uint64_t ask_unit::send_as(wanted what) {
  const auto number = ++self_.run().requests;
  const auto stamp = self_.next(what.node, what.target, number);
  T question{seal(stamp, what.bytes), static_cast<std::uint32_t>(what.handling)};
  const auto now = self_.run().in().elapsed();
  const auto left = std::min(what.options.deadline, self_.actor().remaining());
  asked seen{stamp, now + left, what.plain};
  seen.asker = self_.number();
  seen.target = what.target;
  self_.see(seen);
  self_.began(open_thing::request);
  self_.explain("ask", [&] {
    return std::to_string(number) + " to " + subject::name(what.node) +
      (what.target == 0 ? std::string{} : "/" + load_name(what.target)) + ", " +
      std::string{name_of_message<T>()} + " of " + std::to_string(what.bytes) + " bytes, for " +
      format_duration(left) + (what.options.wait_for_link ? ", may wait" : "");
  });
  auto& open = open_[number];
  open.node = what.node;
  open.target = what.target;
  open.handle = self_.actor()
                  .ask(self_.at(what.node, what.target), std::move(question), what.options)
                  .then([this, number, then = std::move(what.then)](const result<sealed>& verdict) {
                    ended(number, verdict);
                    if (then) then(verdict ? status{} : verdict.error());
                  });
  return number;
}

void ask_unit::ended(std::uint64_t number, const result<sealed>& verdict) {
  open_.erase(number);
  self_.ended(open_thing::request);
  self_.explain("verdict", [&] {
    return std::to_string(number) + " " + (verdict ? "ok" : to_string(verdict.error()));
  });
  if (verdict)
    self_.see(answered{number, code::ok, self_.got(*verdict)});
  else
    self_.see(answered{number, verdict.error().code(), {}});
}

// -- what is given up -----------------------------------------------------------------------------

void ask_unit::plan_cancel(std::uint64_t number) {
  self_.after(self_.dice().magnitude(duration{100us}, duration{2s}),
              [this, number] { cancel(number); });
}

void ask_unit::cancel(std::uint64_t number) {
  const auto found = open_.find(number);
  if (found == open_.end()) return;
  const auto given_up = found->second;
  self_.explain("cancel", [&] { return std::to_string(number); });
  self_.see(ask_cancelled{number});
  given_up.handle.cancel();
  if (self_.dice().chance(0.2)) given_up.handle.cancel(); // misuse
  if (self_.dice().chance(0.5) && given_up.target != 0) ask_plainly(given_up.node, given_up.target);
}

/// Whoever handles this has heard of all cancels before.
void ask_unit::ask_plainly(std::size_t node, load_target target) {
  wanted what;
  what.node = node;
  what.target = target;
  what.bytes = 10;
  what.options.deadline = 5s;
  what.plain = true;
  send_as<ask_value>(std::move(what));
}

} // namespace carrick::sim
