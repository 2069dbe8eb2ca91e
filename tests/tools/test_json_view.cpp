#include <carrick/core/random.hpp>
#include <carrick/tools/json_lines.hpp>
#include <carrick/tools/json_view.hpp>

#include "texts.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace {

/// Closed at the end.
struct descriptor {
  explicit descriptor(int of) : number(of) {}
  descriptor(const descriptor&) = delete;
  ~descriptor() { ::close(number); }
  const int number;
};

using namespace carrick;
using namespace carrick::test;
using namespace carrick::tools;

enum class color : std::uint8_t { red, green };
CARRICK_ENUM(color, red, green)

struct part {
  std::string name;
  std::optional<std::int32_t> ttl;
  CARRICK_DATA(part, "json.part", name, ttl)
};

struct whole {
  std::string text;
  bool flag = false;
  std::int64_t low = 0;
  std::uint64_t high = 0;
  double ratio = 0;
  std::vector<std::byte> bytes;
  std::vector<part> parts;
  std::map<std::string, std::uint32_t> counts;
  color paint = color::red;
  CARRICK_DATA(whole, "json.whole", text, flag, low, high, ratio, bytes, parts, counts, paint)
};

result<whole> read(std::string_view json) {
  auto value = message_from_json(message_type_of<whole>(), json);
  if (!value) return value.error();
  return std::move(*static_cast<whole*>(value->get()));
}

std::string error_of(std::string_view json) {
  auto value = read(json);
  REQUIRE(!value);
  CHECK(value.error().code() == code::invalid_argument);
  return value.error().message();
}

} // namespace

TEST_CASE("a message as JSON and back") {
  whole w;
  w.text = "line\n\"quoted\" \xc3\xa9";
  w.flag = true;
  w.low = std::numeric_limits<std::int64_t>::min();
  w.high = std::numeric_limits<std::uint64_t>::max();
  w.ratio = 0.1;
  w.bytes = {std::byte{0}, std::byte{255}, std::byte{16}};
  w.parts = {{"a", 7}, {"b", std::nullopt}};
  w.counts = {{"x", 1}, {"y", 2}};
  w.paint = color::green;
  auto json = json_of(w);
  CHECK(has(json, "\"low\":-9223372036854775808"));
  CHECK(has(json, "\"high\":18446744073709551615"));
  CHECK(has(json, "\"ratio\":0.1,"));
  CHECK(has(json, "\"bytes\":\"AP8Q\""));
  CHECK(has(json, "\"paint\":\"green\""));
  CHECK(json.find('\n') == json.npos);

  auto back = read(json);
  REQUIRE(back);
  CHECK(back->text == w.text);
  CHECK(back->low == w.low);
  CHECK(back->high == w.high);
  CHECK(back->ratio == w.ratio);
  CHECK(back->bytes == w.bytes);
  REQUIRE(back->parts.size() == 2);
  CHECK(back->parts[0].ttl == 7);
  CHECK(!back->parts[1].ttl);
  CHECK(back->counts == w.counts);
  CHECK(back->paint == color::green);
}

TEST_CASE("numbers that are not finite are texts") {
  whole w;
  w.ratio = std::numeric_limits<double>::infinity();
  CHECK(has(json_of(w), "\"ratio\":\"Infinity\""));
  CHECK(std::isnan(read("{\"ratio\":\"NaN\"}")->ratio));
}

TEST_CASE("a number goes through JSON without a change of one bit") {
  auto is_kept = [](double number) {
    auto back = read(json_of(whole{.ratio = number}));
    return back &&
      std::bit_cast<std::uint64_t>(back->ratio) == std::bit_cast<std::uint64_t>(number);
  };
  using limits = std::numeric_limits<double>;
  for (double number : {0.0, -0.0, 1.0, 0.1, limits::max(), limits::lowest(), limits::min(),
                        limits::denorm_min(), -limits::denorm_min(), limits::epsilon(), 1e23, 1e15,
                        9007199254740993.0, 18446744073709551616.0}) {
    CAPTURE(number);
    CHECK(is_kept(number));
  }
  random_source random{4711};
  for (int i = 0; i < 50'000; ++i) {
    auto bits = random.next();
    if (i % 4 == 0) bits &= 0x800f'ffff'ffff'ffff; // a subnormal one
    auto number = std::bit_cast<double>(bits);
    CAPTURE(bits);
    if (std::isfinite(number)) REQUIRE(is_kept(number));
  }
}

TEST_CASE("a number that its field cannot hold is refused with its path") {
  constexpr auto range =
    "$.ratio: expected a number from -1.7976931348623157e+308 to "
    "1.7976931348623157e+308, got one that no double holds";
  for (auto number : {"1e400", "-1e400", "1.7976931348623159e308", "1e-400"})
    CHECK(has(error_of("{\"ratio\":" + std::string{number} + "}"), range));
  CHECK(read("{\"ratio\":0e400}")->ratio == 0);
  CHECK(has(error_of("{\"low\":1e2}"), "$.low: expected an integer, got 100"));
}

TEST_CASE("missing fields keep their defaults, an integer is a number") {
  auto w = read("{\"ratio\":3}");
  REQUIRE(w);
  CHECK(w->ratio == 3.0);
  CHECK(w->paint == color::red);
  CHECK(read("{}"));
}

TEST_CASE("JSON that does not fit is refused with its path") {
  CHECK(has(error_of("{\"texts\":\"a\"}"), "texts"));
  CHECK(has(error_of("{\"texts\":\"a\"}"), "did you mean text?"));
  CHECK(has(error_of("{\"low\":\"7\"}"), "$.low"));
  CHECK(has(error_of("{\"low\":1.5}"), "$.low"));
  CHECK(has(error_of("{\"low\":9223372036854775808}"), "$.low"));
  CHECK(has(error_of("{\"high\":-1}"), "$.high"));
  CHECK(has(error_of("{\"high\":18446744073709551616}"), "$.high"));
  CHECK(has(error_of("{\"parts\":[{\"name\":\"a\"},{\"ttl\":\"x\"}]}"), "$.parts[1].ttl"));
  CHECK(has(error_of("{\"bytes\":\"AP8\"}"), "$.bytes"));
  CHECK(has(error_of("{\"paint\":\"blue\"}"), "$.paint"));
  CHECK(has(error_of("[]"), "$"));
}

TEST_CASE("what is no JSON is refused with its character") {
  CHECK(has(error_of("{\"low\":7,}"), "at character"));
  CHECK(has(error_of("{} {}"), "something follows the value at character 4"));
  CHECK(has(error_of(""), "incomplete"));
  CHECK(has(error_of("{\"low\":"), "incomplete"));
  std::string deep(100'000, '[');
  CHECK(has(error_of(deep), "at character"));
}

TEST_CASE("a line of stdin that does not end is refused") {
  const descriptor zeros{::open("/dev/zero", O_RDONLY)};
  json_lines lines{"-", zeros.number};
  std::string json, place;
  CHECK_FALSE(lines.next(json, place));
  REQUIRE(lines.broken());
  CHECK(lines.broken()->message == "line 1 of stdin is longer than 64MiB");
}

TEST_CASE("lines of stdin are taken as they come, empty ones but for their number") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const descriptor from{ends[0]};
  {
    const descriptor to{ends[1]};
    const std::string_view text = "{}\n\n  \n{\"low\":1}";
    REQUIRE(::write(to.number, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  json_lines good{"-", from.number};
  std::string json, place;
  REQUIRE(good.next(json, place));
  REQUIRE(good.next(json, place));
  CHECK(json == "{\"low\":1}");
  CHECK(place == "line 4");
  CHECK_FALSE(good.next(json, place));
  CHECK_FALSE(good.broken());
}
