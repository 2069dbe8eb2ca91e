#include "messages.hpp"

#include <carrick/serialization/layout_compare.hpp>
#include <carrick/serialization/message_type.hpp>

#include <catch2/catch.hpp>

using namespace carrick;

namespace {

message_layout layout(std::vector<field_layout> fields, std::vector<part_layout> parts = {}) {
  message_layout out{.name = "kv.put",
                     .id = name_hash("kv.put"),
                     .kind = message_kind::post,
                     .fields = std::move(fields),
                     .reply = {},
                     .item_out = {},
                     .item_in = {},
                     .parts = std::move(parts)};
  out.hash = hash_of(out);
  return out;
}

const field_layout key{"key", "string"}, data{"data", "string"}, ttl{"ttl", "u32"};

std::string sentence(const message_layout& ours, const message_layout& theirs) {
  auto found = compare(ours, theirs, n1_and_n2);
  CHECK(found.relation == layout_relation::incompatible);
  CHECK(compare(theirs, ours, n1_and_n2).relation == layout_relation::incompatible);
  return found.sentence;
}

} // namespace

TEST_CASE("a layout says fields in words") {
  auto all = layout_of<zoo::everything>();
  std::vector<std::string> types;
  for (const auto& field : all.fields) types.push_back(field.type);
  CHECK(types ==
        std::vector<std::string>{"enum<u8: red=0, green=1, blue=7>",
                                 "zoo.cage",
                                 "string",
                                 "bytes",
                                 "node_id",
                                 "list<i64>",
                                 "list<bool>",
                                 "list<string>",
                                 "list<zoo.empty>",
                                 "array<u16,3>",
                                 "array<string,2>",
                                 "list<f64>",
                                 "list<enum<u8: red=0, green=1, blue=7>>",
                                 "map<string,geo.point>",
                                 "map<i32,list<u8>>",
                                 "hash_map<node_id,u64>",
                                 "set<string>",
                                 "hash_set<u32>",
                                 "optional<string>",
                                 "tuple<bool,string>",
                                 "tuple<u8,string,f32>",
                                 "variant<none,i64,string,geo.point>",
                                 "duration<i64,ms>",
                                 "duration<f64,s>",
                                 "duration<i64,7/3 s>",
                                 "time",
                                 "zoo.tree",
                                 "zoo.note"});
  std::vector<std::string> parts;
  for (const auto& part : all.parts) parts.push_back(part.name);
  CHECK(parts ==
        std::vector<std::string>{"zoo.cage", "zoo.empty", "geo.point", "zoo.tree", "zoo.note"});
  CHECK(all.parts[3].fields[1].type == "list<zoo.tree>");
  CHECK(all.parts[4].extensible);
}

TEST_CASE("a layout names its conversation") {
  auto get = layout_of<kv::get>();
  CHECK(get.name == "kv.get");
  CHECK(get.id == name_hash("kv.get"));
  CHECK(get.kind == message_kind::request);
  CHECK(get.reply == "kv.value");
  auto watch = layout_of<kv::watch>();
  CHECK(watch.item_out == "kv.change");
  CHECK(watch.item_in == "kv.pause");
  CHECK(to_string(layout_of<kv::put>().fields) == "{ key: string, data: string }");
  CHECK(to_string(layout_of<kv::stop>().fields) == "{}");
}

// A change of this number is a change of every layout hash: nodes of two versions then compare all.
TEST_CASE("the hash of a layout is the same everywhere") {
  CHECK(layout_of<kv::put>().hash == layout({key, data}).hash);
  CHECK(layout_of<kv::put>().hash == 0x33d3d27b8561b710);
}

TEST_CASE("everything in a layout is in its hash") {
  std::vector<message_layout> all{layout({key, data}),
                                  layout({data, key}),
                                  layout({key}),
                                  layout({{"key", "bytes"}, data}),
                                  layout({{"kye", "string"}, data}),
                                  layout({key, data}, {{"kv.part", false, {}}}),
                                  layout({key, data}, {{"kv.part", true, {}}}),
                                  layout({key, data}, {{"kv.part", false, {ttl}}})};
  for (int i = 0; i < 5; ++i) {
    auto changed = layout({key, data});
    if (i == 0) changed.kind = message_kind::data;
    if (i == 1) changed.name = "kv.set";
    if (i == 2) changed.reply = "kv.value";
    if (i == 3) changed.item_out = "kv.value";
    if (i == 4) changed.item_in = "kv.value";
    changed.hash = hash_of(changed);
    all.push_back(changed);
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) CHECK(all[i].hash != all[j].hash);
}

TEST_CASE("layouts that agree") {
  CHECK(compare(layout({key}), layout({key}), n1_and_n2).relation == layout_relation::equal);
  auto ours_longer = compare(layout({key, data, ttl}), layout({key, data}), n1_and_n2);
  CHECK(ours_longer.relation == layout_relation::ours_longer);
  CHECK(ours_longer.known_fields == 2);
  CHECK(compare(layout({key}), layout({key, data}), n1_and_n2).relation ==
        layout_relation::theirs_longer);
  CHECK(compare(layout({}), layout({key}), n1_and_n2).relation == layout_relation::theirs_longer);
}

TEST_CASE("a changed field is named") {
  CHECK(
    sentence(layout({key, ttl, data}), layout({key, data})) ==
    "field \"ttl\" of kv.put was inserted on n1, or removed on n2; fields may only be appended, so "
    "the other side would misread kv.put");
  CHECK(
    sentence(layout({key, data}), layout({key, ttl, data})) ==
    "field \"ttl\" of kv.put was inserted on n2, or removed on n1; fields may only be appended, so "
    "the other side would misread kv.put");
  CHECK(sentence(layout({ttl}), layout({{"ttl", "i64"}})) ==
        "kv.put.ttl is u32 on n1 and i64 on n2");
  CHECK(sentence(layout({key, data}), layout({data, key})) ==
        "the fields of kv.put stand in another order: \"key\" on n1, \"data\" on n2");
  CHECK(sentence(layout({key}), layout({{"name", "string"}})) ==
        "field 1 of kv.put is \"key\" on n1 and \"name\" on n2");
}

TEST_CASE("a changed conversation is named") {
  auto ours = layout({key}), theirs = ours;
  theirs.kind = message_kind::request;
  CHECK(sentence(ours, theirs) == "kv.put is a post on n1 and a request on n2");
  theirs = ours;
  theirs.reply = "kv.value";
  ours.reply = "kv.item";
  CHECK(sentence(ours, theirs) == "kv.put is answered by kv.item on n1 and kv.value on n2");
  theirs = ours;
  theirs.name = "pv.kut";
  CHECK(sentence(ours, theirs) ==
        "the names kv.put on n1 and pv.kut on n2 have the same 32-bit hash: rename one of them");
  theirs = ours;
  theirs.item_out = "kv.value";
  CHECK_FALSE(sentence(ours, theirs).empty());
  theirs = ours;
  theirs.item_in = "kv.value";
  CHECK_FALSE(sentence(ours, theirs).empty());
}

TEST_CASE("a part is frozen unless it is extensible") {
  auto with = [](bool extensible, std::vector<field_layout> fields) {
    return layout({{"part", "kv.part"}}, {{"kv.part", extensible, std::move(fields)}});
  };
  CHECK(
    sentence(with(false, {key}), with(false, {key, ttl})) ==
    "kv.put: kv.part.ttl exists only on n2; a type that is a part of messages is frozen unless it "
    "is declared with CARRICK_EXTENSIBLE_DATA");
  CHECK(compare(with(true, {key}), with(true, {key, ttl}), n1_and_n2).relation ==
        layout_relation::equal);
  CHECK(compare(with(true, {key, ttl}), with(true, {key}), n1_and_n2).relation ==
        layout_relation::equal);
  CHECK(sentence(with(true, {key}), with(true, {ttl})) ==
        "kv.put: field 1 of kv.part is \"key\" on n1 and \"ttl\" on n2");
  CHECK(sentence(with(true, {key}), with(false, {key})) ==
        "kv.put: kv.part is extensible on n1 only");
}
