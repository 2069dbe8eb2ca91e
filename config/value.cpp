#include <carrick/config/value.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace carrick::config {
namespace {

auto entry_of(auto& table, std::string_view key) {
  return std::find_if(table.begin(), table.end(), [key](const auto& e) { return e.key == key; });
}

} // namespace

value::value() = default;
value::value(variant what, origin where) : what_(std::move(what)), where_(std::move(where)) {}
value::value(const value&) = default;
value::value(value&&) noexcept = default;
value& value::operator=(const value&) = default;
value& value::operator=(value&&) noexcept = default;
value::~value() = default;

const value* value::find(std::string_view key) const noexcept {
  auto* entries = as<table>();
  if (!entries) return nullptr;
  auto at = entry_of(*entries, key);
  return at == entries->end() ? nullptr : &at->held;
}

value* value::find(std::string_view key) noexcept {
  return const_cast<value*>(std::as_const(*this).find(key));
}

value& value::child(std::string_view key, const origin& where) {
  if (!as<table>()) *this = value{table{}, where};
  if (auto* known = find(key)) return *known;
  auto& entries = *as<table>();
  entries.push_back({std::string{key}, where, value{table{}, where}});
  return entries.back().held;
}

void value::erase(std::string_view key) {
  auto* entries = as<table>();
  if (entries) std::erase_if(*entries, [key](const entry& e) { return e.key == key; });
}

std::string_view kind_of(const value& v) noexcept {
  constexpr std::array<std::string_view, 6> names{"a table",    "an array", "a string",
                                                  "an integer", "a number", "true or false"};
  return names[v.what().index()];
}

void overlay(value& below, const value& above) {
  auto* entries = above.as<value::table>();
  if (!entries || !below.as<value::table>()) {
    below = above;
    return;
  }
  for (const auto& e : *entries) overlay(below.child(e.key, e.where), e.held);
}

} // namespace carrick::config
