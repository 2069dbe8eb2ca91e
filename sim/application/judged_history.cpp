#include <carrick/sim/application/judged_history.hpp>

#include <sstream>
#include <utility>

namespace carrick::sim {

std::string finding_of(const judgement& found) {
  if (found.right()) return {};
  const auto text = to_string(found);
  return text.substr(0, text.find('\n'));
}

exhibit exhibit_of(const std::string& title, const judgement& found) {
  exhibit out{title};
  if (!found.wrong) return out;
  std::istringstream text{to_string(*found.wrong)};
  for (std::string line; std::getline(text, line);) out.lines.push_back(std::move(line));
  out.picture = history_picture(*found.wrong);
  return out;
}

} // namespace carrick::sim
