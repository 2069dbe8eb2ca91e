#include <carrick/config/toml_text.hpp>

// The only file that knows the TOML library. It is compiled in here, so that it reports errors as
// values, and nests less deeply than its destructors could bear.
#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_MAX_NESTED_VALUES 32
// Its parser asserts before it looks: `[&&` would end a debug build, where a release build reports it.
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace carrick::config {
namespace {

constexpr std::size_t text_bytes_max = 1 << 20;
constexpr std::size_t dots_a_line_max = 64;

origin at(const toml::source_position& where, const std::string& file) {
  return {origin::kind::file, file, {}, where.line, where.column};
}

class converter {
 public:
  explicit converter(const std::string& file) : file_(file) {}

  value tree(const toml::node& from) {
    auto where = at(from.source().begin, file_);
    switch (from.type()) {
      case toml::node_type::table:
        return {entries(*from.as_table()), where};
      case toml::node_type::array:
        return {items(*from.as_array()), where};
      case toml::node_type::string:
        return {from.as_string()->get(), where};
      case toml::node_type::integer:
        return {from.as_integer()->get(), where};
      case toml::node_type::floating_point:
        return {from.as_floating_point()->get(), where};
      case toml::node_type::boolean:
        return {from.as_boolean()->get(), where};
      default:
        break;
    }
    refused_ = refused_.value_or(finding{where, "a date or a time", "nothing here takes one"});
    return {};
  }
  const std::optional<finding>& refused() const noexcept { return refused_; }

 private:
  value::table entries(const toml::table& from) {
    value::table out;
    for (auto&& [key, node] : from)
      out.push_back({std::string{key.str()}, at(key.source().begin, file_), tree(node)});
    std::stable_sort(out.begin(), out.end(), [](const value::entry& a, const value::entry& b) {
      return std::pair{a.where.line, a.where.column} < std::pair{b.where.line, b.where.column};
    });
    return out;
  }
  value::array items(const toml::array& from) {
    value::array out;
    for (const auto& node : from) out.push_back(tree(node));
    return out;
  }

  const std::string& file_;
  std::optional<finding> refused_;
};

/// The number of the first line with more dots outside quotes than any honest key path has; 0 if
/// there is none. The library would make a table within a table for each, without a limit.
std::uint32_t line_too_deep(std::string_view text) {
  std::uint32_t line = 1;
  std::size_t dots = 0;
  char quote = 0;
  for (char c : text) {
    if (c == '\n') {
      ++line;
      dots = 0;
      quote = 0;
    } else if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '.' && ++dots > dots_a_line_max) {
      return line;
    }
  }
  return 0;
}

} // namespace

std::variant<value, finding> parse_toml(std::string_view text, const std::string& file) {
  if (text.size() > text_bytes_max)
    return finding{{origin::kind::file, file, {}, 0, 0}, "more than 1 MiB of text", {}};
  if (auto line = line_too_deep(text))
    return finding{{origin::kind::file, file, {}, line, 1}, "tables nested too deeply", {}};
  auto parsed = toml::parse(text);
  if (!parsed)
    return finding{
      at(parsed.error().source().begin, file), std::string{parsed.error().description()}, {}};
  converter convert{file};
  value out = convert.tree(parsed.table());
  if (convert.refused()) return *convert.refused();
  return out;
}

} // namespace carrick::config
