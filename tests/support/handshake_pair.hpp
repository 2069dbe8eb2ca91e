#pragma once

#include <carrick/net/handshake.hpp>
#include <carrick/net/post_state.hpp>

#include <functional>
#include <string>
#include <vector>

namespace carrick::net::test {

/// A judge that says what the test tells it, and lets everybody in by default.
struct test_judge : admission {
  using answer = admission::verdict;

  answer known = answer::accept;
  answer establishing = answer::accept;
  code why = code::refused;
  bool temporary = false;
  int rounds = 0; ///< of the application, beyond the hello
  std::size_t round_bytes = 10;
  code round_failure = code::ok;
  std::string hello = "layout";
  std::vector<std::string> heard; ///< the peer's rounds
  int established = 0;            ///< how often establish() accepted
  std::shared_ptr<post_state> posts;

  answer identity_known(const identity&, status& reason, bool& is_temporary) override {
    return say(known, reason, is_temporary);
  }
  answer establish(const identity&, status& reason, bool& is_temporary) override {
    if (establishing == answer::accept) ++established;
    return say(establishing, reason, is_temporary);
  }
  std::shared_ptr<post_state> posts_of(const node_id&) override { return posts; }
  byte_span application_hello() override { return as_bytes(hello); }
  result<std::optional<buffer>> application_round(const identity&, int round,
                                                  byte_span peers) override {
    heard.emplace_back(as_text(peers));
    if (round_failure != code::ok) return fail(round_failure, "layouts differ");
    if (round >= rounds) return std::optional<buffer>{};
    buffer mine;
    mine.append(as_bytes(std::string(round_bytes, static_cast<char>('a' + round))));
    return std::optional<buffer>{std::move(mine)};
  }

 private:
  answer say(answer a, status& reason, bool& is_temporary) const {
    if (a == answer::refuse) {
      reason = {why, "the judge says no"};
      is_temporary = temporary;
    }
    return a;
  }
};

/// Two handshakes on one virtual clock; the dialer is "a", the acceptor "b", unless told otherwise.
struct handshake_pair {
  time_point now = time_point{} + std::chrono::hours{1000};
  test_judge judge_a, judge_b;
  handshake_options options_a = options("a", true);
  handshake_options options_b = options("b", false);
  std::unique_ptr<handshake> a, b;
  std::string sent_by_a, sent_by_b; ///< everything
  std::size_t piece = 0;            ///< largest piece delivered at once; 0: no limit

  static handshake_options options(std::string_view node, bool dialer) {
    handshake_options o;
    o.self.node = node_id::parse(node).value();
    o.self.incarnation.value = dialer ? 11 : 22;
    o.self.cluster = "test";
    o.dialer = dialer;
    return o;
  }
  void begin() {
    a = std::make_unique<handshake>(options_a, judge_a, now);
    b = std::make_unique<handshake>(options_b, judge_b, now);
  }
  /// Moves bytes until nothing moves.
  void run() {
    if (!a) begin();
    while (move(*a, *b, sent_by_a) || move(*b, *a, sent_by_b)) {
    }
  }
  /// Time passes on both sides.
  void pass(duration d) {
    now += d;
    a->tick(now);
    b->tick(now);
    run();
  }
  bool both_established() const {
    return a->outcome() && a->outcome()->has_value() && b->outcome() && b->outcome()->has_value();
  }
  static code code_of(const handshake& h) {
    if (!h.outcome()) return code::internal;
    return h.outcome()->has_value() ? code::ok : h.outcome()->error().code();
  }

 private:
  bool move(handshake& from, handshake& to, std::string& sent) {
    std::string bytes{as_text(from.output())};
    if (bytes.empty()) return false;
    from.wrote(bytes.size());
    sent += bytes;
    std::size_t step = piece == 0 ? bytes.size() : piece;
    for (std::size_t at = 0; at < bytes.size(); at += step)
      to.feed(as_bytes(std::string_view{bytes}.substr(at, step)), now);
    return true;
  }
};

} // namespace carrick::net::test
