#include "messages.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <optional>
#include <string>

namespace {

using namespace carrick;

struct twenty_four {
  int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 11, l = 12, m = 13,
      n = 14, o = 15, p = 16, q = 17, r = 18, s = 19, t = 20, u = 21, v = 22, w = 23, x = 24,
      y = 25;
  CARRICK_DATA(twenty_four, "test.many", a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t,
               u, v, w, x, y)
};

struct foreign_many {
  int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 11, l = 12, m = 13,
      n = 14, o = 15, p = 16, q = 17, r = 18, s = 19, t = 20, u = 21, v = 22, w = 23, x = 24,
      y = 25;
};

struct tag {};
struct tagged : tag {
  int a = 1;
  CARRICK_DATA(tagged, "test.tagged", a)
};
struct base {
  int a = 1;
  std::optional<std::string> b;
};
struct derived : base {
  std::array<int, 2> c{};
  CARRICK_DATA(derived, "test.derived", a, b, c)
};
struct constructed {
  explicit constructed(int number = 1) : a(number) {}
  int a, unlisted = 2;
  CARRICK_DATA(constructed, "test.constructed", a)
};

static_assert(std::is_aggregate_v<kv::put> && std::is_aggregate_v<kv::watch>);
static_assert(std::is_aggregate_v<kv::options> && std::is_aggregate_v<kv::stop>);

static_assert(message<kv::value> && data_message<kv::value> && !post_message<kv::value>);
static_assert(post_message<kv::put> && !request_message<kv::put>);
static_assert(request_message<kv::get> && !stream_message<kv::get>);
static_assert(stream_message<kv::watch> && !data_message<kv::watch>);
static_assert(declared<kv::options> && options_type<kv::options> && !message<kv::options>);
static_assert(data_message<geo::point> && data_message<nothing> && data_message<zoo::note>);
static_assert(!message<int> && !message<std::string> && !message<std::vector<kv::value>>);

static_assert(std::is_same_v<reply_of<kv::get>, kv::value>);
static_assert(std::is_same_v<item_out_of<kv::watch>, kv::change>);
static_assert(std::is_same_v<item_in_of<kv::watch>, kv::pause>);
static_assert(std::is_same_v<item_in_of<kv::follow>, nothing>);

static_assert(name_of_message<kv::put>() == "kv.put");
static_assert(message_id<kv::put> == name_hash("kv.put"));
static_assert(message_id<kv::get> == 0x02f57dfa);
static_assert(field_names<kv::put> == std::array<std::string_view, 2>{"key", "data"});
static_assert(field_names<kv::stop>.empty() && field_count<kv::stop> == 0);
static_assert(is_extensible<zoo::note> && !is_extensible<kv::value>);

} // namespace

CARRICK_DATA_FOR(foreign_many, "test.foreign_many", a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p,
                 q, r, s, t, u, v, w, x, y)

TEST_CASE("fields are references in the order listed") {
  kv::put put{.key = "a", .data = "b"};
  std::get<1>(fields(put)) = "c";
  CHECK(put.data == "c");
  const kv::put& same = put;
  CHECK(std::get<0>(fields(same)) == "a");
}

TEST_CASE("a declaration takes many fields") {
  CHECK(field_count<twenty_four> == 25);
  CHECK(field_names<twenty_four>[24] == "y");
  CHECK(field_count<foreign_many> == 25);
  foreign_many many;
  CHECK(std::get<24>(fields(many)) == 25);
}

TEST_CASE("a message may have bases, whose fields it lists, and constructors") {
  derived original;
  original.b = "b";
  original.c = {3, 4};
  auto back = decode<derived>(bytes_of(original));
  REQUIRE(back.has_value());
  CHECK(back->b == "b");
  CHECK(back->c == original.c);
  CHECK(decode<tagged>(bytes_of(tagged{{}, 5})).value().a == 5);
  CHECK(decode<constructed>(bytes_of(constructed{5})).value().a == 5);
}

TEST_CASE("a type local to a function can be a message") {
  struct local {
    std::string text;
    CARRICK_POST(local, "test.local", text)
  };
  auto back = decode<local>(bytes_of(local{"here"}));
  REQUIRE(back.has_value());
  CHECK(back->text == "here");
}
