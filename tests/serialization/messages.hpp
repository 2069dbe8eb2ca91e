#pragma once

#include <carrick/serialization/codec.hpp>
#include <carrick/serialization/declare_for.hpp>
#include <carrick/serialization/layout_compare.hpp>

#include <chrono>

/// A type that its owner did not declare.
namespace geo {
struct point {
  std::int32_t x = 0, y = 0;
  friend bool operator==(const point&, const point&) = default;
};
} // namespace geo
CARRICK_DATA_FOR(geo::point, "geo.point", x, y)

/// The key-value store of the documentation.
namespace kv {

struct value {
  std::string data;
  bool found = false;
  friend bool operator==(const value&, const value&) = default;
  CARRICK_DATA(value, "kv.value", data, found)
};
struct change {
  std::string key, data;
  CARRICK_DATA(change, "kv.change", key, data)
};
struct pause {
  bool on = false;
  CARRICK_DATA(pause, "kv.pause", on)
};
struct put {
  std::string key, data;
  CARRICK_POST(put, "kv.put", key, data)
};
struct stop {
  CARRICK_POST(stop, "kv.stop")
};
struct get {
  std::string key;
  CARRICK_REQUEST(get, "kv.get", value, key)
};
struct watch {
  std::string prefix;
  CARRICK_STREAM(watch, "kv.watch", change, pause, prefix)
};
struct follow {
  CARRICK_STREAM(follow, "kv.follow", change, carrick::nothing)
};
struct options {
  std::int64_t max_keys = 1'000'000;
  std::string backup;
  std::chrono::milliseconds pause{100};
  CARRICK_OPTIONS(options, max_keys, backup, pause)
};

} // namespace kv

/// One of everything that a field can be.
namespace zoo {

enum class color : std::uint8_t { red, green, blue = 7 };
CARRICK_ENUM(color, red, green, blue)

struct cage {
  enum state { open = -1, shut = 1 };
  state door = shut;
  friend bool operator==(const cage&, const cage&) = default;
  CARRICK_DATA(cage, "zoo.cage", door)
};
CARRICK_ENUM(cage::state, open, shut)

struct empty {
  friend bool operator==(const empty&, const empty&) = default;
  CARRICK_DATA(empty, "zoo.empty")
};

/// Contains itself.
struct tree {
  std::string label;
  std::vector<tree> children;
  friend bool operator==(const tree&, const tree&) = default;
  CARRICK_DATA(tree, "zoo.tree", label, children)
};

struct note {
  std::string text;
  friend bool operator==(const note&, const note&) = default;
  CARRICK_EXTENSIBLE_DATA(note, "zoo.note", text)
};

struct numbers {
  signed char a = 0;
  short b = 0;
  int c = 0;
  long d = 0;
  long long e = 0;
  unsigned char f = 0;
  unsigned short g = 0;
  unsigned h = 0;
  std::size_t i = 0;
  unsigned long long j = 0;
  float k = 0;
  double l = 0;
  bool m = false;
  friend bool operator==(const numbers&, const numbers&) = default;
  CARRICK_POST(numbers, "zoo.numbers", a, b, c, d, e, f, g, h, i, j, k, l, m)
};

struct everything {
  color paint = color::red;
  cage home;
  std::string text;
  carrick::blob bytes;
  carrick::node_id node;
  std::vector<std::int64_t> packed;
  std::vector<bool> bits;
  std::vector<std::string> texts;
  std::vector<empty> empties;
  std::array<std::uint16_t, 3> triple{};
  std::array<std::string, 2> couple;
  std::deque<double> deque;
  std::list<color> list;
  std::map<std::string, geo::point> map;
  std::map<std::int32_t, std::vector<std::uint8_t>> numbered;
  std::unordered_map<carrick::node_id, std::uint64_t> hashed;
  std::set<std::string> set;
  std::unordered_set<std::uint32_t> hashed_set;
  std::optional<std::string> maybe;
  std::pair<bool, std::string> pair;
  std::tuple<std::uint8_t, std::string, float> tuple;
  std::variant<std::monostate, std::int64_t, std::string, geo::point> variant;
  std::chrono::milliseconds wait{0};
  std::chrono::duration<double> seconds{0};
  std::chrono::duration<std::int32_t, std::ratio<7, 3>> odd{0};
  std::chrono::system_clock::time_point when;
  tree root;
  note extra;
  friend bool operator==(const everything&, const everything&) = default;
  CARRICK_POST(everything, "zoo.everything", paint, home, text, bytes, node, packed, bits, texts,
               empties, triple, couple, deque, list, map, numbered, hashed, set, hashed_set, maybe,
               pair, tuple, variant, wait, seconds, odd, when, root, extra)
};

inline everything full() {
  everything x;
  x.paint = color::blue;
  x.home.door = cage::open;
  x.text = "gr\xc3\xbc\xc3\x9f dich \xf0\x9f\xaa\xa2";
  x.bytes = {std::byte{0xff}, std::byte{0}, std::byte{0x80}};
  x.node = carrick::node_id::parse("n1.example:7").value();
  x.packed = {-1, 0, 1, INT64_MAX, INT64_MIN};
  x.bits = {true, false, true};
  x.texts = {"", "one", std::string(300, 'x')};
  x.empties.resize(3);
  x.triple = {1, 2, 65535};
  x.couple = {"left", "right"};
  x.deque = {0.5, -1e300};
  x.list = {color::green, color::red};
  x.map = {{"home", {1, -2}}, {"", {0, 0}}};
  x.numbered = {{-5, {1, 2}}, {7, {}}};
  x.hashed = {{carrick::node_id::parse("n2").value(), 3}, {{}, 4}};
  x.set = {"a", "b"};
  x.hashed_set = {9, 8, 1000};
  x.maybe = "here";
  x.pair = {true, "second"};
  x.tuple = {200, "tuple", 1.5f};
  x.variant = geo::point{3, 4};
  x.wait = std::chrono::milliseconds{-1500};
  x.seconds = std::chrono::duration<double>{0.25};
  x.odd = decltype(x.odd){12};
  x.when = decltype(x.when){std::chrono::nanoseconds{-1}};
  x.root = {"root", {{"leaf", {}}, {"branch", {{"twig", {}}}}}};
  x.extra = {"more"};
  return x;
}

} // namespace zoo

/// Whose layouts are compared.
inline constexpr carrick::layout_sides n1_and_n2{"n1", "n2"};

/// The encoding of a message, in a vector so that a read beyond its end is seen by the sanitizer.
template <class T>
std::vector<std::byte> bytes_of(const T& message) {
  carrick::buffer out;
  carrick::encode(message, out);
  return {out.bytes().begin(), out.bytes().end()};
}

/// "03 61 62 63" as bytes.
inline std::vector<std::byte> from_hex(std::string_view hex) {
  std::vector<std::byte> out;
  for (std::size_t i = 0; i + 1 < hex.size(); ++i) {
    if (hex[i] == ' ') continue;
    out.push_back(static_cast<std::byte>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16)));
    ++i;
  }
  return out;
}
