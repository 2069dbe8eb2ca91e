#pragma once

#include "hear.hpp"
#include "start_time.hpp"

#include <carrick/net/link.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace carrick::net::test {

using namespace std::chrono_literals;

/// Events as texts.
using lines = std::vector<std::string>;

inline node_id node(std::string_view text) { return node_id::parse(text).value(); }

/// What two nodes "a" (dialer) and "b" agree on, as `a` sees it.
inline link_terms terms_of_dialer() {
  link_terms t;
  t.self.node = node("a");
  t.self.incarnation = {11};
  t.peer.node = node("b");
  t.peer.incarnation = {22};
  t.dialer = true;
  return t;
}
/// The same agreement as the other side sees it.
inline link_terms seen_by_peer(link_terms t) {
  std::swap(t.self, t.peer);
  std::swap(t.ours, t.theirs);
  t.dialer = !t.dialer;
  return t;
}

/// An event as text, so that lists of them can be compared and read.
inline std::string text_of(const event& e) {
  auto number = [](auto id) { return std::to_string(static_cast<std::uint64_t>(id)); };
  auto ms = [](time_point t) {
    if (t == never) return std::string{"never"};
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(t - start).count());
  };
  auto shown = [](byte_span b) {
    if (b.size() <= 80) return std::string{as_text(b)};
    return std::to_string(b.size()) + " bytes of " + static_cast<char>(b.back());
  };
  struct visitor {
    decltype(number)& n;
    decltype(ms)& t;
    decltype(shown)& s;
    std::string operator()(const request_arrived& e) {
      return "request " + n(e.to.message) + " '" + s(e.body) + "' until " + t(e.deadline);
    }
    std::string operator()(const request_cancelled&) { return "cancelled"; }
    std::string operator()(const request_done& e) {
      return "done " + n(e.context) + " " + std::string{name_of(e.code)} +
        (e.code == code::ok ? " '" + s(e.payload) + "'" : "");
    }
    std::string operator()(const post_arrived& e) {
      return "post " + n(e.to.message) + " '" + s(e.body) + "' lane " + n(e.lane);
    }
    std::string operator()(const posts_acknowledged&) { return "acknowledged"; }
    std::string operator()(const stream_opened& e) {
      return "opened " + n(e.id) + " '" + s(e.body) + "' until " + t(e.deadline);
    }
    std::string operator()(const stream_item& e) {
      return "item " + n(e.id) + " '" + s(e.body) + "' cost " + n(e.credit_cost);
    }
    std::string operator()(const stream_half_closed& e) { return "half-closed " + n(e.id); }
    std::string operator()(const stream_ended& e) {
      return "ended " + n(e.id) + " " + std::string{name_of(e.code)} + " '" + s(e.text) + "'";
    }
    std::string operator()(const stream_writable& e) { return "writable " + n(e.id); }
    std::string operator()(const peer_leaving& e) {
      return "leaving " + std::string{name_of(e.code)} + " '" + s(e.text) + "'";
    }
    std::string operator()(const link_ended& e) {
      return "link " + std::string{name_of(e.why->code())};
    }
  };
  return visit(visitor{number, ms, shown}, e);
}

/// One side of the pair: a link, and what has happened to it.
struct side {
  explicit side(const link_terms& terms) : link(terms, start) {}

  net::link link;
  lines log;                    ///< events as text
  std::vector<served_id> asked; ///< requests that arrived
  std::vector<served_id> asked_cancelled;
  std::vector<stream_id> opened; ///< streams that the peer opened
  std::vector<std::size_t> item_sizes;
  bool answers = false;          ///< answer every request at once with its own body
  bool consumes = true;          ///< posts and items count as handled at once
  code refuses_posts = code::ok; ///< unless ok: refuse every post

  void take(const event& e, time_point now) {
    log.push_back(text_of(e));
    if (auto* r = std::get_if<request_arrived>(&e)) {
      asked.push_back(r->id);
      if (answers) link.respond(r->id, r->body);
    } else if (auto* c = std::get_if<request_cancelled>(&e)) {
      asked_cancelled.push_back(c->id);
    } else if (auto* p = std::get_if<post_arrived>(&e)) {
      if (refuses_posts != code::ok)
        link.post_refused(refuses_posts, p->body.size(), now);
      else if (consumes)
        link.post_consumed(p->body.size(), now);
    } else if (auto* o = std::get_if<stream_opened>(&e)) {
      opened.push_back(o->id);
    } else if (auto* i = std::get_if<stream_item>(&e)) {
      item_sizes.push_back(i->body.size());
      if (consumes) link.stream_consumed(i->id, i->credit_cost);
    }
  }
  void take_events(time_point now) {
    while (auto e = link.next(now)) take(*e, now);
  }
  /// All events so far, and forgets them.
  lines events() { return std::exchange(log, {}); }
  bool saw(std::string_view text) const {
    return std::find(log.begin(), log.end(), text) != log.end();
  }
  std::size_t count(std::string_view prefix) const {
    return static_cast<std::size_t>(std::count_if(
      log.begin(), log.end(), [&](const auto& line) { return line.starts_with(prefix); }));
  }
};

/// A wire in one direction: holds bytes on request, cuts them into pieces, shows what passed.
struct wire {
  std::vector<std::byte> bytes;    ///< under way
  std::size_t piece = 0;           ///< largest piece that is delivered at once; 0: no limit
  bool held = false;               ///< nothing arrives
  std::vector<std::byte> recorded; ///< everything that ever passed
};

/// Two links on one virtual clock, joined by two wires.
///
///     link_pair p;
///     auto id = p.ask("hello");      p.run();
///     CHECK(p.b.saw("request 7 'hello' until 5000"));
class link_pair {
 public:
  explicit link_pair(const link_terms& terms = terms_of_dialer())
      : a(terms), b(seen_by_peer(terms)) {}

  side a;
  side b;
  wire to_a;
  wire to_b;
  time_point now = start;
  /// At most this much of the output is taken at once; 0: no limit.
  std::size_t write_limit = 0;

  static message_head to_message(std::uint32_t message, std::uint64_t sender = 1,
                                 std::uint32_t target = 5) {
    return {{target, message}, sender, false};
  }

  /// `a` asks; the context of the verdict is the number of the call, from 1.
  request_id ask(std::string_view body, duration within = 5s) {
    return ask_with(to_message(7), body, within);
  }
  request_id ask_with(const message_head& head, std::string_view body, duration within = 5s) {
    return a.link.request(head, as_bytes(body), now + within, ++asked_, now).value();
  }
  void post(std::string_view body) { post_with(to_message(8), body); }
  void post_with(const message_head& head, std::string_view body) {
    ENSURE(a.link.post(head, as_bytes(body), now).ok());
  }
  stream_id open(std::string_view body = "", time_point until = never) {
    return a.link.open_stream(to_message(9), as_bytes(body), until, ++opened_, now).value();
  }

  /// `a` sends an item; false when it has no credit for it.
  bool send(stream_id id, std::string_view body) {
    return a.link.send_item(id, as_bytes(body)).ok();
  }

  /// Moves the output of one side to its wire; returns how many bytes.
  std::size_t write(side& from, wire& to) {
    std::size_t total = 0;
    while (from.link.has_output()) {
      std::array<byte_span, 8> pieces;
      std::size_t count = from.link.gather(pieces);
      std::size_t taken = 0;
      for (std::size_t i = 0; i < count; ++i) {
        std::size_t n = pieces[i].size();
        if (write_limit > 0) n = std::min(n, write_limit - taken);
        to.bytes.insert(to.bytes.end(), pieces[i].begin(),
                        pieces[i].begin() + static_cast<std::ptrdiff_t>(n));
        to.recorded.insert(to.recorded.end(), pieces[i].begin(),
                           pieces[i].begin() + static_cast<std::ptrdiff_t>(n));
        taken += n;
        if (write_limit > 0 && taken == write_limit) break;
      }
      if (taken == 0) break;
      from.link.wrote(taken, now);
      total += taken;
    }
    return total;
  }
  /// Brings what is on the wire to a side and takes its events.
  bool deliver(wire& from, side& to) {
    to.take_events(now);
    if (from.held || from.bytes.empty()) return false;
    auto bytes = std::exchange(from.bytes, {});
    std::size_t step = from.piece == 0 ? bytes.size() : from.piece;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      // A copy of exact size, so that a sanitizer sees a read beyond it.
      std::vector<std::byte> part(
        bytes.begin() + static_cast<std::ptrdiff_t>(at),
        bytes.begin() + static_cast<std::ptrdiff_t>(std::min(at + step, bytes.size())));
      hear(to.link, part, now);
      to.take_events(now);
    }
    return true;
  }
  /// Both sides write and read until nothing moves; time stands still.
  void run() {
    for (bool moved = true; moved;) {
      moved = write(a, to_b) > 0;
      moved = write(b, to_a) > 0 || moved;
      moved = deliver(to_b, b) || moved;
      moved = deliver(to_a, a) || moved;
    }
  }
  /// Time passes, with each timer at its time.
  void pass(duration d) {
    time_point until = now + d;
    for (;;) {
      run();
      time_point due = std::min(a.link.next_deadline(), b.link.next_deadline());
      if (due > until) break;
      now = std::max(now, due);
      a.link.tick(now);
      b.link.tick(now);
    }
    now = until;
    run();
  }
  /// The connection breaks: what is on the wires is lost.
  void cut(const status& why = {code::link_lost, "cut"}) {
    to_a.bytes.clear();
    to_b.bytes.clear();
    a.link.connection_lost(why, now);
    b.link.connection_lost(why, now);
    a.take_events(now);
    b.take_events(now);
  }
  /// Raw bytes reach `b`, as if `a` had sent them.
  void inject(byte_span bytes) {
    std::vector<std::byte> part(bytes.begin(), bytes.end());
    b.link.feed(part, now);
    b.take_events(now);
  }

 private:
  std::uint64_t asked_ = 0;
  std::uint64_t opened_ = 0;
};

} // namespace carrick::net::test
