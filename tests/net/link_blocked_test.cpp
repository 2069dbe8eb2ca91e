#include "../support/link_pair.hpp"

#include <catch2/catch.hpp>

namespace carrick::net::test {
namespace {

/// `a` and `b` on a wire that takes nothing from `b`.
struct blocked_pair : link_pair {
  /// Moves what `a` writes; `b` only takes events.
  void run_towards_b() {
    write(a, to_b);
    b.link.feed({to_b.bytes.data(), to_b.bytes.size()}, now);
    b.take_events(now);
    to_b.bytes.clear();
  }
  void wait(duration by) {
    now += by;
    b.link.tick(now);
    b.take_events(now);
  }
};

TEST_CASE("an acknowledgement that cannot be written is not waited for again and again") {
  blocked_pair p;
  p.post("x");
  p.run_towards_b();
  CHECK(p.b.link.next_deadline() == p.now + 10ms);
  p.wait(10ms);
  CHECK(p.b.link.has_output());
  CHECK(p.b.link.next_deadline() > p.now);
}

TEST_CASE("credit that cannot be written is not waited for again and again") {
  blocked_pair p;
  auto id = p.open();
  CHECK(p.send(id, "item"));
  p.run_towards_b();
  CHECK(p.b.link.next_deadline() == p.now + 10ms);
  p.wait(10ms);
  CHECK(p.b.link.has_output());
  CHECK(p.b.link.next_deadline() > p.now);
}

TEST_CASE("a large message stays behind the small ones of its pair that wait for the wire") {
  link_pair p;
  auto head = link_pair::to_message(8);
  for (int i = 0; i < 40; ++i) p.post_with(head, std::string(10'000, 'a'));
  p.post_with(head, std::string(100'000, 'b'));
  p.run();
  auto arrived = p.b.events();
  std::vector<std::string> posts;
  for (const auto& line : arrived)
    if (line.starts_with("post 8")) posts.push_back(line);
  REQUIRE(posts.size() == 41);
  CHECK(posts.back() == "post 8 '100000 bytes of b' lane 2");
}

} // namespace
} // namespace carrick::net::test
