#include <carrick/tools/exit_code.hpp>

namespace carrick::tools {
namespace {

/// Of what happens between here and a handler; `success` for what does not.
exit_code of_the_way(code c) noexcept {
  switch (c) {
    case code::unreachable:
    case code::link_lost:
      return exit_code::unreachable;
    case code::deadline_exceeded:
      return exit_code::deadline;
    case code::no_handler:
      return exit_code::not_found;
    case code::refused:
    case code::duplicate_node:
    case code::version_mismatch:
    case code::protocol_error:
      return exit_code::refused;
    default:
      return exit_code::success;
  }
}

} // namespace

exit_code exit_code_of(code c) noexcept {
  if (auto found = of_the_way(c); found != exit_code::success) return found;
  switch (c) {
    case code::ok:
      return exit_code::success;
    case code::not_found:
      return exit_code::not_found;
    case code::invalid_argument:
    case code::address_in_use:
    case code::bad_config:
      return exit_code::usage;
    default:
      return exit_code::negative;
  }
}

exit_code exit_code_of_answer(code c) noexcept {
  if (c == code::ok) return exit_code::success;
  if (auto found = of_the_way(c); found != exit_code::success) return found;
  return static_cast<exit_code>(static_cast<int>(exit_code::handler_status) + static_cast<int>(c));
}

} // namespace carrick::tools
