#include "../support/allocation_meter.hpp"
#include "../support/link_pair.hpp"

#include <catch2/catch.hpp>

namespace carrick::net::test {
namespace {

constexpr std::size_t large = 1'000'000;

struct memory_pair : link_pair {
  /// What `a` has to write reaches `b`, which finds no memory for anything of that size.
  void run_without(std::size_t bytes) {
    write(a, to_b);
    to_b.piece = bytes / 8;
    {
      const allocation_limit limit{bytes};
      deliver(to_b, b);
    }
    to_b.piece = 0;
    run();
  }
  bool is_alive() {
    b.answers = true;
    ask("small");
    run();
    return a.log.back() == "done " + std::to_string(++asked_so_far_) + " ok 'small'";
  }
  void asks(std::string_view body) {
    ask(body);
    ++asked_so_far_;
  }

 private:
  int asked_so_far_ = 0;
};

} // namespace

TEST_CASE("a large request that finds no memory is refused as overloaded, and the link lives") {
  memory_pair p;
  p.asks(std::string(large, 'x'));
  p.run_without(large / 2);
  CHECK(p.a.saw("done 1 overloaded"));
  CHECK(p.b.asked.empty());
  CHECK(p.is_alive());
  p.asks(std::string(large, 'y')); // there is memory again
  p.run();
  CHECK(p.a.count("done 3 ok") == 1);
}

TEST_CASE("a large post that finds no memory is refused, and counted") {
  memory_pair p;
  p.post(std::string(large, 'x'));
  p.run_without(large / 2);
  CHECK(p.b.log.empty());
  CHECK(p.a.link.posts().refused == 1);
  CHECK(p.is_alive());
}

TEST_CASE("a large answer that finds no memory is refused as overloaded, and the link lives") {
  memory_pair p;
  p.asks("give");
  p.run();
  REQUIRE(p.b.asked.size() == 1);
  const std::string answer(large, 'x');
  {
    const allocation_limit limit{large / 2};
    p.b.link.respond(p.b.asked[0], as_bytes(answer));
  }
  p.run();
  CHECK(p.a.saw("done 1 overloaded"));
  CHECK(p.is_alive());
}

} // namespace carrick::net::test
