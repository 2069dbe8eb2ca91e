#include <carrick/serialization/layout_compare.hpp>

#include <algorithm>

namespace carrick {
namespace {

using field_list = std::vector<field_layout>;

layout_comparison incompatible(std::string sentence) {
  return {layout_relation::incompatible, 0, std::move(sentence)};
}

bool has(const field_list& fields, const std::string& name) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const field_layout& field) { return field.name == name; });
}

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

/// Why two lists differ at a field that both have.
std::string difference(const std::string& name, const field_list& ours, const field_list& theirs,
                       std::size_t at) {
  const auto& here = ours[at];
  const auto& there = theirs[at];
  if (here.name == there.name)
    return name + "." + here.name + " is " + here.type + " here and " + there.type + " there";
  bool ours_there = has(theirs, here.name);
  bool theirs_here = has(ours, there.name);
  constexpr const char* rule = "; fields may only be appended, so the other side would misread ";
  if (theirs_here && !ours_there)
    return "field " + quoted(here.name) + " of " + name + " was inserted here, or removed there" +
      rule + name;
  if (ours_there && !theirs_here)
    return "field " + quoted(there.name) + " of " + name + " was inserted there, or removed here" +
      rule + name;
  if (ours_there)
    return "the fields of " + name + " stand in another order: " + quoted(here.name) + " here, " +
      quoted(there.name) + " there";
  return "field " + std::to_string(at + 1) + " of " + name + " is " + quoted(here.name) +
    " here and " + quoted(there.name) + " there";
}

layout_comparison compare_fields(const std::string& name, const field_list& ours,
                                 const field_list& theirs) {
  auto common = std::min(ours.size(), theirs.size());
  for (std::size_t i = 0; i < common; ++i)
    if (ours[i] != theirs[i]) return incompatible(difference(name, ours, theirs, i));
  if (ours.size() > common) return {layout_relation::ours_longer, common, {}};
  if (theirs.size() > common) return {layout_relation::theirs_longer, 0, {}};
  return {};
}

std::string appended_to_frozen(const part_layout& ours, const part_layout& theirs) {
  bool here = ours.fields.size() > theirs.fields.size();
  const auto& longer = here ? ours.fields : theirs.fields;
  const auto& field = longer[std::min(ours.fields.size(), theirs.fields.size())];
  return ours.name + "." + field.name + " exists only " + (here ? "here" : "there") +
    "; a type that is a part of messages is frozen unless it is declared with "
    "CARRICK_EXTENSIBLE_DATA";
}

/// Empty when the two agree well enough.
std::string compare_parts(const part_layout& ours, const part_layout& theirs) {
  if (ours.extensible != theirs.extensible)
    return ours.name + " is extensible " + (ours.extensible ? "here" : "there") + " only";
  auto fields = compare_fields(ours.name, ours.fields, theirs.fields);
  if (fields.relation == layout_relation::incompatible) return fields.sentence;
  if (fields.relation == layout_relation::equal || ours.extensible) return {};
  return appended_to_frozen(ours, theirs);
}

std::string compare_kinds(const message_layout& ours, const message_layout& theirs) {
  if (ours.name != theirs.name)
    return "the names " + ours.name + " here and " + theirs.name +
      " there have the same 32-bit hash: rename one of them";
  if (ours.kind != theirs.kind)
    return ours.name + " is a " + std::string{name_of(ours.kind)} + " here and a " +
      std::string{name_of(theirs.kind)} + " there";
  if (ours.reply != theirs.reply)
    return ours.name + " is answered by " + ours.reply + " here and " + theirs.reply + " there";
  if (ours.item_out != theirs.item_out)
    return ours.name + " sends " + ours.item_out + " here and " + theirs.item_out + " there";
  if (ours.item_in != theirs.item_in)
    return ours.name + " takes " + ours.item_in + " here and " + theirs.item_in + " there";
  return {};
}

} // namespace

layout_comparison compare(const message_layout& ours, const message_layout& theirs) {
  if (auto wrong = compare_kinds(ours, theirs); !wrong.empty())
    return incompatible(std::move(wrong));
  auto out = compare_fields(ours.name, ours.fields, theirs.fields);
  if (out.relation == layout_relation::incompatible) return out;
  for (const auto& part : ours.parts) {
    auto other = std::find_if(theirs.parts.begin(), theirs.parts.end(),
                              [&](const part_layout& p) { return p.name == part.name; });
    if (other == theirs.parts.end()) continue; // a part of a field that only one side has
    if (auto wrong = compare_parts(part, *other); !wrong.empty())
      return incompatible(ours.name + ": " + wrong);
  }
  return out;
}

} // namespace carrick
