#include <carrick/tools/console.hpp>

#include <carrick/tools/paint.hpp>
#include <carrick/tools/table.hpp>

#include <iostream>

namespace carrick::tools {
namespace {

std::string json_array(const std::vector<std::string>& documents) {
  std::string out = "[";
  for (const auto& one : documents) out.append(out.size() == 1 ? "" : ",").append(one);
  return out + "]";
}

} // namespace

console::console(std::string program, console_options options)
    : console(std::move(program), options, std::cout, std::cerr) {}

console::console(std::string program, console_options options, std::ostream& out, std::ostream& err)
    : program_(std::move(program)), options_(options), out_(out), err_(err) {}

void console::line(std::string_view text) { out_ << text << '\n' << std::flush; }

void console::text(std::string_view text) { out_ << text << std::flush; }

void console::list(const table& rows, const std::vector<std::string>& json) {
  switch (options_.format) {
    case output_format::text:
      return text(rows.text(options_.color_out));
    case output_format::json:
      return line(json_array(json));
    case output_format::jsonl:
      for (const auto& one : json) line(one);
  }
}

void console::note(std::string_view text) {
  if (!options_.quiet) warn(text);
}

void console::warn(std::string_view text) { err_ << text << '\n' << std::flush; }

int console::fail(const failure& why) {
  out_ << std::flush;
  if (options_.format == output_format::text)
    err_ << to_text(why, program_, options_.color_err) << std::flush;
  else
    warn(to_json(why));
  return static_cast<int>(why.exit);
}

} // namespace carrick::tools
