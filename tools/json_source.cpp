#include <carrick/tools/json_source.hpp>

#include <carrick/core/base64.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/tools/json_writer.hpp>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

namespace carrick::tools {
namespace {

namespace json = boost::json;

class json_source final : public value_source {
 public:
  explicit json_source(json::value root) : root_(std::move(root)) { at_.push_back(&root_); }

  value_shape shape() const override {
    switch (here().kind()) {
      case json::kind::null:
        return value_shape::null;
      case json::kind::bool_:
        return value_shape::boolean;
      case json::kind::int64:
      case json::kind::uint64:
        return value_shape::integer;
      case json::kind::double_:
        return value_shape::number;
      case json::kind::string:
        return value_shape::text;
      case json::kind::array:
        return value_shape::list;
      case json::kind::object:
        return value_shape::object;
    }
    return value_shape::null;
  }

  bool boolean() const override { return here().get_bool(); }
  std::optional<std::int64_t> integer() const override { return exact<std::int64_t>(); }
  std::optional<std::uint64_t> natural() const override { return exact<std::uint64_t>(); }
  std::optional<double> number() const override {
    auto value = here().to_number<double>();
    return std::isfinite(value) ? std::optional{value} : std::nullopt;
  }
  std::string_view text() const override {
    const auto& held = here().get_string();
    return {held.data(), held.size()};
  }
  std::optional<std::vector<std::byte>> bytes() const override { return from_base64(text()); }

  std::size_t size() const override {
    return here().is_array() ? here().get_array().size() : here().get_object().size();
  }
  std::string_view key(std::size_t index) const override {
    auto name = (here().get_object().begin() + offset(index))->key();
    return {name.data(), name.size()};
  }
  void enter(std::size_t index) override {
    at_.push_back(here().is_array() ? &here().get_array()[index]
                                    : &(here().get_object().begin() + offset(index))->value());
  }
  void leave() override { at_.pop_back(); }

  std::string shown() const override {
    constexpr std::size_t cut = 64;
    if (here().is_double()) return shown_number(here().get_double());
    auto out = json::serialize(here());
    if (out.size() > cut) out.replace(cut, out.npos, "...");
    return out;
  }

 private:
  static std::string shown_number(double value) {
    if (!std::isfinite(value)) return "one that no double holds";
    json_writer out;
    out.number(value);
    return out.take();
  }
  const json::value& here() const { return *at_.back(); }
  static std::ptrdiff_t offset(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

  template <class Integer>
  std::optional<Integer> exact() const {
    json::error_code error;
    auto value = here().to_number<Integer>(error);
    return error ? std::nullopt : std::optional{value};
  }

  json::value root_;
  std::vector<const json::value*> at_;
};

/// Makes the tree as boost::json::parser does, but for numbers with a point or an exponent: its own
/// conversion is wrong in the last digit of every fifth.
class tree_handler {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  using error = json::error_code;
  using text = json::string_view;

  tree_handler() { tree_.reset(); }
  json::value take() { return tree_.release(); }

  bool on_document_begin(error&) { return true; }
  bool on_document_end(error&) { return true; }
  bool on_object_begin(error&) { return true; }
  bool on_object_end(std::size_t size, error&) { return tree_.push_object(size), true; }
  bool on_array_begin(error&) { return true; }
  bool on_array_end(std::size_t size, error&) { return tree_.push_array(size), true; }
  bool on_key_part(text part, std::size_t, error&) { return tree_.push_chars(part), true; }
  bool on_key(text last, std::size_t, error&) { return tree_.push_key(last), true; }
  bool on_string_part(text part, std::size_t, error&) { return tree_.push_chars(part), true; }
  bool on_string(text last, std::size_t, error&) { return tree_.push_string(last), true; }
  bool on_number_part(text, error&) { return true; }
  bool on_int64(std::int64_t value, text, error&) { return tree_.push_int64(value), true; }
  bool on_uint64(std::uint64_t value, text, error&) { return tree_.push_uint64(value), true; }
  /// The whole text is parsed at once, so no number comes in parts.
  bool on_double(double, text digits, error&) { return tree_.push_double(number(digits)), true; }
  bool on_bool(bool value, error&) { return tree_.push_bool(value), true; }
  bool on_null(error&) { return tree_.push_null(), true; }
  bool on_comment_part(text, error&) { return true; }
  bool on_comment(text, error&) { return true; }

 private:
  /// Infinite, which no text stands for, if it is beyond the type.
  static double number(text digits) noexcept {
    double value = 0;
    auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return read.ec == std::errc{} ? value : std::numeric_limits<double>::infinity();
  }

  json::value_stack tree_;
};

json::parse_options strict() {
  json::parse_options options;
  options.max_depth = 4 * limits::decode_depth;
  return options;
}

status broken(std::string_view what, std::size_t offset) {
  return fail(
    code::invalid_argument,
    "this is no JSON: " + std::string{what} + " at character " + std::to_string(offset + 1));
}

} // namespace

result<std::unique_ptr<value_source>> parse_json(std::string_view text) {
  json::basic_parser<tree_handler> parser{strict()};
  json::error_code error;
  auto taken = parser.write_some(false, text.data(), text.size(), error);
  if (error) return broken(error.message(), taken);
  auto rest = text.find_first_not_of(" \t\r\n", taken);
  if (rest != text.npos) return broken("something follows the value", rest);
  return std::make_unique<json_source>(parser.handler().take());
}

} // namespace carrick::tools
