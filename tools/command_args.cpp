#include <carrick/tools/command_args.hpp>

#include <carrick/core/quantity.hpp>
#include <carrick/tools/failure.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>

namespace carrick::tools {
namespace {

[[noreturn]] void wrong(const std::string& names, const std::string& text) {
  throw CLI::ValidationError(names, text);
}

std::uint64_t number_of(const std::string& names, const std::string& text,
                        command_args::bounds within) {
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool whole = error == std::errc{} && end == text.data() + text.size();
  if (whole && value >= within.min && value <= within.max) return value;
  auto up_to = within.max == UINT64_MAX ? "" : " to " + std::to_string(within.max);
  wrong(names,
        "expected a whole number from " + std::to_string(within.min) + up_to + ", got \"" + text +
          "\"");
}

duration duration_of(const std::string& names, const std::string& text) {
  auto parsed = parse_duration(text);
  if (!parsed) wrong(names, to_string(parsed.error()));
  if (*parsed < duration::zero()) wrong(names, "\"" + text + "\" is negative");
  return *parsed;
}

std::size_t choice_of(const std::string& names, const std::string& text,
                      const std::vector<std::string>& choices) {
  auto found = std::find(choices.begin(), choices.end(), text);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  wrong(names, "there is no \"" + text + "\"; " + near_names(text, choices, "there is"));
}

} // namespace

void command_args::required(const std::string& name, std::string& into, const std::string& what) {
  app_.add_option(name, into, what)->required();
}

void command_args::optional(const std::string& name, std::string& into, const std::string& what) {
  app_.add_option(name, into, what);
}

void command_args::flag(const std::string& names, bool& into, const std::string& what) {
  app_.add_flag(names, into, what);
}

void command_args::off_flag(const std::string& names, bool& into, const std::string& what) {
  app_.add_flag_function(
    names, [&into](std::int64_t count) { into = into && count == 0; }, what);
}

void command_args::option(const std::string& names, std::string& into, const std::string& what,
                          const std::string& variable) {
  auto* added = app_.add_option(names, into, what);
  if (!variable.empty()) added->envname(variable);
}

void command_args::option(const std::string& names, std::vector<std::string>& into,
                          const std::string& what) {
  app_.add_option(names, into, what)->allow_extra_args(false)->take_all();
}

void command_args::list_option(const std::string& names, std::vector<std::string>& into,
                               const std::string& what, const std::string& variable) {
  auto* added = app_.add_option(names, into, what)->allow_extra_args(false)->take_all();
  added->delimiter(',');
  if (!variable.empty()) added->envname(variable);
}

void command_args::option(const std::string& names, std::uint64_t& into, bounds within,
                          const std::string& what) {
  app_.add_option_function<std::string>(
    names,
    [&into, names, within](const std::string& text) { into = number_of(names, text, within); },
    what);
}

void command_args::option(const std::string& names, duration& into, const std::string& what) {
  app_.add_option_function<std::string>(
    names, [&into, names](const std::string& text) { into = duration_of(names, text); }, what);
}

void command_args::choice(const std::string& names, std::size_t& into,
                          std::vector<std::string> choices, const std::string& what) {
  app_.add_option_function<std::string>(
    names,
    [&into, names, choices = std::move(choices)](const std::string& text) {
      into = choice_of(names, text, choices);
    },
    what);
}

} // namespace carrick::tools
