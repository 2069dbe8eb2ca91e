#include <carrick/config/finding.hpp>

#include <carrick/core/joined.hpp>
#include <carrick/core/log.hpp>
#include <carrick/core/nearest.hpp>

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace carrick::config {
namespace {

constexpr std::size_t findings_max = 100;
auto order_of(const finding& f) {
  return std::tuple{f.where.line == 0, f.where.line, f.where.column};
}

} // namespace

std::string to_string(const finding& f) {
  std::string out = place_of(f.where) + ": " + f.message;
  if (!f.hint.empty()) out += "; " + f.hint;
  return out;
}

void throw_unchecked(const std::vector<finding>& findings) {
  std::string lines = "the configuration is wrong";
  for (const auto& f : findings) lines += '\n' + to_string(f);
  throw std::logic_error(lines);
}

void report::add(const origin& where, std::string message, std::string hint) {
  if (findings_.size() == findings_max) return;
  finding f{where, std::move(message), std::move(hint)};
  // Layers are read alone and together; a value that both readings refuse is one finding.
  auto same = [&](const finding& known) {
    return place_of(known.where) == place_of(f.where) && known.message == f.message;
  };
  if (std::none_of(findings_.begin(), findings_.end(), same)) findings_.push_back(std::move(f));
}

std::vector<finding> report::take() {
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const finding& a, const finding& b) { return order_of(a) < order_of(b); });
  return std::move(findings_);
}

std::string suggestion(std::string_view given, const std::vector<std::string>& known,
                       std::string_view otherwise) {
  if (auto near = nearest(given, known); !near.empty()) return "did you mean \"" + near + "\"?";
  return known.empty() ? std::string{} : std::string{otherwise} + ": " + joined(known);
}

std::string in_quotes(std::string_view text) {
  bool cut = text.size() > shown_bytes_max;
  return '"' + printable(text.substr(0, shown_bytes_max)) + (cut ? "...\"" : "\"");
}

} // namespace carrick::config
