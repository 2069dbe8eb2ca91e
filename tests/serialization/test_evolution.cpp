#include "messages.hpp"

#include <catch2/catch.hpp>

using namespace carrick;

/// One message as three builds of an application know it.
namespace v1 {
struct put {
  std::string key;
  CARRICK_POST(put, "kv.put", key)
};
struct meta {
  std::string owner;
  CARRICK_EXTENSIBLE_DATA(meta, "kv.meta", owner)
};
struct tag {
  meta info;
  std::string last;
  CARRICK_POST(tag, "kv.tag", info, last)
};
} // namespace v1

namespace v2 {
struct put {
  std::string key;
  std::uint32_t ttl = 60;
  std::optional<std::string> owner = "nobody";
  CARRICK_POST(put, "kv.put", key, ttl, owner)
};
struct meta {
  std::string owner;
  std::uint32_t mode = 7;
  std::vector<std::string> labels{"none"};
  CARRICK_EXTENSIBLE_DATA(meta, "kv.meta", owner, mode, labels)
};
struct tag {
  meta info;
  std::string last;
  CARRICK_POST(tag, "kv.tag", info, last)
};
} // namespace v2

TEST_CASE("what an older peer sends keeps the defaults of newer fields") {
  auto back = decode<v2::put>(bytes_of(v1::put{"a"}), {.known_fields = 1});
  REQUIRE(back.has_value());
  CHECK(back->key == "a");
  CHECK(back->ttl == 60);
  CHECK(back->owner == "nobody");
}

TEST_CASE("what a newer peer sends is read as far as it is known") {
  auto back = decode<v1::put>(bytes_of(v2::put{"a", 5, {}}), {.allow_longer = true});
  REQUIRE(back.has_value());
  CHECK(back->key == "a");
}

TEST_CASE("without knowledge of the peer's layout lengths must agree") {
  CHECK_FALSE(decode<v2::put>(bytes_of(v1::put{"a"})).has_value());
  CHECK_FALSE(decode<v1::put>(bytes_of(v2::put{"a", 5, {}})).has_value());
}

TEST_CASE("knowledge of the peer's layout does not excuse a cut") {
  auto longer = bytes_of(v2::put{"a", 5, "b"});
  longer.resize(1);
  CHECK_FALSE(decode<v1::put>(longer, {.allow_longer = true}).has_value());
  auto shorter = bytes_of(v1::put{"a"});
  shorter.pop_back();
  CHECK_FALSE(decode<v2::put>(shorter, {.known_fields = 1}).has_value());
  CHECK_FALSE(decode<v2::put>(bytes_of(v2::put{"a", 5, {}}), {.known_fields = 1}).has_value());
}

TEST_CASE("an extensible part is tolerant both ways") {
  auto newer = decode<v2::tag>(bytes_of(v1::tag{{"ada"}, "end"}));
  REQUIRE(newer.has_value());
  CHECK(newer->info.owner == "ada");
  CHECK(newer->info.mode == 7);
  CHECK(newer->info.labels == std::vector<std::string>{"none"});
  CHECK(newer->last == "end");

  auto older = decode<v1::tag>(bytes_of(v2::tag{{"ada", 1, {"x", "y"}}, "end"}));
  REQUIRE(older.has_value());
  CHECK(older->info.owner == "ada");
  CHECK(older->last == "end");
}

TEST_CASE("a field of an extensible part is there or not, never half") {
  // kv.meta of three bytes: the owner "a", and one byte of the four of `mode`.
  CHECK_FALSE(decode<v2::tag>(from_hex("03 00 00 00 01 61 07 00")).has_value());
  // An owner that would reach beyond its part.
  CHECK_FALSE(decode<v2::tag>(from_hex("02 00 00 00 02 61 62 00")).has_value());
  // A part that would reach beyond the message.
  CHECK_FALSE(decode<v2::tag>(from_hex("09 00 00 00 01 61 00")).has_value());
}
