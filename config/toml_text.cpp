#include <carrick/config/toml_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace carrick::config {
namespace {

/// Everything in the tree comes from `where`.
void move_to(value& v, const origin& where) {
  v.set_where(where);
  if (auto* items = v.as<value::array>())
    for (auto& item : *items) move_to(item, where);
  if (auto* entries = v.as<value::table>())
    for (auto& e : *entries) {
      e.where = where;
      move_to(e.held, where);
    }
}

bool is_bare(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
      c == '-';
  });
}

std::string code_text(char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  auto byte = static_cast<unsigned char>(c);
  return std::string{"\\u00"} + hex[byte >> 4] + hex[byte & 15];
}

std::string escaped(char c) {
  auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') return {'\\', c};
  return byte >= 0x20 && byte != 0x7f ? std::string{c} : code_text(c);
}

std::string number(double n) {
  if (std::isnan(n)) return "nan";
  if (std::isinf(n)) return n < 0 ? "-inf" : "inf";
  std::array<char, 32> text{};
  auto end = std::to_chars(text.data(), text.data() + text.size(), n).ptr;
  std::string out{text.data(), end};
  return out.find_first_of(".e") == out.npos ? out + ".0" : out;
}

std::string list(const value::array& items) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : ", ") + toml_text(item);
  return '[' + out + ']';
}

std::string inline_table(const value::table& entries) {
  std::string out;
  for (const auto& e : entries)
    out += (out.empty() ? " " : ", ") + toml_key(e.key) + " = " + toml_text(e.held);
  return out.empty() ? "{}" : '{' + out + " }";
}

} // namespace

value parse_value(std::string_view text, const origin& where) {
  auto tree = parse_toml("x = " + std::string{text}, "");
  auto* root = std::get_if<value>(&tree);
  bool is_one = root && root->as<value::table>()->size() == 1 && root->find("x");
  value out = is_one ? *root->find("x") : value{std::string{text}, where};
  move_to(out, where);
  out.set_text(std::string{text});
  return out;
}

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_late_control = text[i] == '\xc2' && i + 1 < text.size() &&
      static_cast<unsigned char>(text[i + 1]) < 0xa0; // U+0080 to U+009F
    out += is_late_control ? code_text(text[++i]) : escaped(text[i]);
  }
  return out + '"';
}

std::string toml_key(std::string_view key) {
  return is_bare(key) ? std::string{key} : toml_string(key);
}

std::string toml_text(const value& v) {
  if (auto* b = v.as<bool>()) return *b ? "true" : "false";
  if (auto* i = v.as<std::int64_t>()) return std::to_string(*i);
  if (auto* d = v.as<double>()) return number(*d);
  if (auto* s = v.as<std::string>()) return toml_string(*s);
  if (auto* a = v.as<value::array>()) return list(*a);
  return inline_table(*v.as<value::table>());
}

} // namespace carrick::config
