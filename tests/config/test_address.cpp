#include <carrick/config/address.hpp>

#include <catch2/catch.hpp>

namespace carrick::config {
namespace {

address good(std::string_view text) {
  auto read = parse_address(text);
  INFO(text);
  REQUIRE(std::holds_alternative<address>(read));
  return std::get<address>(read);
}
bool bad(std::string_view text) { return std::holds_alternative<problem>(parse_address(text)); }

TEST_CASE("addresses are compared in one form") {
  CHECK(good("127.0.0.1:7101") == address{"127.0.0.1", 7101});
  CHECK(good("localhost:7101") == good("127.0.0.1:7101"));
  CHECK(good("[0:0::1]:1") == good("[::1]:1"));
  CHECK(good("Node1.Example:1") == good("node1.example:1"));
  CHECK(to_string(good("[::1]:80")) == "[::1]:80");
  CHECK(to_string(good("n1:80")) == "n1:80");
}

TEST_CASE("loopback is known by its address alone") {
  CHECK(good("127.0.0.1:1").is_loopback());
  CHECK(good("127.9.9.9:1").is_loopback());
  CHECK(good("[::1]:1").is_loopback());
  CHECK(good("localhost:1").is_loopback());
  CHECK_FALSE(good("10.0.0.1:1").is_loopback());
  CHECK_FALSE(good("127.example:1").is_loopback());
  CHECK_FALSE(good("0.0.0.0:1").is_loopback());
  CHECK(good("0.0.0.0:1").is_any());
  CHECK(good("[::]:1").is_any());
  CHECK_FALSE(good("[::1]:1").is_any());
}

TEST_CASE("what is no address is refused") {
  for (auto text : {"", "n1", ":7101", "n1:", "n1:65536", "n1:-1", "n1:7101x", "::1:7101", "[::1]",
                    "[]:1", "[n1]:1", "256.0.0.1:1", "1.2.3:1", "a b:1", "a/b:1"}) {
    INFO(text);
    CHECK(bad(text));
  }
}

} // namespace
} // namespace carrick::config
