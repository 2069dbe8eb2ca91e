#include <carrick/membership/json_fields.hpp>

#include <boost/json/parse.hpp>

#include <charconv>

namespace carrick::membership::json {
namespace {

const boost::json::value* value_at(const boost::json::object& in, std::string_view key) {
  return in.if_contains(boost::json::string_view{key.data(), key.size()});
}

std::string_view view_of(const boost::json::string& text) { return {text.data(), text.size()}; }

} // namespace

result<boost::json::object> parse_object(std::string_view text) {
  boost::json::error_code error;
  auto value = boost::json::parse(boost::json::string_view{text.data(), text.size()}, error);
  if (error) return fail(code::malformed, "no JSON: " + error.message());
  if (auto* object = value.if_object()) return std::move(*object);
  return fail(code::malformed, "no JSON object");
}

const boost::json::object* object_at(const boost::json::object& in, std::string_view key) {
  const auto* found = value_at(in, key);
  return found ? found->if_object() : nullptr;
}

const boost::json::array* array_at(const boost::json::object& in, std::string_view key) {
  const auto* found = value_at(in, key);
  return found ? found->if_array() : nullptr;
}

std::optional<std::string_view> text_at(const boost::json::object& in, std::string_view key) {
  const auto* found = value_at(in, key);
  const auto* text = found ? found->if_string() : nullptr;
  return text ? std::optional{view_of(*text)} : std::nullopt;
}

std::optional<std::int64_t> number_at(const boost::json::object& in, std::string_view key) {
  const auto* found = value_at(in, key);
  if (!found) return std::nullopt;
  if (auto* number = found->if_int64()) return *number;
  auto* text = found->if_string();
  if (!text) return std::nullopt;
  std::int64_t out = 0;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return out;
}

bool flag_at(const boost::json::object& in, std::string_view key) {
  const auto* found = value_at(in, key);
  const auto* flag = found ? found->if_bool() : nullptr;
  return flag && *flag;
}

} // namespace carrick::membership::json
