#include <carrick/serialization/registry.hpp>

#include <boost/core/demangle.hpp>

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace carrick {
namespace {

auto place_of(auto& entries, std::uint32_t id) {
  return std::lower_bound(entries.begin(), entries.end(), id,
                          [](const auto& e, std::uint32_t i) { return e.type->id < i; });
}

std::string cpp_name(const message_type& type) {
  return boost::core::demangle(type.cpp_type->name());
}

} // namespace

message_registry& message_registry::add(const message_type& type) {
  auto place = place_of(entries_, type.id);
  if (place != entries_.end() && place->type->id == type.id) {
    check_same_type(*place, type);
    return *this;
  }
  if (entries_.size() == messages_max) {
    problem("more than " + std::to_string(messages_max) + " messages");
    return *this;
  }
  place = entries_.insert(place, {&type, type.layout()});
  check_parts(place->layout);
  for (auto reached : {type.reply, type.item_out, type.item_in})
    if (reached) add(*reached);
  return *this;
}

message_registry& message_registry::add(const message_registry& others) {
  for (const auto& each : others.entries_) add(*each.type);
  for (const auto& sentence : others.problems_) problem(sentence);
  return *this;
}

status message_registry::check() const {
  if (problems_.empty()) return {};
  std::string text;
  for (const auto& sentence : problems_) text += (text.empty() ? "" : "; ") + sentence;
  return fail(code::invalid_argument, std::move(text));
}

const message_registry::entry* message_registry::find(std::uint32_t id) const noexcept {
  auto place = place_of(entries_, id);
  return place != entries_.end() && place->type->id == id ? &*place : nullptr;
}

const message_registry::entry* message_registry::find(std::string_view name) const noexcept {
  auto found = find(name_hash(name));
  return found && found->type->name == name ? found : nullptr;
}

std::vector<std::string> message_registry::names() const {
  std::vector<std::string> out;
  out.reserve(entries_.size());
  for (const auto& each : entries_) out.emplace_back(each.type->name);
  std::sort(out.begin(), out.end());
  return out;
}

std::array<std::byte, 16> message_registry::hash() const {
  buffer pairs;
  for (const auto& each : entries_) {
    pairs.append_le(each.type->id);
    pairs.append_le(each.layout.hash);
  }
  auto hash = XXH3_128bits(pairs.data(), pairs.size());
  std::array<std::byte, 16> out;
  store_le(out.data(), std::uint64_t{hash.low64});
  store_le(out.data() + 8, std::uint64_t{hash.high64});
  return out;
}

void message_registry::check_same_type(const entry& known, const message_type& added) {
  if (*known.type->cpp_type == *added.cpp_type) return;
  if (known.type->name == added.name)
    problem("two types are named " + std::string{added.name} + ": " + cpp_name(*known.type) +
            " and " + cpp_name(added));
  else
    problem("the names " + std::string{known.type->name} + " and " + std::string{added.name} +
            " have the same 32-bit hash: rename one of them");
}

// Parts are told from each other by their names alone when layouts are compared.
void message_registry::check_parts(const message_layout& layout) {
  for (const auto& part : layout.parts) {
    auto known = std::find_if(parts_.begin(), parts_.end(),
                              [&](const part_layout& p) { return p.name == part.name; });
    if (known == parts_.end())
      parts_.push_back(part);
    else if (*known != part)
      problem("two types are named " + part.name + ": " + to_string(known->fields) + " and " +
              to_string(part.fields));
  }
}

void message_registry::problem(std::string sentence) {
  if (std::find(problems_.begin(), problems_.end(), sentence) == problems_.end())
    problems_.push_back(std::move(sentence));
}

} // namespace carrick
