#include "messages.hpp"

#include <carrick/serialization/input_archive.hpp>
#include <carrick/serialization/output_archive.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace carrick;

TEST_CASE("a message of everything comes back as it was") {
  auto original = zoo::full();
  auto back = decode<zoo::everything>(bytes_of(original));
  REQUIRE(back.has_value());
  CHECK(*back == original);
}

TEST_CASE("defaults come back as they were") {
  auto back = decode<zoo::everything>(bytes_of(zoo::everything{}));
  REQUIRE(back.has_value());
  CHECK(*back == zoo::everything{});
}

TEST_CASE("extreme numbers come back as they were") {
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  zoo::numbers low{-128, -32768, INT32_MIN, INT64_MIN, INT64_MIN, 0,    0,
                   0,    0,      0,         -0.f,      -infinity, false};
  zoo::numbers high{127,        32767,      INT32_MAX,  INT64_MAX, INT64_MAX, 255, 65535,
                    UINT32_MAX, UINT64_MAX, UINT64_MAX, 3.4e38f,   infinity,  true};
  for (const auto& numbers : {low, high}) {
    auto back = decode<zoo::numbers>(bytes_of(numbers));
    REQUIRE(back.has_value());
    CHECK(*back == numbers);
  }
  auto nan = decode<zoo::numbers>(bytes_of(zoo::numbers{.l = std::nan("")}));
  REQUIRE(nan.has_value());
  CHECK(std::isnan(nan->l));
}

TEST_CASE("the bytes of a message") {
  CHECK(bytes_of(kv::put{"abc", ""}) == from_hex("03 61 62 63 00"));
  CHECK(bytes_of(kv::stop{}).empty());
  CHECK(bytes_of(kv::value{"", true}) == from_hex("00 01"));
  auto numbers = bytes_of(zoo::numbers{.c = 0x01020304});
  CHECK(std::vector(numbers.begin() + 3, numbers.begin() + 7) == from_hex("04 03 02 01"));
  CHECK(bytes_of(zoo::note{"x"}) == from_hex("01 78")); // no length at the top level
  CHECK(bytes_of(kv::put{std::string(200, 'a'), ""}).size() == 203);
}

TEST_CASE("a time is nanoseconds since 1970") {
  struct moment {
    std::chrono::system_clock::time_point at;
    CARRICK_DATA(moment, "test.moment", at)
  };
  for (std::int64_t count : {std::int64_t{0}, std::int64_t{258}, INT64_MIN, INT64_MAX}) {
    moment original{std::chrono::system_clock::time_point{std::chrono::nanoseconds{count}}};
    auto back = decode<moment>(bytes_of(original));
    REQUIRE(back.has_value());
    CHECK(back->at == original.at);
    if (count == 258) CHECK(bytes_of(original) == from_hex("02 01 00 00 00 00 00 00"));
  }
}

TEST_CASE("encode appends") {
  buffer out;
  encode(kv::put{"a", "b"}, out);
  encode(kv::pause{true}, out);
  CHECK(out.size() == 5);
}

TEST_CASE("a message is a type of cereal's to both archives") {
  buffer out;
  output_archive save{out};
  save(kv::put{"key", "data"}, kv::pause{true});
  decode_options options;
  input_archive load{out.bytes(), options};
  kv::put put;
  kv::pause pause;
  load(put, pause);
  CHECK(put.data == "data");
  CHECK(pause.on);
}
