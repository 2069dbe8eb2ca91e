#include <carrick/tools/failure.hpp>

#include <carrick/core/nearest.hpp>
#include <carrick/core/utf8.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/paint.hpp>

#include <sstream>

namespace carrick::tools {
namespace {

constexpr std::size_t names_max = 20;

/// How a failure stands in JSON.
struct failure_row {
  std::string id, code; ///< empty: wrong usage
  std::string message;
  std::vector<std::string> hints;
  std::int32_t exit = 0;
  CARRICK_DATA(failure_row, "carrick.tool.failure_row", id, code, message, hints, exit)
};
struct failure_line {
  failure_row error;
  CARRICK_DATA(failure_line, "carrick.tool.failure", error)
};

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < names_max; ++i)
    out.append(i == 0 ? "" : ", ").append(names[i]);
  if (names.size() > names_max) out += " and " + std::to_string(names.size() - names_max) + " more";
  return out;
}

std::string last_line(const failure& f, std::string_view program) {
  std::string exit = "(exit " + std::to_string(static_cast<int>(f.exit)) + ")";
  std::string out{"  more: "};
  out += made_printable(program);
  if (f.code)
    out.append(" explain ").append(error_id_of(*f.code));
  else
    out += " --help";
  return out + "   " + exit + "\n";
}

} // namespace

void throw_unchecked(const failure& f) {
  throw std::logic_error("unchecked outcome: " + f.message);
}

failure usage_failure(std::string message, std::vector<std::string> hints) {
  return {std::nullopt, std::move(message), std::move(hints), exit_code::usage};
}

failure failure_of(const status& why) { return failure_of(why, exit_code_of(why.code())); }

failure failure_of(const status& why, exit_code exit) {
  std::istringstream lines{why.message().empty() ? std::string{sentence_of(why.code())}
                                                 : why.message()};
  failure out{why.code(), {}, {}, exit};
  std::getline(lines, out.message);
  for (std::string line; std::getline(lines, line);) out.hints.push_back(line);
  if (!why.hint().empty()) out.hints.emplace_back(why.hint());
  return out;
}

std::string near_names(std::string_view given, const std::vector<std::string>& known,
                       std::string_view introduction) {
  std::string out;
  if (auto near = nearest(given, known); !near.empty()) out = "did you mean " + near + "?  ";
  return out.append(introduction).append(": ") + (known.empty() ? "nothing" : listed(known));
}

std::string to_text(const failure& f, std::string_view program, bool color) {
  std::string head = "error";
  if (f.code) head.append("[").append(error_id_of(*f.code)).append("]");
  std::string out = painted(head, paint::error, color) + ": " + made_printable(f.message) + "\n";
  for (const auto& hint : f.hints) out += "  " + made_printable(hint) + "\n";
  return out + last_line(f, program);
}

std::string to_json(const failure& f) {
  failure_line line;
  if (f.code) {
    line.error.id = error_id_of(*f.code);
    line.error.code = name_of(*f.code);
  }
  line.error.message = f.message;
  line.error.hints = f.hints;
  line.error.exit = static_cast<int>(f.exit);
  return json_of(line);
}

std::optional<failure> parse_failure(std::string_view json) {
  if (!json.starts_with("{\"error\":")) return std::nullopt;
  auto value = message_from_json(message_type_of<failure_line>(), json);
  if (!value) return std::nullopt;
  auto& line = static_cast<failure_line*>(value->get())->error;
  failure out{std::nullopt, std::move(line.message), std::move(line.hints),
              static_cast<exit_code>(line.exit)};
  if (code c{}; parse_code(line.id, c)) out.code = c;
  return out;
}

} // namespace carrick::tools
