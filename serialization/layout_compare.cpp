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

/// Says what differs and where.
class layout_comparer {
 public:
  explicit layout_comparer(const layout_sides& sides)
      : on_ours_(" on " + std::string{sides.ours}),
        on_theirs_(" on " + std::string{sides.theirs}) {}

  /// Empty when they are the same.
  std::string kinds(const message_layout& ours, const message_layout& theirs) const;
  layout_comparison fields(const std::string& name, const field_list& ours,
                           const field_list& theirs) const;
  /// Empty when the two agree well enough.
  std::string parts(const part_layout& ours, const part_layout& theirs) const;

 private:
  std::string difference(const std::string& name, const field_list& ours, const field_list& theirs,
                         std::size_t at) const;
  std::string appended_to_frozen(const part_layout& ours, const part_layout& theirs) const;
  /// "string on n1 and bytes on n2".
  std::string both(const std::string& ours, const std::string& theirs,
                   std::string_view between = " and ") const {
    return (ours + on_ours_).append(between) + theirs + on_theirs_;
  }

  const std::string on_ours_, on_theirs_;
};

/// Why two lists differ at a field that both have.
std::string layout_comparer::difference(const std::string& name, const field_list& ours,
                                        const field_list& theirs, std::size_t at) const {
  const auto& mine = ours[at];
  const auto& other = theirs[at];
  if (mine.name == other.name) return name + "." + mine.name + " is " + both(mine.type, other.type);
  bool has_mine = has(theirs, mine.name);
  bool has_other = has(ours, other.name);
  auto rule = "; fields may only be appended, so the other side would misread " + name;
  if (has_other && !has_mine)
    return "field " + quoted(mine.name) + " of " + name + " was inserted" + on_ours_ +
      ", or removed" + on_theirs_ + rule;
  if (has_mine && !has_other)
    return "field " + quoted(other.name) + " of " + name + " was inserted" + on_theirs_ +
      ", or removed" + on_ours_ + rule;
  if (has_mine)
    return "the fields of " + name +
      " stand in another order: " + both(quoted(mine.name), quoted(other.name), ", ");
  return "field " + std::to_string(at + 1) + " of " + name + " is " +
    both(quoted(mine.name), quoted(other.name));
}

layout_comparison layout_comparer::fields(const std::string& name, const field_list& ours,
                                          const field_list& theirs) const {
  auto common = std::min(ours.size(), theirs.size());
  for (std::size_t i = 0; i < common; ++i)
    if (ours[i] != theirs[i]) return incompatible(difference(name, ours, theirs, i));
  if (ours.size() > common) return {layout_relation::ours_longer, common, {}};
  if (theirs.size() > common) return {layout_relation::theirs_longer, 0, {}};
  return {};
}

std::string layout_comparer::appended_to_frozen(const part_layout& ours,
                                                const part_layout& theirs) const {
  bool is_ours = ours.fields.size() > theirs.fields.size();
  const auto& longer = is_ours ? ours.fields : theirs.fields;
  const auto& field = longer[std::min(ours.fields.size(), theirs.fields.size())];
  return ours.name + "." + field.name + " exists only" + (is_ours ? on_ours_ : on_theirs_) +
    "; a type that is a part of messages is frozen unless it is declared with "
    "CARRICK_EXTENSIBLE_DATA";
}

std::string layout_comparer::parts(const part_layout& ours, const part_layout& theirs) const {
  if (ours.extensible != theirs.extensible)
    return ours.name + " is extensible" + (ours.extensible ? on_ours_ : on_theirs_) + " only";
  auto found = fields(ours.name, ours.fields, theirs.fields);
  if (found.relation == layout_relation::incompatible) return found.sentence;
  if (found.relation == layout_relation::equal || ours.extensible) return {};
  return appended_to_frozen(ours, theirs);
}

std::string layout_comparer::kinds(const message_layout& ours, const message_layout& theirs) const {
  if (ours.name != theirs.name)
    return "the names " + both(ours.name, theirs.name) +
      " have the same 32-bit hash: rename one of them";
  if (ours.kind != theirs.kind)
    return ours.name + " is a " +
      both(std::string{name_of(ours.kind)}, std::string{name_of(theirs.kind)}, " and a ");
  if (ours.reply != theirs.reply)
    return ours.name + " is answered by " + both(ours.reply, theirs.reply);
  if (ours.item_out != theirs.item_out)
    return ours.name + " sends " + both(ours.item_out, theirs.item_out);
  if (ours.item_in != theirs.item_in)
    return ours.name + " takes " + both(ours.item_in, theirs.item_in);
  return {};
}

} // namespace

layout_comparison compare(const message_layout& ours, const message_layout& theirs,
                          const layout_sides& sides) {
  const layout_comparer comparer{sides};
  if (auto wrong = comparer.kinds(ours, theirs); !wrong.empty())
    return incompatible(std::move(wrong));
  auto out = comparer.fields(ours.name, ours.fields, theirs.fields);
  if (out.relation == layout_relation::incompatible) return out;
  for (const auto& part : ours.parts) {
    auto other = std::find_if(theirs.parts.begin(), theirs.parts.end(),
                              [&](const part_layout& p) { return p.name == part.name; });
    if (other == theirs.parts.end()) continue; // a part of a field that only one side has
    if (auto wrong = comparer.parts(part, *other); !wrong.empty())
      return incompatible(ours.name + ": " + wrong);
  }
  return out;
}

} // namespace carrick
