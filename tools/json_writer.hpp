#pragma once

#include <carrick/serialization/value_visitor.hpp>

#include <string>

namespace carrick::tools {

/// Writes what it is shown as JSON on one line. Integers stand there exactly, all 64 bits of them;
/// bytes are base64; a number that is not finite is the text "NaN", "Infinity" or "-Infinity".
class json_writer final : public value_visitor {
 public:
  void begin_object() override { open('{'); }
  void key(std::string_view name) override;
  void end_object() override { close('}'); }
  void begin_list(std::size_t) override { open('['); }
  void end_list() override { close(']'); }
  void null() override { word("null"); }
  void boolean(bool value) override { word(value ? "true" : "false"); }
  void integer(std::int64_t value) override { word(std::to_string(value)); }
  void natural(std::uint64_t value) override { word(std::to_string(value)); }
  void number(double value) override;
  void text(std::string_view value) override;
  void bytes(byte_span value) override;

  /// JSON that is already written.
  void raw(std::string_view json) { word(json); }
  std::string take();

 private:
  void comma();
  void open(char bracket);
  void close(char bracket);
  void word(std::string_view text);

  std::string out_;
  bool first_ = true; // in its object or list, or behind a key
};

/// `text` in quotes, escaped: JSON, printable and on one line, whatever bytes it holds
/// (made_valid()).
std::string quoted_json(std::string_view text);

} // namespace carrick::tools
