#pragma once

#include <carrick/core/result.hpp>

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Fields of a JSON text from outside, for the sources' machines alone: a field that is absent and
/// one of another type are both "not there".
namespace carrick::membership::json {

/// `malformed` if it is no JSON, or no object.
result<boost::json::object> parse_object(std::string_view text);

const boost::json::object* object_at(const boost::json::object& in, std::string_view key);
const boost::json::array* array_at(const boost::json::object& in, std::string_view key);
/// Valid as long as `in`.
std::optional<std::string_view> text_at(const boost::json::object& in, std::string_view key);
/// A number, or a text of one, as etcd writes 64 bits.
std::optional<std::int64_t> number_at(const boost::json::object& in, std::string_view key);
bool flag_at(const boost::json::object& in, std::string_view key);

} // namespace carrick::membership::json
