#include <carrick/tools/json_source.hpp>

#include <carrick/core/base64.hpp>
#include <carrick/core/limits.hpp>

#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

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
  double number() const override { return here().to_number<double>(); }
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
    auto out = json::serialize(here());
    if (out.size() > cut) out.replace(cut, out.npos, "...");
    return out;
  }

 private:
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
  json::parser parser{{}, strict()};
  json::error_code error;
  auto taken = parser.write_some(text.data(), text.size(), error); // fails on an incomplete text
  if (error) return broken(error.message(), taken);
  auto rest = text.find_first_not_of(" \t\r\n", taken);
  if (rest != text.npos) return broken("something follows the value", rest);
  return std::make_unique<json_source>(parser.release());
}

} // namespace carrick::tools
