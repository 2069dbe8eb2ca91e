#include <carrick/config/tree_source.hpp>

#include <carrick/config/finding.hpp>
#include <carrick/config/toml_text.hpp>
#include <carrick/core/ensure.hpp>
#include <carrick/core/utf8.hpp>

namespace carrick::config {
namespace {

int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The value behind `rest` of a path, below `v`; null if there is none. Keys may hold dots, so
/// all that fit are tried.
const value* below(const value& v, std::string_view rest) {
  if (rest.empty()) return &v;
  if (auto* items = v.as<value::array>()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      auto step = '[' + std::to_string(i) + ']';
      if (rest.starts_with(step)) return below((*items)[i], rest.substr(step.size()));
    }
  } else if (auto* entries = v.as<value::table>()) {
    for (const auto& e : *entries)
      if (rest.starts_with('.' + e.key))
        if (auto* found = below(e.held, rest.substr(1 + e.key.size()))) return found;
  }
  return nullptr;
}

} // namespace

tree_source::tree_source(value root) : root_(std::move(root)), path_{&root_} {}

value_shape tree_source::shape() const {
  constexpr value_shape shapes[] = {value_shape::object, value_shape::list,
                                    value_shape::text,   value_shape::integer,
                                    value_shape::number, value_shape::boolean};
  return shapes[at().what().index()];
}

bool tree_source::boolean() const { return *at().as<bool>(); }
std::optional<std::int64_t> tree_source::integer() const { return *at().as<std::int64_t>(); }

std::optional<std::uint64_t> tree_source::natural() const {
  auto i = *at().as<std::int64_t>();
  if (i < 0) return std::nullopt;
  return static_cast<std::uint64_t>(i);
}

std::optional<double> tree_source::number() const {
  if (auto* i = at().as<std::int64_t>()) return static_cast<double>(*i);
  return *at().as<double>();
}

std::string_view tree_source::text() const { return *at().as<std::string>(); }

std::optional<std::vector<std::byte>> tree_source::bytes() const {
  auto digits = text();
  if (digits.size() % 2 != 0) return std::nullopt;
  std::vector<std::byte> out;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    int high = digit_of(digits[i]), low = digit_of(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<std::byte>(high * 16 + low));
  }
  return out;
}

std::size_t tree_source::size() const {
  if (auto* items = at().as<value::array>()) return items->size();
  return at().as<value::table>()->size();
}

std::string_view tree_source::key(std::size_t index) const {
  return (*at().as<value::table>())[index].key;
}

void tree_source::enter(std::size_t index) {
  if (auto* items = at().as<value::array>())
    path_.push_back(&(*items)[index]);
  else
    path_.push_back(&(*at().as<value::table>())[index].held);
}

void tree_source::leave() {
  ENSURE(path_.size() > 1);
  path_.pop_back();
}

std::string tree_source::shown() const {
  auto text = toml_text(at());
  if (text.size() <= shown_bytes_max) return text;
  return std::string{cut_text(text, shown_bytes_max)} + "...";
}

std::string tree_source::place() const { return place_of(at().where()); }

origin origin_at(const value& root, std::string_view root_name, std::string_view path) {
  const value* found =
    path.starts_with(root_name) ? below(root, path.substr(root_name.size())) : nullptr;
  return found ? found->where() : root.where();
}

} // namespace carrick::config
