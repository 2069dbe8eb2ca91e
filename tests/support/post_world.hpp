#pragma once

#include "hear.hpp"

#include <carrick/net/handshake.hpp>
#include <carrick/net/outbox.hpp>
#include <carrick/net/post_state.hpp>
#include <carrick/net/tentative_table.hpp>

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace carrick::net::test {

using namespace std::chrono_literals;

/// A process as far as its posts to one other go: an outbox, and what was handed to its handlers.
struct post_process {
  post_process(std::string_view name, std::string_view peer, std::uint64_t number)
      : self(node_id::parse(name).value()),
        other(node_id::parse(peer).value()),
        incarnation(number) {
    begin_anew(1);
  }

  /// It keeps nothing, as after the other was removed and added again.
  void begin_anew(std::uint64_t post_epoch) {
    outbox_options options;
    options.peer = other.text();
    options.post_epoch = post_epoch;
    epoch = post_epoch;
    box = std::make_unique<outbox>(options);
  }
  /// A post of a channel (its sender), numbered in it.
  status post(std::uint64_t sender, std::size_t padding, bool urgent, time_point now) {
    auto channel = (urgent ? "u" : "n") + std::to_string(sender);
    auto body = channel + "." + std::to_string(++sent[channel]) + ":" + std::string(padding, 'x');
    message_head head{{static_cast<std::uint32_t>(sender), 1}, sender, urgent};
    auto taken = box->post(head, as_bytes(body), now);
    return taken;
  }
  /// "n1.5" of what it has got.
  void hand_out(byte_span body) {
    auto text = as_text(body);
    handed.emplace_back(text.substr(0, text.find(':')));
  }
  /// Everything that the other has sent was handed out once and in the order of its channel; else
  /// what is wrong.
  std::string wrong_with(const post_process& sender) const {
    std::map<std::string, std::uint64_t> last;
    for (const auto& each : handed) {
      auto dot = each.find('.');
      auto channel = each.substr(0, dot);
      auto number = std::stoull(each.substr(dot + 1));
      if (number != last[channel] + 1)
        return each + " was handed out after " + std::to_string(last[channel]);
      last[channel] = number;
    }
    for (const auto& [channel, count] : sender.sent)
      if (last[channel] != count)
        return channel + " ended after " + std::to_string(last[channel]) + " of " +
          std::to_string(count);
    return {};
  }
  bool exact() const {
    auto a = box->account();
    std::uint64_t lost = 0;
    for (auto [why, count] : a.lost_by) lost += count;
    return a.accepted ==
      a.delivered + a.refused + a.dropped + a.unsent + a.in_flight + a.in_doubt &&
      lost == a.refused + a.dropped + a.in_doubt;
  }

  node_id self, other;
  std::uint64_t incarnation;
  std::uint64_t epoch = 1;
  link_limits limits;
  std::unique_ptr<outbox> box;
  std::map<std::string, std::uint64_t> sent;
  std::vector<std::string> handed;
  bool consumes = true; ///< else `owed` is, when the test says so
  code refuses = code::ok;
  struct debt {
    std::shared_ptr<post_state> kept;
    std::uint64_t generation;
    std::size_t bytes;
  };
  std::vector<debt> owed;

  bool knows_other = true; ///< as a member; else it is a stranger
  tentative_table strangers;
  tentative_limits keeps;
};

/// One end of a connection: the handshake, then the link.
class post_end final : private admission {
 public:
  post_end(post_process& of, bool dialer, time_point now) : of_(of) {
    handshake_options o;
    o.self.node = of.self;
    o.self.incarnation = {of.incarnation};
    o.self.cluster = "test";
    o.limits = of.limits;
    o.offer_checksum = false;
    o.dialer = dialer;
    if (dialer) o.expected_peer = of.other;
    handshake_ = std::make_unique<handshake>(o, static_cast<admission&>(*this), now);
  }

  void feed(byte_span bytes, time_point now) {
    if (ended) return;
    if (!link) {
      auto taken = handshake_->feed(bytes, now);
      bytes = bytes.subspan(taken);
      look(now);
      if (!link) return;
    }
    if (bytes.empty()) return;
    std::vector<std::byte> part(bytes.begin(), bytes.end());
    hear(*link, part, now);
    take_events(now);
  }
  /// Up to that many bytes of output.
  std::vector<std::byte> output(std::size_t most, time_point now) {
    std::vector<std::byte> out;
    auto early = handshake_->output();
    auto count = std::min(most, early.size());
    out.assign(early.begin(), early.begin() + static_cast<std::ptrdiff_t>(count));
    handshake_->wrote(count);
    if (count < early.size()) return out;
    look(now);
    while (link && out.size() < most) {
      std::array<byte_span, link::pieces_max> pieces;
      auto pieces_count = link->gather(pieces);
      std::size_t taken = 0;
      for (std::size_t i = 0; i < pieces_count; ++i) {
        auto n = std::min(pieces[i].size(), most - out.size());
        out.insert(out.end(), pieces[i].begin(),
                   pieces[i].begin() + static_cast<std::ptrdiff_t>(n));
        taken += n;
      }
      if (taken == 0) break;
      link->wrote(taken, now);
      take_events(now);
    }
    return out;
  }
  void lost(time_point now) {
    if (ended) return;
    if (!link) {
      ended = true;
      return;
    }
    link->connection_lost(fail(code::link_lost, "cut"), now);
    take_events(now);
    end();
  }
  void tick(time_point now) {
    if (ended) return;
    if (!link) return handshake_->tick(now);
    link->tick(now);
    take_events(now);
  }
  /// The other is a member from now on.
  void promote(time_point now) {
    of_.knows_other = true;
    if (auto known = of_.strangers.take(of_.other)) of_.box->adopt(known->posts);
    if (ended || !link) return;
    of_.box->attach(*link, now);
    link->promote(now);
    take_events(now);
  }
  time_point next_deadline() const {
    if (ended) return never;
    return link ? link->next_deadline() : handshake_->next_deadline();
  }

  bool is_of(const post_process& process) const noexcept { return &of_ == &process; }

  std::unique_ptr<net::link> link; ///< null before it is established
  bool ended = false;
  code why = code::ok;
  tentative_table::addition added; ///< of a stranger's link
  std::vector<code> answers;       ///< to its requests, and the ends of its streams

 private:
  verdict identity_known(const identity&, status&, bool&) override { return verdict::accept; }
  verdict establish(const identity&, status&, bool&) override { return verdict::accept; }
  std::shared_ptr<post_state> posts_of(const node_id&) override {
    if (!of_.knows_other) return of_.strangers.posts_of(of_.other);
    return of_.box->posts_kept()->resumes() ? of_.box->posts_kept() : nullptr;
  }
  byte_span application_hello() override { return as_bytes("equal"); }
  result<std::optional<buffer>> application_round(const identity&, int, byte_span) override {
    return std::optional<buffer>{};
  }

  void look(time_point now) {
    if (link || ended || !handshake_->outcome()) return;
    if (handshake_->outcome()->has_error()) {
      ended = true;
      why = handshake_->outcome()->error().code();
      return;
    }
    link = std::make_unique<net::link>(handshake_->outcome()->value(), now);
    if (of_.knows_other) {
      of_.box->attach(*link, now);
    } else {
      link->be_tentative(of_.keeps, of_.other.text() + " is no member");
      added = of_.strangers.add(of_.other, now);
    }
    take_events(now);
  }
  void take_events(time_point now) {
    while (auto e = link->next(now)) {
      if (auto* p = std::get_if<post_arrived>(&*e)) take(*p, now);
      if (auto* asked = std::get_if<request_arrived>(&*e)) link->respond(asked->id, asked->body);
      if (auto* done = std::get_if<request_done>(&*e)) answers.push_back(done->code);
      if (auto* over = std::get_if<stream_ended>(&*e)) answers.push_back(over->code);
      if (auto* over = std::get_if<link_ended>(&*e)) {
        why = over->why->code();
        end();
      }
    }
    while (of_.box->next(now)) {
    }
  }
  void take(const post_arrived& p, time_point now) {
    if (of_.refuses != code::ok) return link->post_refused(of_.refuses, p.body.size(), now);
    of_.hand_out(p.body);
    if (of_.consumes) return link->post_consumed(p.body.size(), now);
    const auto& kept = link->posts_kept();
    of_.owed.push_back({kept, kept->generation(), p.body.size()});
  }
  void end() {
    if (std::exchange(ended, true)) return;
    of_.strangers.ended(added.link);
    of_.box->detach(*link, fail(code::link_lost, "cut"));
  }

  post_process& of_;
  std::unique_ptr<handshake> handshake_;
};

/// A connection: two ends and the bytes between them.
struct post_wire {
  post_wire(post_process& dialer, post_process& acceptor, time_point now)
      : a(dialer, true, now), b(acceptor, false, now) {}

  post_end a, b; ///< the dialer's, the acceptor's
  std::deque<std::byte> to_a, to_b;
  std::size_t piece = 700; ///< written and read at once
  bool holds_to_a = false, holds_to_b = false;
  std::size_t budget = ~std::size_t{0}; ///< bytes that arrive before it breaks
  std::size_t arrived = 0;

  /// False when nothing moves any more, or the budget is spent.
  bool step(time_point now) {
    bool moved = move(a, to_b, holds_to_b, b, now);
    moved = move(b, to_a, holds_to_a, a, now) || moved;
    return moved;
  }
  bool spent() const { return arrived >= budget; }
  void cut(time_point now) {
    to_a.clear();
    to_b.clear();
    a.lost(now);
    b.lost(now);
  }

 private:
  bool move(post_end& from, std::deque<std::byte>& under_way, bool holds, post_end& to,
            time_point now) {
    auto written = from.output(piece, now);
    under_way.insert(under_way.end(), written.begin(), written.end());
    if (holds || spent()) return !written.empty();
    auto count = std::min({under_way.size(), piece, budget - arrived});
    if (count == 0) return !written.empty();
    std::vector<std::byte> part(under_way.begin(),
                                under_way.begin() + static_cast<std::ptrdiff_t>(count));
    under_way.erase(under_way.begin(), under_way.begin() + static_cast<std::ptrdiff_t>(count));
    arrived += count;
    to.feed(part, now);
    return true;
  }
};

/// Two processes "a" and "b" (the primary is whichever the rule says) on one virtual clock.
struct post_world {
  post_process a{"a", "b", 11}, b{"b", "a", 22};
  time_point now = time_point{} + 1000h;
  std::unique_ptr<post_wire> wire;

  /// `a` dials, unless told otherwise. The connection before, if `wire` still has one, breaks.
  post_wire& connect(std::size_t budget = ~std::size_t{0}, bool b_dials = false) {
    if (wire) cut();
    wire =
      b_dials ? std::make_unique<post_wire>(b, a, now) : std::make_unique<post_wire>(a, b, now);
    wire->budget = budget;
    return *wire;
  }
  /// Until nothing moves for 50 ms, or the connection breaks by its budget.
  void run() {
    auto until = now + 50ms;
    for (;;) {
      while (!wire->spent() && wire->step(now)) until = now + 50ms;
      if (wire->spent()) return wire->cut(now);
      auto due = std::min(wire->a.next_deadline(), wire->b.next_deadline());
      if (due > until) return;
      now = std::max(now, due);
      wire->a.tick(now);
      wire->b.tick(now);
    }
  }
  void cut() { wire->cut(now); }
  post_end& end_of_b() { return wire->b.is_of(b) ? wire->b : wire->a; }
  /// What is wrong now that all should have arrived.
  std::string wrong() const {
    if (auto w = b.wrong_with(a); !w.empty()) return "at b: " + w;
    if (auto w = a.wrong_with(b); !w.empty()) return "at a: " + w;
    for (const auto* each : {&a, &b}) {
      auto account = each->box->account();
      if (!each->exact()) return "an account does not close";
      if (account.delivered != account.accepted)
        return each->self.text() + " says " + std::to_string(account.delivered) + " of " +
          std::to_string(account.accepted) + " were delivered, " +
          std::to_string(account.in_flight) + " are in flight";
    }
    return {};
  }
};

} // namespace carrick::net::test
