#include "tree.hpp"

#include <sstream>

namespace {

template <class... F>
struct overloaded : F... {
  using F::operator()...;
};

template <class Entries, class Show>
std::string joined(char open, const Entries& entries, char close, Show show) {
  std::string out{open};
  for (const auto& each : entries) out += (out.size() == 1 ? "" : ",") + show(each);
  return out + close;
}

std::string shortest(double x) {
  std::ostringstream out;
  out << x;
  return out.str();
}

} // namespace

std::string to_text(const tree& t) {
  return std::visit(overloaded{[](std::nullptr_t) { return std::string{"null"}; },
                               [](bool x) { return std::string{x ? "true" : "false"}; },
                               [](std::int64_t x) { return std::to_string(x); },
                               [](std::uint64_t x) { return std::to_string(x); },
                               [](double x) { return shortest(x); },
                               [](const std::string& x) { return '"' + x + '"'; },
                               [](const tree::list& x) { return joined('[', x, ']', to_text); },
                               [](const tree::object& x) {
                                 return joined('{', x, '}', [](const auto& entry) {
                                   return '"' + entry.first + "\":" + to_text(entry.second);
                                 });
                               }},
                    t.what);
}

tree& tree_writer::add(tree value) {
  if (open_.empty()) return root_ = std::move(value);
  if (auto* list = std::get_if<tree::list>(&open_.back()->what))
    return list->emplace_back(std::move(value));
  return std::get<tree::object>(open_.back()->what).emplace_back(key_, std::move(value)).second;
}

void tree_writer::begin_list(std::size_t size) {
  open(tree::list{});
  std::get<tree::list>(open_.back()->what).reserve(size);
}

void tree_writer::bytes(carrick::byte_span value) {
  constexpr const char* digits = "0123456789abcdef";
  std::string out = "hex:";
  for (auto byte : value)
    out.append(1, digits[std::to_integer<int>(byte) >> 4])
      .append(1, digits[std::to_integer<int>(byte) & 15]);
  add(std::move(out));
}

carrick::value_shape tree_source::shape() const {
  using enum carrick::value_shape;
  constexpr std::array shapes{null, boolean, integer, integer, number, text, list, object};
  return shapes[at().what.index()];
}

std::optional<std::int64_t> tree_source::integer() const {
  if (auto* x = std::get_if<std::int64_t>(&at().what)) return *x;
  auto x = std::get<std::uint64_t>(at().what);
  return std::in_range<std::int64_t>(x) ? std::optional(static_cast<std::int64_t>(x))
                                        : std::nullopt;
}

std::optional<std::uint64_t> tree_source::natural() const {
  if (auto* x = std::get_if<std::uint64_t>(&at().what)) return *x;
  auto x = std::get<std::int64_t>(at().what);
  return x >= 0 ? std::optional(static_cast<std::uint64_t>(x)) : std::nullopt;
}

std::optional<double> tree_source::number() const {
  if (auto* x = std::get_if<double>(&at().what)) return *x;
  return static_cast<double>(*integer());
}

std::optional<std::vector<std::byte>> tree_source::bytes() const {
  auto hex = text();
  if (!hex.starts_with("hex:")) return std::nullopt;
  std::vector<std::byte> out;
  for (std::size_t i = 4; i < hex.size(); i += 2)
    out.push_back(static_cast<std::byte>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16)));
  return out;
}

std::size_t tree_source::size() const {
  if (auto* list = std::get_if<tree::list>(&at().what)) return list->size();
  return std::get<tree::object>(at().what).size();
}

void tree_source::enter(std::size_t index) {
  if (auto* list = std::get_if<tree::list>(&at().what))
    path_.push_back(&(*list)[index]);
  else
    path_.push_back(&std::get<tree::object>(at().what)[index].second);
}
