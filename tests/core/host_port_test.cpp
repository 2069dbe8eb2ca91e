#include <carrick/core/host_port.hpp>

#include <catch2/catch.hpp>

namespace carrick {
namespace {

host_port good(std::string_view text) {
  INFO(text);
  auto read = host_port::parse(text);
  REQUIRE(read);
  return *read;
}

TEST_CASE("addresses are compared in one form") {
  CHECK(good("127.0.0.1:7101") == host_port{"127.0.0.1", 7101});
  CHECK(good("LocalHost:7101") == good("127.0.0.1:7101"));
  CHECK(good("[0:0::1]:1") == good("[::1]:1"));
  CHECK(good("[::ffff:10.0.0.1]:1") == good("10.0.0.1:1"));
  CHECK(good("[FE80:0::1%eth0]:1") == good("[fe80::1%eth0]:1"));
  CHECK(good("Node1.Example:1") == good("node1.example:1"));
}

TEST_CASE("an IPv6 address that stands for an IPv4 one is that one, however it is written") {
  for (auto text : {"[::ffff:10.0.0.1]:1", "[::FFFF:a00:1]:1", "[0:0:0:0:0:ffff:10.0.0.1]:1"}) {
    CHECK(good(text) == good("10.0.0.1:1"));
    CHECK(usual_address(text) == "10.0.0.1:1");
  }
  CHECK(usual_address("LocalHost:1") == "127.0.0.1:1");
  for (auto other : {"n1", "pipe:n1", "", "[::10.0.0.1]:1"}) CHECK(usual_address(other) == other);
}

TEST_CASE("what is shown of an address is read back to the same") {
  for (auto text : {"127.0.0.1:0", "[::1]:80", "[fe80::1%eth0]:65535", "n1:80", "my_store:1",
                    "n1.example.:1", "0a.b:1", "xn--bcher-kva.example:1"}) {
    CHECK(good(text).text() == text);
    CHECK(good(good(text).text()) == good(text));
  }
}

TEST_CASE("loopback is known by its address alone") {
  CHECK(good("127.0.0.1:1").is_loopback());
  CHECK(good("127.9.9.9:1").is_loopback());
  CHECK(good("[::1]:1").is_loopback());
  CHECK(good("[::ffff:127.0.0.1]:1").is_loopback());
  CHECK(good("localhost:1").is_loopback());
  CHECK_FALSE(good("10.0.0.1:1").is_loopback());
  CHECK_FALSE(good("127.example:1").is_loopback());
  CHECK_FALSE(good("0.0.0.0:1").is_loopback());
  CHECK(good("0.0.0.0:1").is_any());
  CHECK(good("[::]:1").is_any());
  CHECK(good("[::ffff:0.0.0.0]:1").is_any());
  CHECK_FALSE(good("[::1]:1").is_any());
  CHECK(good("[fe80::1%2]:1").is_numeric());
  CHECK(good("10.0.0.1:1").is_numeric());
  CHECK_FALSE(good("n1:1").is_numeric());
}

TEST_CASE("what is no address, or none that can be looked up, is refused") {
  CHECK_FALSE(host_port::parse(std::string_view{"127.0.0.1\0:1", 12}));
  CHECK_FALSE(host_port::parse(std::string_view{"[::1\0]:1", 8}));
  for (auto text : {"",
                    "n1",
                    ":7101",
                    "n1:",
                    "n1:65536",
                    "n1:-1",
                    "n1:7101x",
                    "::1:7101",
                    "[::1]",
                    "[]:1",
                    "[n1]:1",
                    "256.0.0.1:1",
                    "1.2.3:1",
                    "127.1:1",
                    "0x7f.1:1",
                    "n1.0x7f000001:1",
                    "7:1",
                    "a b:1",
                    "a/b:1",
                    ".:1",
                    "..:1",
                    ".a:1",
                    "a..b:1",
                    "-a:1",
                    "a-:1",
                    "[::1%eth0]:1",
                    "[fe80::1%]:1",
                    "[fe80::1%a b]:1",
                    "[fe80::1%aninterfacename16]:1",
                    "fe80::1%eth0:1"}) {
    CAPTURE(text);
    CHECK_FALSE(host_port::parse(text));
  }
  const std::string label(63, 'a');
  CHECK(host_port::parse(label + ".b:1"));
  CHECK_FALSE(host_port::parse(label + "a.b:1"));
  CHECK(host_port::parse(label + "." + label + "." + label + "." + label.substr(2) + ":1"));
  CHECK_FALSE(host_port::parse(label + "." + label + "." + label + "." + label + ":1"));
}

TEST_CASE("what is wrong with an address names it, the reason and what to write") {
  CHECK(to_string(host_port::parse("n1").error()) ==
        R"("n1" is not host:port: there is no port; write "127.0.0.1:7101" or "[::1]:7101")");
}

} // namespace
} // namespace carrick
