#include <carrick/actors/repeated_log.hpp>

#include <carrick/actors/loop.hpp>

#include <string>

namespace carrick {

bool repeated_log::is_first(std::string_view kind) {
  if (stopped_ || !seen_.is_first(kind, where_.now())) return false;
  timer_.arm(seen_.next_deadline());
  return true;
}

void repeated_log::stop() {
  stopped_ = true;
  timer_.cancel();
}

void repeated_log::on_timer() {
  for (const auto& each : seen_.due(where_.now()))
    log_.warn("node", std::to_string(each.more) + " more within a minute: " + each.kind);
  timer_.arm(seen_.next_deadline());
}

} // namespace carrick
