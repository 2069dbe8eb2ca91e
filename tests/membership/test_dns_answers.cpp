#include <carrick/membership/dns_answers.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace carrick;
using namespace carrick::membership;

namespace {

std::string text_of(const update& list) {
  std::string out;
  for (const auto& m : list) {
    out += (out.empty() ? "" : " ") + m.id.text() + '=';
    for (const auto& address : m.addresses) out += address + ',';
    if (!m.addresses.empty()) out.pop_back();
  }
  return out;
}

std::string text_of(std::vector<dns::service> services) {
  auto list = dns::members_of(std::move(services));
  return list ? text_of(*list) : to_string(list.error());
}

} // namespace

TEST_CASE("the target's first label is the member") {
  CHECK(text_of({{"kv-1.kv.default.svc.cluster.local.", 7101, 0, 0, {"10.0.0.5"}},
                 {"KV-0.kv.default.svc.cluster.local", 7101, 0, 0, {"10.0.0.4", "fd00::4"}}}) ==
        "kv-0=10.0.0.4:7101,[fd00::4]:7101 kv-1=10.0.0.5:7101");
}

TEST_CASE("a target that does not resolve yet is dialed by its name") {
  CHECK(text_of({{"kv-0.example", 7101, 0, 0, {}}}) == "kv-0=kv-0.example:7101");
}

TEST_CASE("the ports of one target are its addresses, best first, in whatever order they come") {
  std::vector<dns::service> services{{"a.x", 3, 20, 0, {}},
                                     {"a.x", 2, 10, 1, {}},
                                     {"a.x", 1, 10, 9, {}},
                                     {"b.x", 1, 10, 0, {}},
                                     {"a.x", 1, 10, 9, {}}};
  std::sort(services.begin(), services.end(), [](const auto& a, const auto& b) {
    return std::tie(a.target, a.port, a.weight) < std::tie(b.target, b.port, b.weight);
  });
  do CHECK(text_of(services) == "a=a.x:1,a.x:2,a.x:3 b=b.x:1");
  while (std::next_permutation(services.begin(), services.end(), [](const auto& a, const auto& b) {
    return std::tie(a.target, a.port, a.weight) < std::tie(b.target, b.port, b.weight);
  }));
}

TEST_CASE("a label that is no node id, and two targets with one label") {
  CHECK_THAT(text_of({{"a b.x", 1, 0, 0, {}}}),
             Catch::StartsWith("malformed: the target \"a b.x\""));
  auto twice = dns::members_of({{"a.x", 1, 0, 0, {}}, {"a.y", 1, 0, 0, {}}});
  REQUIRE(twice.has_value());
  CHECK(check(*twice) == code::invalid_argument);
}

TEST_CASE("an address is the member of that address") {
  CHECK(text_of(dns::members_of({"10.0.0.5", "10.0.0.4", "fd00::4", "10.0.0.5"}, 7101)) ==
        "10.0.0.4:7101=10.0.0.4:7101 10.0.0.5:7101=10.0.0.5:7101 fd00::4:7101=[fd00::4]:7101");
  CHECK(dns::members_of(std::vector<std::string>{}, 1).empty());
}
