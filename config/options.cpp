#include <carrick/config/options.hpp>

namespace carrick::config {

status bad_options(const std::vector<value_finding>& findings) {
  std::string lines;
  for (const auto& f : findings) {
    if (!lines.empty()) lines += '\n';
    lines += f.place + ": " + to_string(f);
  }
  return fail(code::bad_config, std::move(lines));
}

} // namespace carrick::config
