#include "messages.hpp"

#include <carrick/serialization/registry.hpp>

#include <catch2/catch.hpp>

using namespace carrick;

namespace other {
struct put {
  CARRICK_POST(put, "kv.put")
};
struct value {
  int number = 0;
  CARRICK_DATA(value, "kv.value", number)
};
struct holds_value {
  value inner;
  CARRICK_POST(holds_value, "other.holds_value", inner)
};
struct holds_kv_value {
  kv::value inner;
  CARRICK_POST(holds_kv_value, "other.holds_kv_value", inner)
};
// Two words of one FNV-1a-32 hash.
struct costarring {
  CARRICK_POST(costarring, "costarring")
};
struct liquid {
  CARRICK_POST(liquid, "liquid")
};
} // namespace other

TEST_CASE("a registry holds messages and what they reach, sorted by id") {
  message_registry registry;
  registry.add<kv::watch, kv::get, kv::put>();
  CHECK(registry.check().ok());
  CHECK(
    registry.names() ==
    std::vector<std::string>{"kv.change", "kv.get", "kv.pause", "kv.put", "kv.value", "kv.watch"});
  auto entries = registry.entries();
  CHECK(std::is_sorted(entries.begin(), entries.end(),
                       [](const auto& a, const auto& b) { return a.type->id < b.type->id; }));
  REQUIRE(registry.find("kv.get"));
  CHECK(registry.find("kv.get")->type->reply == &message_type_of<kv::value>());
  CHECK(registry.find(name_hash("kv.pause"))->layout.name == "kv.pause");
  CHECK(registry.find("kv.gte") == nullptr);
  CHECK(registry.find(1u) == nullptr);
}

TEST_CASE("adding again changes nothing") {
  message_registry once, twice;
  once.add<kv::get>();
  twice.add<kv::get, kv::value>().add<kv::get>().add(once);
  CHECK(twice.check().ok());
  CHECK(twice.entries().size() == 2);
  CHECK(once.hash() == twice.hash());
}

TEST_CASE("the hash of a registry is of its content, not of its order") {
  message_registry a, b, c;
  a.add<kv::get, kv::put>();
  b.add<kv::put, kv::get>();
  c.add<kv::put, kv::get, kv::stop>();
  CHECK(a.hash() == b.hash());
  CHECK(a.hash() != c.hash());
  CHECK(message_registry{}.hash() != a.hash());
}

TEST_CASE("two types of one name are refused by name") {
  message_registry registry;
  registry.add<kv::put, other::put>();
  CHECK(registry.check() == code::invalid_argument);
  CHECK(registry.check().message() == "two types are named kv.put: kv::put and other::put");
}

TEST_CASE("two names of one id are refused by name") {
  REQUIRE(message_id<other::costarring> == message_id<other::liquid>);
  message_registry registry;
  registry.add<other::costarring, other::liquid>();
  CHECK(registry.check().message() ==
        "the names costarring and liquid have the same 32-bit hash: rename one of them");
}

TEST_CASE("parts of one name must be one type") {
  message_registry registry;
  registry.add<other::holds_value, other::holds_kv_value>();
  CHECK(registry.check().message() ==
        "two types are named kv.value: { number: i32 } and { data: string, found: bool }");
}

TEST_CASE("everything that is wrong is said, once, also of an added registry") {
  message_registry wrong, registry;
  wrong.add<kv::put, other::put, other::costarring, other::liquid, other::put>();
  registry.add(wrong).add(wrong);
  CHECK(registry.check().message() == wrong.check().message());
  CHECK(wrong.check().message().find("; ") != std::string::npos);
}
