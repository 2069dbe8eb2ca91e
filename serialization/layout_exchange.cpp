#include <carrick/serialization/layout_exchange.hpp>

#include <carrick/core/utf8.hpp>

#include <algorithm>

namespace carrick {
namespace {

using entry = message_registry::entry;

/// Round 1.
struct layout_hashes {
  std::map<std::uint32_t, std::uint64_t> by_id;
  CARRICK_DATA(layout_hashes, "carrick.layout_hashes", by_id)
};

struct described_field {
  std::string name, type;
  CARRICK_DATA(described_field, "carrick.described_field", name, type)
};
struct described_part {
  std::string name;
  bool extensible = false;
  std::vector<described_field> fields;
  CARRICK_DATA(described_part, "carrick.described_part", name, extensible, fields)
};
struct described_message {
  std::string name;
  std::uint8_t kind = 0;
  std::vector<described_field> fields;
  std::string reply, item_out, item_in;
  std::vector<described_part> parts;
  CARRICK_EXTENSIBLE_DATA(described_message, "carrick.described_message", name, kind, fields, reply,
                          item_out, item_in, parts)
};

/// Round 2.
struct layout_descriptions {
  std::map<std::uint32_t, described_message> by_id;
  CARRICK_DATA(layout_descriptions, "carrick.layout_descriptions", by_id)
};

std::vector<described_field> described(const std::vector<field_layout>& fields) {
  std::vector<described_field> out;
  for (const auto& field : fields) out.push_back({field.name, field.type});
  return out;
}

described_message described(const message_layout& layout) {
  described_message out{.name = layout.name,
                        .kind = static_cast<std::uint8_t>(layout.kind),
                        .fields = described(layout.fields),
                        .reply = layout.reply,
                        .item_out = layout.item_out,
                        .item_in = layout.item_in,
                        .parts = {}};
  for (const auto& part : layout.parts)
    out.parts.push_back({part.name, part.extensible, described(part.fields)});
  return out;
}

template <message T>
buffer encoded(const T& value) {
  buffer out;
  encode(value, out);
  return out;
}

/// As many of them as one round holds.
layout_descriptions described(const std::vector<const entry*>& differing) {
  layout_descriptions out;
  std::size_t bytes = sizeof(std::uint64_t); // of the count, at most
  for (const auto* each : differing) {
    auto message = described(each->layout);
    bytes += encoded(message).size() + 2 * sizeof(std::uint32_t); // with id and length
    if (bytes > layout_exchange::round_bytes_max) break;
    out.by_id.emplace(each->type->id, std::move(message));
  }
  return out;
}

// What a peer wrote goes into logs and onto terminals.
bool legible(std::string_view text) { return detail::printable_ascii(text); }

bool legible(const std::vector<described_field>& fields) {
  return std::all_of(fields.begin(), fields.end(), [](const described_field& field) {
    return legible(field.name) && legible(field.type);
  });
}

bool legible(const described_message& message) {
  return legible(message.name) && legible(message.reply) && legible(message.item_out) &&
    legible(message.item_in) && legible(message.fields) &&
    message.kind <= static_cast<std::uint8_t>(message_kind::stream) &&
    std::all_of(message.parts.begin(), message.parts.end(), [](const described_part& part) {
           return legible(part.name) && legible(part.fields);
         });
}

std::vector<field_layout> layouts_from(const std::vector<described_field>& fields) {
  std::vector<field_layout> out;
  for (const auto& field : fields) out.push_back({field.name, field.type});
  return out;
}

message_layout layout_from(const described_message& from) {
  message_layout out;
  out.name = from.name;
  out.kind = static_cast<message_kind>(from.kind);
  out.fields = layouts_from(from.fields);
  out.reply = from.reply;
  out.item_out = from.item_out;
  out.item_in = from.item_in;
  for (const auto& part : from.parts)
    out.parts.push_back({part.name, part.extensible, layouts_from(part.fields)});
  return out;
}

layout_comparison judge(const message_layout& ours, const layout_descriptions& theirs,
                        const layout_sides& sides) {
  auto described = theirs.by_id.find(ours.id);
  if (described == theirs.by_id.end())
    return {layout_relation::incompatible, 0,
            ours.name + " differs on " + std::string{sides.ours} + " and " +
              std::string{sides.theirs} + ", as do more messages than can be described"};
  auto found = compare(ours, layout_from(described->second), sides);
  found.sentence.resize(cut_text(found.sentence, limits::error_text_bytes).size());
  return found;
}

template <message T>
result<T> decode_round(byte_span peers) {
  if (peers.size() > layout_exchange::round_bytes_max)
    return fail(code::malformed,
                "the layouts of the peer are longer than " +
                  std::to_string(layout_exchange::round_bytes_max) + " bytes");
  return decode<T>(peers, {.elements_max = layout_exchange::round_bytes_max});
}

} // namespace

layout_exchange::layout_exchange(const message_registry& ours) : ours_(ours), hello_(ours.hash()) {}

result<std::optional<buffer>> layout_exchange::round(int number, byte_span peers,
                                                     const layout_sides& sides) {
  switch (number) {
    case 0:
      return judge_hash(peers);
    case 1:
      return judge_hashes(peers);
    case 2:
      return judge_descriptions(peers, sides);
    default:
      return fail(code::malformed, "layouts are exchanged in three rounds");
  }
}

result<std::optional<buffer>> layout_exchange::judge_hash(byte_span peers) const {
  if (peers.size() < hello_.size())
    return fail(code::malformed, "the peer's hello holds no hash of its messages");
  if (std::equal(hello_.begin(), hello_.end(), peers.begin())) return std::nullopt;
  layout_hashes list;
  for (const auto& each : ours_.entries()) list.by_id.emplace(each.type->id, each.layout.hash);
  return encoded(list);
}

result<std::optional<buffer>> layout_exchange::judge_hashes(byte_span peers) {
  auto decoded = decode_round<layout_hashes>(peers);
  if (!decoded) return decoded.error();
  const auto& theirs = decoded.value();
  for (const auto& each : ours_.entries()) {
    auto other = theirs.by_id.find(each.type->id);
    if (other != theirs.by_id.end() && other->second != each.layout.hash)
      differing_.push_back(&each);
  }
  if (differing_.empty()) return std::nullopt;
  return encoded(described(differing_));
}

result<std::optional<buffer>> layout_exchange::judge_descriptions(byte_span peers,
                                                                  const layout_sides& sides) {
  auto decoded = decode_round<layout_descriptions>(peers);
  if (!decoded) return decoded.error();
  const auto& theirs = decoded.value();
  for (const auto& [id, message] : theirs.by_id)
    if (!legible(message)) return fail(code::malformed, "the peer's layouts are not printable");
  for (const auto* each : differing_) {
    auto found = judge(each->layout, theirs, sides);
    if (found.relation != layout_relation::equal)
      verdict_.add(each->type->id, {each->layout.name, std::move(found)});
  }
  refuse_dependents();
  return std::nullopt;
}

// A request is of no use where its reply cannot be read, nor a stream without its items.
void layout_exchange::refuse_dependents() {
  for (const auto& each : ours_.entries())
    for (const auto* reached : {each.type->reply, each.type->item_out, each.type->item_in})
      if (reached && !verdict_.compatible(reached->id) && verdict_.compatible(each.type->id))
        verdict_.add(each.type->id,
                     {each.layout.name,
                      {layout_relation::incompatible, 0,
                       each.layout.name + " uses " + std::string{reached->name} + ": " +
                         verdict_.differences().at(reached->id).found.sentence}});
}

} // namespace carrick
