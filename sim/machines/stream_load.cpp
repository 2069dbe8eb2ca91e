#include <carrick/sim/machines/stream_load.hpp>

#include <carrick/sim/machines/message_ids.hpp>

#include <array>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

} // namespace

stream_load::stream_load(machine_node& of, run_numbers& numbers)
    : node_(of),
      numbers_(numbers),
      draws_(of.on().in.source("streams of " + process_text(of.process()))) {}

// -- beginning ------------------------------------------------------------------------------------

void stream_load::open() {
  auto to = other_node(draws_, node_);
  net::outbox_message wanted;
  wanted.head.to = {1 + static_cast<std::uint32_t>(draws_.below(3)), message_ids::stream};
  wanted.head.sender = 1 + draws_.below(3);
  wanted.head.urgent = draws_.chance(0.05);
  if (draws_.chance(0.3))
    wanted.deadline = node_.now() + draws_.magnitude(duration{10ms}, duration{10s});
  wanted.wait_for_link = draws_.chance(0.3);
  wanted.wait_until = node_.now() + draws_.magnitude(duration{1ms}, duration{10s});
  auto bytes = draws_.chance(0.02) ? std::uint64_t{100'000} : std::uint64_t{72};
  stamp what{node_.on().in.seed(), node_.process(), to, ++numbers_.streams, 0, 0};
  wanted.body = payloads_.make(what, bytes);
  auto context = ++contexts_;
  auto made = draw_side(what, 0);
  node_.observe(stream_asked{what});
  auto* peer = node_.peer(to);
  if (peer == nullptr) return node_.observe(stream_over{made.who, code::not_found});
  auto opened = peer->out().open(wanted, context, node_.now());
  if (!opened) return node_.observe(stream_over{made.who, opened.error().code()});
  if (opened->has_value()) return begin(context, made, to, **opened);
  waiting_.emplace(context, made);
  node_.touch();
}

void stream_load::begin(std::uint64_t context, side made, std::size_t peer, net::stream_id id) {
  made.link = node_.peer(peer)->link()->number();
  made.id = id;
  all_.emplace(context, made);
  plan_step(context, made.pause);
  node_.touch();
}

void stream_load::on(const net::opening_left& e, std::size_t peer) {
  begin(e.context, waiting_.extract(e.context).mapped(), peer, e.id);
}

void stream_load::on(const net::opening_given_up& e) {
  node_.observe(stream_over{waiting_.extract(e.context).mapped().who, e.why.code()});
}

stream_load::side stream_load::draw_side(const stamp& what, int which) {
  side s;
  s.who = {what.number, which};
  s.what = what;
  s.items_left = draws_.magnitude(std::uint64_t{1}, 60) - 1;
  s.item_bytes = draws_.chance(0.1) ? draws_.magnitude(std::uint64_t{1000}, 150'000)
                                    : draws_.magnitude(std::uint64_t{72}, 2000);
  s.mixed = draws_.chance(0.5);
  if (s.item_bytes > 10'000) s.items_left = std::min<std::uint64_t>(s.items_left, 8);
  s.pause = draws_.chance(0.3) ? duration{} : draws_.magnitude(duration{100us}, duration{200ms});
  if (draws_.chance(0.3)) s.reading = draws_.magnitude(duration{1ms}, duration{2s});
  if (draws_.chance(0.2)) {
    s.ends_after = 1 + draws_.below(20);
    s.ends_with = std::array{code::ok, code::cancelled, code::invalid_argument,
                             code::internal}[draws_.below(4)];
  }
  return s;
}

void stream_load::on(machine_link& link, const net::stream_opened& e) {
  received got{node_.process(), link.peer_process(), {}, true, link.number()};
  got.intact = payload_maker::read(e.body, got.what);
  node_.observe(stream_accepted{got});
  auto context = ++contexts_;
  auto made = draw_side(got.what, 1);
  made.link = link.number();
  made.id = e.id;
  link.machine()->set_stream_context(e.id, context);
  all_.emplace(context, made);
  if (draws_.chance(0.03)) return end(context, code::no_handler);
  plan_step(context, made.pause);
}

// -- writing --------------------------------------------------------------------------------------

void stream_load::plan_step(std::uint64_t context, duration after) {
  auto& s = all_.at(context);
  if (std::exchange(s.step_planned, true)) return;
  agenda_.at(node_.now() + (calm_ ? duration{} : after), [this, context] {
    auto found = all_.find(context);
    if (found == all_.end()) return;
    found->second.step_planned = false;
    step(context);
  });
}

void stream_load::step(std::uint64_t context) {
  auto& s = all_.at(context);
  auto* link = node_.link(s.link);
  if (link == nullptr || s.waits) return;
  node_.touch();
  if (s.ends_after > 0 && s.sent >= s.ends_after) return end(context, s.ends_with);
  if (!s.half_closed && s.items_left > 0) return send_item(context, s, *link->machine());
  finish_sending(context, s, *link->machine());
}

void stream_load::send_item(std::uint64_t context, side& s, net::link& link) {
  stamp what{node_.on().in.seed(),
             node_.process(),
             s.who.side == 0 ? s.what.to : s.what.from.node,
             s.what.number,
             0,
             s.sent + 1};
  if (s.mixed && !s.large_next) s.large_next = draws_.chance(0.5);
  auto bytes = s.mixed && !s.large_next ? payload_maker::bytes_min : s.item_bytes;
  auto sent = link.send_item(s.id, payloads_.make(what, bytes));
  if (sent.ok()) {
    ++s.sent;
    s.large_next = false;
    --s.items_left;
    ++numbers_.items;
    node_.observe(item_sent{s.who, s.sent});
    plan_step(context, s.pause);
  } else if (sent == code::overloaded) {
    s.waits = true; // stream_writable comes
  } else if (sent == code::too_large) {
    s.items_left = 0;
    plan_step(context, s.pause);
  }
}

/// The opener ends the stream when both sides have half-closed.
void stream_load::finish_sending(std::uint64_t context, side& s, net::link& link) {
  if (!std::exchange(s.half_closed, true)) {
    node_.observe(half_closed{s.who});
    link.half_close_stream(s.id);
    if (draws_.chance(0.05)) { // misuse
      link.half_close_stream(s.id);
      (void)link.send_item(s.id, as_bytes("behind the half-close"));
    }
  }
  if (s.who.side == 0 && s.peer_half_closed) end(context, code::ok);
}

void stream_load::end(std::uint64_t context, code why) {
  auto found = all_.find(context);
  auto s = found->second;
  all_.erase(found);
  auto* link = node_.link(s.link);
  if (link == nullptr) return;
  node_.observe(stream_left{s.who, why});
  link->machine()->end_stream(s.id, why, "done");
  if (draws_.chance(0.05)) link->machine()->end_stream(s.id, code::internal, "again"); // misuse
  node_.touch();
}

void stream_load::on(const net::stream_writable& e) {
  auto found = all_.find(e.context);
  if (found == all_.end()) return;
  found->second.waits = false;
  plan_step(e.context, {});
}

// -- reading --------------------------------------------------------------------------------------

void stream_load::on(machine_link& link, const net::stream_item& e) {
  auto found = all_.find(e.context);
  if (found == all_.end()) return link.machine()->stream_consumed(e.id, e.credit_cost);
  auto& s = found->second;
  received got{node_.process(), link.peer_process(), {}, true, link.number()};
  got.intact = payload_maker::read(e.body, got.what) && got.what.number == s.what.number;
  node_.observe(item_got{s.who, got, e.credit_cost});
  if (calm_ || s.reading == duration{}) return consumed(link.number(), e.id, s.who, e.credit_cost);
  agenda_.at(node_.now() + s.reading,
             [this, number = link.number(), id = e.id, who = s.who, cost = e.credit_cost] {
               consumed(number, id, who, cost);
             });
}

void stream_load::consumed(std::uint64_t link, net::stream_id id, stream_side who,
                           std::uint32_t cost) {
  auto* on = node_.link(link);
  node_.observe(items_consumed{who, cost});
  if (on == nullptr) return;
  on->machine()->stream_consumed(id, cost);
  node_.touch();
}

void stream_load::on(const net::stream_half_closed& e) {
  auto found = all_.find(e.context);
  if (found == all_.end()) return;
  auto& s = found->second;
  s.peer_half_closed = true;
  node_.observe(half_close_seen{s.who});
  if (s.half_closed) plan_step(e.context, s.pause);
}

void stream_load::on(const net::stream_ended& e) {
  auto found = all_.find(e.context);
  if (found == all_.end()) return;
  auto who = found->second.who;
  all_.erase(found);
  node_.observe(stream_over{who, e.code});
}

void stream_load::on_link_end(std::uint64_t link) {
  // A side without a verdict at the end of its link is a finding of the checkers.
  std::erase_if(all_, [&](const auto& each) { return each.second.link == link; });
}

void stream_load::calm_down() {
  calm_ = true;
  for (auto& [context, s] : all_) s.items_left = 0;
  agenda_.run_all();
}

} // namespace carrick::sim
