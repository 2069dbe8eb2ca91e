#pragma once

#include <carrick/core/result.hpp>
#include <carrick/membership/update.hpp>

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace carrick::membership {

/// What a member says of itself under its key:
/// {"addresses":["10.0.0.4:7101"],"tags":{"zone":"a"},"incarnation":"81985529216486895"}.
std::string registration_text(const configured_member& member, std::uint64_t incarnation);

/// The member `id` of such a text. Unknown fields are those of a later version; `malformed` names
/// what is wrong.
result<configured_member> parse_registration(std::string_view id, std::string_view text);

/// Addresses ("addresses", or "addr" for a single one) and "tags" of an object.
result<configured_member> member_of(std::string_view id, const boost::json::object& from);

} // namespace carrick::membership
