#include <carrick/tools/json_writer.hpp>

#include <carrick/core/base64.hpp>
#include <carrick/core/utf8.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace carrick::tools {

namespace {

/// What JSON lets stand as it is, but a terminal obeys: U+007F to U+009F as \\u00NN.
std::string without_late_controls(std::string_view json) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const bool is_late = json[i] == '\xc2' && static_cast<unsigned char>(json[i + 1]) < 0xa0;
    if (!is_late && json[i] != '\x7f') {
      out += json[i];
      continue;
    }
    const auto code = static_cast<unsigned char>(is_late ? json[++i] : json[i]);
    out.append("\\u00").append(1, hex[code >> 4]).append(1, hex[code & 15]);
  }
  return out;
}

} // namespace

std::string quoted_json(std::string_view text) {
  auto quoted = [](std::string_view valid) {
    return boost::json::serialize(boost::json::string_view{valid.data(), valid.size()});
  };
  if (printable_utf8(text)) return quoted(text);
  return without_late_controls(quoted(made_valid(text)));
}

void json_writer::key(std::string_view name) {
  comma();
  out_.append(quoted_json(name)).append(":");
  first_ = true;
}

void json_writer::number(double value) {
  if (std::isnan(value)) return text("NaN");
  if (std::isinf(value)) return text(value > 0 ? "Infinity" : "-Infinity");
  if (value == 0 && std::signbit(value)) return word("-0.0"); // -0 would be an integer
  std::array<char, 32> digits;
  auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  word({digits.data(), end});
}

void json_writer::text(std::string_view value) { word(quoted_json(value)); }

void json_writer::bytes(byte_span value) { word('"' + to_base64(value) + '"'); }

std::string json_writer::take() {
  first_ = true;
  return std::exchange(out_, {});
}

void json_writer::comma() {
  if (!std::exchange(first_, false)) out_ += ',';
}

void json_writer::open(char bracket) {
  comma();
  out_ += bracket;
  first_ = true;
}

void json_writer::close(char bracket) {
  out_ += bracket;
  first_ = false;
}

void json_writer::word(std::string_view text) {
  comma();
  out_ += text;
}

} // namespace carrick::tools
