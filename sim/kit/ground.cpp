#include <carrick/sim/kit/ground.hpp>

#include <carrick/core/joined.hpp>
#include <carrick/core/nearest.hpp>

#include <algorithm>
#include <chrono>

namespace carrick::sim {
namespace {

constexpr duration look_first = std::chrono::milliseconds(1);

} // namespace

std::size_t ground::number_of(std::string_view node) const {
  std::vector<std::string> names;
  for (const auto& id : ids()) {
    if (id.text() == node) return names.size();
    names.push_back(id.text());
  }
  auto text = "no node \"" + std::string{node} + "\" in the cluster of this test: ";
  const auto close = nearest(node, names);
  throw std::logic_error(
    text + (close.empty() ? "its nodes are " + joined(names) : "did you mean \"" + close + "\"?"));
}

node& ground::must_run(std::size_t number, std::string_view what) {
  if (auto* found = running(number)) return *found;
  throw std::logic_error(std::string{what} + ": " + ids()[number].text() +
                         " does not run: restart() it before");
}

bool ground::poll(const std::function<bool()>& done, duration limit) {
  const auto began = now();
  const auto until = deadline_after(began, patience(limit));
  while (!done()) {
    const auto looked = now();
    if (looked >= until) return false;
    advance(std::min<duration>(until - looked, std::max(look_first, (looked - began) / 64)));
  }
  return true;
}

void ground::failed(const std::string& text) const {
  throw expectation_failed(text + " (" + where_it_stands() + ")");
}

} // namespace carrick::sim
