#include "../support/link_pair.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

using lines = std::vector<std::string>;

TEST_CASE("a request is answered, with its context, once") {
  link_pair p;
  p.b.answers = true;
  p.ask("hello");
  p.run();
  CHECK(p.b.events() == lines{"request 7 'hello' until 5000"});
  CHECK(p.a.events() == lines{"done 1 ok 'hello'"});
  CHECK(p.a.link.open_requests() == 0);
  CHECK(p.b.link.running_requests() == 0);
}

TEST_CASE("a request is refused with code and text") {
  link_pair p;
  p.ask("x");
  p.run();
  p.b.link.refuse(p.b.asked.at(0), code::not_found, "no such key");
  p.run();
  CHECK(p.a.events() == lines{"done 1 not_found"});
}
