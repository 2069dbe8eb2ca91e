#include <carrick/actors/caf_status.hpp>

#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/sec.hpp>

namespace caf {

template <>
error::error(carrick::status what)
    : error(static_cast<std::uint8_t>(what.code()),
            detail::error_factory<carrick::status>::category, make_message(what.message())) {}

} // namespace caf

namespace carrick {
namespace {

code code_of(caf::sec what) noexcept {
  switch (what) {
    case caf::sec::unexpected_message:
      return code::no_handler;
    case caf::sec::request_timeout:
      return code::deadline_exceeded;
    case caf::sec::request_receiver_down:
      return code::ended;
    case caf::sec::invalid_argument:
      return code::invalid_argument;
    default:
      return code::internal;
  }
}

std::string text_of(const caf::error& what) {
  const auto& context = what.context();
  return context.match_elements<std::string>() ? context.get_as<std::string>(0) : std::string{};
}

} // namespace

status status_of(const caf::error& what) {
  if (!what) return {};
  if (what.category() == caf::detail::error_factory<status>::category)
    return {code_from_wire(what.code()), text_of(what)};
  if (what.category() == caf::atom("exit")) return {code::ended, "the actor has ended"};
  auto text = text_of(what);
  if (text.empty()) text = to_string(what);
  if (what.category() != caf::atom("system")) return {code::internal, std::move(text)};
  return {code_of(static_cast<caf::sec>(what.code())), std::move(text)};
}

status status_of_end(const caf::error& reason) {
  if (!reason || reason == caf::exit_reason::user_shutdown) return {};
  if (reason.category() != caf::atom("exit")) return status_of(reason);
  auto exit = static_cast<caf::exit_reason>(reason.code());
  return {code::ended, "exit reason " + to_string(exit)};
}

} // namespace carrick
