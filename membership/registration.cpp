#include <carrick/membership/registration.hpp>

#include <carrick/core/log.hpp>
#include <carrick/membership/json_fields.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace carrick::membership {
namespace {

constexpr std::size_t addresses_max = 16;
constexpr std::size_t tags_max = 64;

status malformed(std::string_view id, const std::string& why) {
  return fail(code::malformed, printable(id) + ": " + why);
}

status read_addresses(const boost::json::object& from, configured_member& to) {
  if (auto single = json::text_at(from, "addr")) to.addresses.emplace_back(*single);
  if (!from.contains("addresses")) return {};
  const auto* list = json::array_at(from, "addresses");
  if (!list || list->size() > addresses_max)
    return fail(code::malformed, "\"addresses\" is no array of at most 16 texts");
  for (const auto& each : *list) {
    const auto* text = each.if_string();
    if (!text) return fail(code::malformed, "an address that is no text");
    to.addresses.emplace_back(text->data(), text->size());
  }
  return {};
}

status read_tags(const boost::json::object& from, configured_member& to) {
  if (!from.contains("tags")) return {};
  const auto* tags = json::object_at(from, "tags");
  if (!tags || tags->size() > tags_max)
    return fail(code::malformed, "\"tags\" is no object of at most 64 texts");
  for (const auto& each : *tags) {
    const auto* text = each.value().if_string();
    if (!text) return fail(code::malformed, "a tag that is no text");
    to.tags.emplace(std::string{each.key().data(), each.key().size()},
                    std::string{text->data(), text->size()});
  }
  return {};
}

} // namespace

std::string registration_text(const configured_member& member, std::uint64_t incarnation) {
  boost::json::array addresses;
  for (const auto& each : member.addresses) addresses.emplace_back(each);
  boost::json::object tags;
  for (const auto& [key, value] : member.tags) tags[key] = value;
  boost::json::object out;
  out["addresses"] = std::move(addresses);
  out["tags"] = std::move(tags);
  out["incarnation"] = std::to_string(incarnation);
  return boost::json::serialize(out);
}

result<configured_member> parse_registration(std::string_view id, std::string_view text) {
  auto object = json::parse_object(text);
  if (!object) return malformed(id, object.error().message());
  return member_of(id, *object);
}

result<configured_member> member_of(std::string_view id, const boost::json::object& from) {
  auto node = node_id::parse(id);
  if (!node) return malformed(id, node.error().message());
  configured_member out{*node, {}, {}};
  if (auto read = read_addresses(from, out); !read.ok()) return malformed(id, read.message());
  if (auto read = read_tags(from, out); !read.ok()) return malformed(id, read.message());
  return out;
}

} // namespace carrick::membership
