#include "../support/allocation_meter.hpp"

#include <carrick/net/body_pool.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace carrick;
using namespace carrick::net;

TEST_CASE("memory of a body is used again when its last holder has let go of it") {
  body_pool pool;
  const std::string text(100'000, 'x');
  auto first = pool.copy_of(as_bytes(text));
  auto second = pool.copy_of(as_bytes(text));
  const auto* at = first->data();
  CHECK(second->data() != at);
  auto held = first;
  first.reset();
  CHECK(pool.copy_of(as_bytes(text))->data() != at);
  held.reset();
  CHECK(pool.copy_of(as_bytes(text))->data() == at);
}

TEST_CASE("what the caller shares is held and not copied") {
  body_pool pool;
  const auto shared = copy_of(as_bytes(std::string(100'000, 'x')));
  CHECK(pool.hold(shared) == shared);
  CHECK(pool.hold(shared->bytes()) != shared);
}

TEST_CASE("a small body does not keep large memory") {
  body_pool pool;
  buffer large{1'000'000};
  const auto* at = large.data();
  pool.give_back(std::move(large));
  CHECK(pool.take(50'000).data() != at);
  CHECK(pool.take(500'000).data() == at);
}

TEST_CASE("a pool keeps no more than a window of posts, and lends what came last") {
  body_pool pool;
  allocation_meter meter;
  for (std::size_t i = 0; i < 10; ++i) pool.give_back(buffer{limits::MiB});
  pool.give_back(buffer{limits::MiB - 1});
  pool.give_back(buffer{5 * limits::MiB});
  CHECK(meter.held() <
        static_cast<std::ptrdiff_t>(limits::posts_in_flight_bytes + limits::MiB / 2));
  CHECK(pool.take(limits::MiB - 1).capacity() == limits::MiB - 1);
}

TEST_CASE("a body outlives the pool that made it, and shrink()") {
  const std::string text(50'000, 'x');
  shared_body body;
  {
    body_pool pool;
    auto early = pool.copy_of(as_bytes(text));
    pool.shrink();
    body = pool.copy_of(as_bytes(text));
    CHECK(as_text(early->bytes()) == text);
  }
  CHECK(as_text(body->bytes()) == text);
}
