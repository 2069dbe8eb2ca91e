#include "messages.hpp"
#include "tree.hpp"

#include <carrick/serialization/message_type.hpp>

#include <catch2/catch.hpp>

using namespace carrick;

namespace {

template <class T>
tree shown(const T& value) {
  tree_writer writer;
  visit(value, writer);
  return writer.take();
}

/// What is wrong with a tree as a T, one a line.
template <class T>
std::string wrong(const tree& from, T& value) {
  tree_source source{from};
  value_reader reader{source};
  build(value, reader);
  std::string out;
  for (const auto& finding : reader.findings()) out += to_string(finding) + "\n";
  return out;
}
template <class T>
std::string wrong(const tree& from) {
  T value;
  return wrong(from, value);
}

using object = tree::object;
using list = tree::list;

template <class Field>
struct holder {
  Field field{};
  CARRICK_DATA(holder, "test.holder", field)
};

} // namespace

TEST_CASE("a message of everything as a tree and back") {
  auto original = zoo::full();
  auto seen = shown(original);
  zoo::everything back;
  CHECK(wrong(seen, back) == "");
  CHECK(back == original);
}

TEST_CASE("how values look in a tree") {
  CHECK(to_text(shown(kv::value{"ada", true})) == R"({"data":"ada","found":true})");
  CHECK(to_text(shown(kv::stop{})) == "{}");
  zoo::everything x;
  x.maybe = "m";
  x.map["a"] = {1, 2};
  x.numbered[5] = {6};
  x.variant = std::int64_t{9};
  x.wait = std::chrono::milliseconds{250};
  x.bytes = {std::byte{0xab}};
  auto text = to_text(shown(x));
  for (auto part :
       {R"("paint":"red")", R"("home":{"door":"shut"})", R"("maybe":"m")",
        R"("map":{"a":{"x":1,"y":2}})", R"("numbered":[[5,[6]]])", R"("variant":{"i64":9})",
        R"("wait":"250ms")", R"("odd":0)", R"("bytes":"hex:ab")", R"("pair":[false,""])",
        R"("triple":[0,0,0])", R"("node":"")", R"("when":"1970-01-01T00:00:00.000000000Z")"})
    CHECK_THAT(text, Catch::Contains(part));
}

TEST_CASE("what is missing keeps its default") {
  kv::options options;
  CHECK(wrong(object{{"backup", "n2"}}, options) == "");
  CHECK(options.backup == "n2");
  CHECK(options.max_keys == 1'000'000);
  CHECK(options.pause == std::chrono::milliseconds{100});
  CHECK(wrong(object{{"pause", "1.5s"}}, options) == "");
  CHECK(options.pause == std::chrono::milliseconds{1500});
  CHECK(wrong(object{{"pause", "5m"}}, options) == "");
  CHECK(options.pause == std::chrono::minutes{5});
  CHECK(wrong(object{{"pause", "5"}}, options) ==
        "value.pause: no unit behind 5; allowed units: ns, us, ms, s, m, h, d\n");
}

TEST_CASE("findings name the path and the value") {
  struct item {
    std::uint32_t ttl = 0;
    CARRICK_DATA(item, "test.item", ttl)
  };
  struct basket {
    std::vector<item> items;
    CARRICK_DATA(basket, "test.basket", items)
  };
  auto ttl = [](tree x) { return object{{"ttl", std::move(x)}}; };
  list three{ttl(1), ttl(2), ttl(3), ttl("abc")};
  CHECK(wrong<basket>(object{{"items", three}}) ==
        "value.items[3].ttl: expected an integer, got \"abc\"\n");
  CHECK(wrong<basket>(object{{"items", list{ttl(-1)}}}) ==
        "value.items[0].ttl: expected an integer from 0 to 4294967295, got -1\n");
  CHECK(wrong<basket>(object{{"items", list{object{{"tll", 1}}}}}) ==
        "value.items[0].tll: there is no field \"tll\"; did you mean ttl?\n");
  CHECK(wrong<basket>(object{{"items", 5}}) == "value.items: expected a list, got 5\n");
  CHECK(wrong<basket>(list{}) == "value: expected an object, got []\n");
}

TEST_CASE("all findings are collected, up to a limit") {
  tree from = object{{"max_keys", "x"}, {"backup", 1}, {"pause", "3 apples"}, {"bakcup", 0}};
  auto text = wrong<kv::options>(from);
  CHECK(std::count(text.begin(), text.end(), '\n') == 4);
  list many;
  for (int i = 0; i < 200; ++i) many.push_back("x");
  text = wrong<holder<std::vector<int>>>(object{{"field", many}});
  CHECK(std::count(text.begin(), text.end(), '\n') == 100);
}

TEST_CASE("a finding has the place that the source gives") {
  kv::options options;
  tree from = object{{"max_keys", "x"}};
  tree_source source{from};
  value_reader reader{source, "options"};
  build(options, reader);
  REQUIRE(reader.findings().size() == 1);
  CHECK(reader.findings()[0].path == "options.max_keys");
  CHECK(reader.findings()[0].place == "depth 1");
}

TEMPLATE_TEST_CASE("values of another shape are refused", "", bool, std::uint8_t, std::int64_t,
                   double, std::string, blob, node_id, zoo::color, std::vector<std::string>,
                   (std::array<int, 2>), (std::map<std::string, int>), (std::map<int, int>),
                   std::set<int>, (std::pair<int, int>), (std::variant<int, bool>),
                   std::chrono::seconds, std::chrono::system_clock::time_point, kv::value,
                   std::monostate) {
  int refused = 0;
  for (const tree& from : {tree{}, tree{true}, tree{-5}, tree{0.5}, tree{"?"}, tree{list{1}},
                           tree{object{{"?", 1}}}}) {
    holder<TestType> value;
    if (!wrong(object{{"field", from}}, value).empty()) ++refused;
  }
  CHECK(refused >= 4);
}

TEST_CASE("numbers keep their range") {
  CHECK(wrong<holder<std::int8_t>>(object{{"field", -128}}) == "");
  CHECK(wrong<holder<std::int8_t>>(object{{"field", 128}}) != "");
  CHECK(wrong<holder<std::uint64_t>>(object{{"field", UINT64_MAX}}) == "");
  CHECK(wrong<holder<std::int64_t>>(object{{"field", UINT64_MAX}}) != "");
  CHECK(wrong<holder<double>>(object{{"field", 3}}) == "");
  CHECK(wrong<holder<double>>(object{{"field", "-Infinity"}}) == "");
  CHECK(wrong<holder<float>>(object{{"field", "Infinity"}}) == "");
  CHECK(wrong<holder<float>>(object{{"field", 3.4e38}}) == "");
  CHECK_THAT(wrong<holder<float>>(object{{"field", -1e39}}),
             Catch::StartsWith("value.field: expected a number from -3.4028234"));
  CHECK(wrong<holder<std::int32_t>>(object{{"field", 3.5}}) ==
        "value.field: expected an integer, got 3.5\n");
}

TEST_CASE("enumerators, variants and keys are suggested") {
  CHECK(wrong<holder<zoo::color>>(object{{"field", "gren"}}) ==
        "value.field: \"gren\" is not one of red, green, blue; did you mean green?\n");
  CHECK(wrong<holder<std::variant<bool, std::string>>>(object{{"field", object{{"strin", 1}}}}) ==
        "value.field.strin: there is no field \"strin\"; did you mean string?\n");
  CHECK(wrong<holder<std::map<int, int>>>(object{{"field", list{list{1, 2}, list{1, 3}}}}) ==
        "value.field[1]: the key stands twice\n");
  CHECK(wrong<holder<std::map<node_id, int>>>(object{{"field", object{{"n 1", 2}}}}) ==
        "value.field.n 1: the key is no node id\n");
}

TEST_CASE("alternatives of one type are told by their index") {
  holder<std::variant<int, int>> value;
  value.field.emplace<1>(5);
  CHECK(to_text(shown(value)) == R"({"field":{"i32#1":5}})");
  holder<std::variant<int, int>> back;
  CHECK(wrong(shown(value), back) == "");
  CHECK(back.field.index() == 1);
}

TEST_CASE("a tree that is too deep is refused") {
  tree deep = object{{"label", "end"}};
  for (int i = 0; i < 1000; ++i) deep = object{{"children", list{std::move(deep)}}};
  CHECK_THAT(wrong<zoo::tree>(deep), Catch::Contains("nested too deeply"));
}

TEST_CASE("a message type makes, encodes, shows and builds values of its type") {
  const auto& type = message_type_of<kv::put>();
  CHECK(type.name == "kv.put");
  CHECK(type.kind == message_kind::post);

  tree from = object{{"key", "k"}, {"data", "d"}};
  tree_source source{from};
  auto built = message_value::build(type, source);
  REQUIRE(built.has_value());
  buffer bytes;
  built->encode(bytes);
  CHECK(std::vector<std::byte>(bytes.bytes().begin(), bytes.bytes().end()) ==
        bytes_of(kv::put{"k", "d"}));

  auto decoded = message_value::decode(type, bytes.bytes());
  REQUIRE(decoded.has_value());
  tree_writer writer;
  decoded->visit(writer);
  CHECK(to_text(writer.take()) == R"({"key":"k","data":"d"})");

  CHECK(message_value::decode(type, from_hex("01")).error() == code::malformed);
  tree bad = object{{"ke", 1}, {"data", 2}};
  tree_source bad_source{bad};
  auto refused = message_value::build(type, bad_source);
  REQUIRE(refused.has_error());
  CHECK(refused.error() == code::invalid_argument);
  CHECK(refused.error().message() ==
        "value.ke: there is no field \"ke\"; did you mean key? (and 1 more)");
}
