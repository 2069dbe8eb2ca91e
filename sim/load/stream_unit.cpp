#include <carrick/sim/load/stream_unit.hpp>

#include <carrick/sim/subject.hpp>

#include <array>
#include <stdexcept>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t few_bytes = 8;
constexpr std::uint64_t item_bytes_max = 150'000; // some frames
constexpr std::size_t large_item = 10'000;
constexpr std::uint64_t large_items_max = 6;
constexpr std::uint64_t at_once_max = 12;
constexpr std::size_t probe_item_bytes = 20'000;
constexpr std::uint64_t probe_items = 3;

std::string text_of(const stream_side& who) {
  return std::to_string(who.number) + (who.side == 0 ? " (opener)" : " (acceptor)");
}

} // namespace

stream_unit::~stream_unit() {
  for (const auto& [which, s] : all_)
    if (!s.left && !s.over) self_.see_last(stream_left{s.who(), code::cancelled});
}

// -- beginning ------------------------------------------------------------------------------------

void stream_unit::open() {
  auto& dice = self_.dice();
  const auto node = dice.below(self_.run().nodes());
  auto count = dice.chance(0.04) ? dice.between(std::uint64_t{2}, at_once_max) : 1;
  for (; count > 0; --count) open_one(node);
}

void stream_unit::open_one(std::size_t node) {
  auto& dice = self_.dice();
  call_options options;
  if (dice.chance(0.2)) options.deadline = dice.magnitude(duration{10ms}, duration{10s});
  options.wait_for_link = dice.chance(0.3);
  auto made = draw(++self_.run().streams, 0, node);
  const auto target = self_.some_target();
  const stamp what{self_.run().in().seed(), self_.process(), node, made.number, 0, 0};
  const load_stream opening{seal(what, self_.some_bytes()), !made.ends_it, 0};
  self_.see(stream_asked{what});
  self_.explain("open", [&] {
    return std::to_string(made.number) + " to " + subject::name(node) + "/" + load_name(target);
  });
  auto listens = callbacks(made);
  begin(std::move(made),
        self_.actor().open(self_.at(node, target), opening, std::move(listens), options));
}

void stream_unit::probe(std::size_t node) {
  const stamp what{self_.run().in().seed(), self_.process(), node, ++self_.run().streams, 0, 0};
  side made;
  made.number = what.number;
  made.to = node;
  made.items_left = probe_items;
  made.item_bytes = probe_item_bytes;
  made.ends_it = made.sends_all = true;
  made.probe = self_.run().probe_began("a stream from " + subject::name(self_.process().node) +
                                       " to " + subject::name(node) + " without faults");
  self_.see(stream_asked{what});
  auto listens = callbacks(made);
  begin(std::move(made),
        self_.actor().open(self_.at(node, self_.some_target()),
                           load_stream{seal(what, 0), false, 0}, std::move(listens)));
}

stream_unit::side stream_unit::draw(std::uint64_t number, int which, std::size_t to) {
  auto& dice = self_.dice();
  side s;
  s.number = number;
  s.which = which;
  s.to = to;
  s.items_left = dice.magnitude(std::uint64_t{1}, 40) - 1;
  s.item_bytes = dice.chance(0.06) ? dice.magnitude(std::uint64_t{1000}, item_bytes_max)
                                   : dice.magnitude(std::uint64_t{1}, 2000);
  if (s.item_bytes > large_item) s.items_left = std::min(s.items_left, large_items_max);
  s.mixed = dice.chance(0.4);
  if (dice.chance(0.7)) s.pause = dice.magnitude(duration{100us}, duration{200ms});
  if (dice.chance(0.3)) s.reading = dice.magnitude(duration{1ms}, duration{2s});
  s.ends_it = which == 0 && dice.chance(0.8);
  if (dice.chance(0.35)) {
    s.leaves = std::array{way::close, way::cancel, way::fail, way::let_go,
                          way::let_go_unheard}[dice.below(which == 0 ? 5 : 4)];
    s.leaves_after = dice.magnitude(std::uint64_t{1}, 12) - 1;
    s.says = std::array{code::ok, code::invalid_argument, code::internal}[dice.below(3)];
  }
  if (s.leaves == way::let_go && which == 0) s.ends_it = false; // it could not
  return s;
}

stream_callback<load_item> stream_unit::accept(const load_stream& opening,
                                               stream<load_item, load_item> end) {
  self_.see(stream_accepted{self_.got(opening.what)});
  auto made = draw(opening.what.number, 1, opening.what.from);
  made.ends_it = opening.acceptor_ends;
  if (made.ends_it && made.leaves == way::let_go) made.leaves = way::half_close;
  if (self_.run().is_calm()) made.leaves = way::half_close;
  if (opening.wanted > 0) {
    made.items_left = opening.wanted;
    made.item_bytes = few_bytes;
    made.sends_all = true;
    made.leaves = way::close;
    made.leaves_after = opening.wanted;
    made.says = code::ok;
  }
  if (made.leaves == way::fail && made.leaves_after == 0) { // at once, in the handler
    self_.see(stream_left{made.who(), code::internal});
    throw std::runtime_error("a stream that is not wanted");
  }
  auto listens = callbacks(made);
  begin(std::move(made), std::move(end));
  return listens;
}

void stream_unit::begin(side made, stream<load_item, load_item> end) {
  made.end = std::move(end);
  self_.began(open_thing::stream);
  const key which{made.number, made.which};
  auto& s = all_[which] = std::move(made);
  if (s.leaves == way::let_go_unheard) return let_go(s);
  if (self_.dice().chance(0.05)) s.end.limit_stall(10s);
  plan_step(s, s.pause);
}

stream_unit::side* stream_unit::find(const key& which) {
  const auto found = all_.find(which);
  return found == all_.end() ? nullptr : &found->second;
}

stream_callback<load_item> stream_unit::callbacks(const side& of) {
  const key which{of.number, of.which};
  stream_callback<load_item> f;
  f.on_end = [this, which](const status& why) { on_end(which, why); };
  if (of.leaves == way::let_go_unheard) return f;
  if (of.reading == duration{})
    f.on_item = [this, which](const load_item& item) { on_item(which, item, {}); };
  else
    f.on_item_async = [this, which](const load_item& item, stream_credit credit) {
      on_item(which, item, std::move(credit));
    };
  f.on_half_close = [this, which] { on_half_close(which); };
  f.on_writable = [this, which] {
    auto* s = find(which);
    if (s == nullptr) return;
    s->waits = false;
    plan_step(*s, {});
  };
  return f;
}

// -- writing --------------------------------------------------------------------------------------

void stream_unit::plan_step(side& s, duration after) {
  if (std::exchange(s.step_planned, true)) return;
  const key which{s.number, s.which};
  self_.after(self_.run().is_calm() ? duration{} : after, [this, which] {
    auto* const found = find(which);
    if (found == nullptr) return;
    found->step_planned = false;
    step(*found);
  });
}

void stream_unit::step(side& s) {
  if (s.left || s.over || s.waits || s.let_go) return;
  if (self_.run().is_calm() && !s.sends_all) s.items_left = 0;
  if (leaves_now(s)) return leave(s);
  if (s.half_closed) return;
  if (s.items_left > 0) return send_item(s);
  half_close(s);
}

void stream_unit::send_item(side& s) {
  const auto bytes = s.mixed && self_.dice().chance(0.5) ? few_bytes : s.item_bytes;
  const auto taken = s.end.send(make_item(s.who(), s.sent + 1, bytes));
  if (taken.ok()) {
    ++s.sent;
    --s.items_left;
    ++self_.run().items;
    self_.see(item_sent{s.who(), s.sent});
    return plan_step(s, s.pause);
  }
  if (taken == code::overloaded)
    s.waits = true; // on_writable follows
  else if (taken == code::too_large)
    s.items_left = 0, plan_step(s, s.pause);
}

void stream_unit::half_close(side& s) {
  s.half_closed = true;
  self_.see(half_closed{s.who()});
  s.end.half_close();
  if (self_.dice().chance(0.05)) { // misuse
    s.end.half_close();
    static_cast<void>(s.end.send(make_item(s.who(), 0, few_bytes)));
  }
  if (leaves_now(s)) return plan_step(s, s.pause);
  end_if_both_closed(s);
}

void stream_unit::end_if_both_closed(side& s) {
  if (s.ends_it && s.half_closed && s.peer_half_closed && !s.left) close(s, {});
}

// -- leaving --------------------------------------------------------------------------------------

bool stream_unit::leaves_now(side& s) {
  if (s.leaves == way::half_close || s.leaves == way::fail) return false;
  return s.half_closed || s.sent + s.got >= s.leaves_after;
}

void stream_unit::leave(side& s) {
  switch (s.leaves) {
    case way::close:
      return close(s, status{s.says, s.says == code::ok ? "" : "as was drawn"});
    case way::cancel:
      return close(s, status{code::cancelled, "as was drawn"});
    default:
      return let_go(s);
  }
}

void stream_unit::close(side& s, const status& why) {
  s.left = true;
  self_.explain("leave", [&] { return text_of(s.who()) + " " + to_string(why); });
  self_.see(stream_left{s.who(), why.code()});
  s.end.close(why);
  if (self_.dice().chance(0.05)) s.end.close({code::internal, "again"}); // misuse
}

/// Whose other side is not heard ends as cancelled; others half-close, and the one that accepted
/// ends the stream when both have.
void stream_unit::let_go(side& s) {
  s.let_go = true;
  if (s.leaves == way::let_go_unheard) {
    s.left = true;
    self_.see(stream_left{s.who(), code::cancelled});
  } else {
    if (!std::exchange(s.half_closed, true)) self_.see(half_closed{s.who()});
    if (s.which == 1 && s.peer_half_closed) {
      s.left = true;
      self_.see(stream_left{s.who(), code::ok});
    }
  }
  const auto last = std::move(s.end);
  s.end = {};
}

// -- reading --------------------------------------------------------------------------------------

void stream_unit::on_item(const key& which, const load_item& item, stream_credit credit) {
  auto* const s = find(which);
  if (s == nullptr) return;
  const auto cost = item.payload.size() + limits::item_overhead;
  if (!s->left) {
    const stamp what{
      self_.run().in().seed(), {s->to, 0}, self_.process().node, s->number, 0, item.order};
    auto got = self_.got(what, is_intact(item, s->peer()));
    ++s->got;
    self_.see(item_got{s->who(), got, cost});
    if (s->leaves == way::fail && s->got >= s->leaves_after && !self_.run().is_calm()) {
      s->left = true;
      self_.see(stream_left{s->who(), code::internal});
      throw std::runtime_error("an item that is not wanted");
    }
  }
  if (s->reading == duration{} || self_.run().is_calm())
    return self_.see(items_consumed{s->who(), cost});
  self_.after(s->reading, [this, who = s->who(), cost, credit = std::move(credit)]() mutable {
    credit.give_back();
    self_.see(items_consumed{who, cost});
  });
}

void stream_unit::on_half_close(const key& which) {
  auto* const s = find(which);
  if (s == nullptr || s->left) return;
  s->peer_half_closed = true;
  self_.see(half_close_seen{s->who()});
  if (s->let_go && s->which == 1) {
    s->left = true;
    self_.see(stream_left{s->who(), code::ok});
  } else if (!s->let_go) {
    end_if_both_closed(*s);
  }
}

void stream_unit::on_end(const key& which, const status& why) {
  auto* const s = find(which);
  if (s == nullptr) return;
  self_.explain("over", [&] { return text_of(s->who()) + " " + to_string(why); });
  self_.ended(open_thing::stream);
  s->over = true;
  if (!s->left) self_.see(stream_over{s->who(), why.code()});
  if (s->probe) {
    const bool whole = s->left && s->half_closed && s->peer_half_closed && why.ok();
    self_.probe_ended(*s->probe,
                      whole        ? status{}
                        : why.ok() ? fail(code::ended, "too early")
                                   : why,
                      [this, to = s->to] { probe(to); });
  }
  const auto gone = all_.extract(which); // which may own handles
}

} // namespace carrick::sim
