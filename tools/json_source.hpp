#pragma once

#include <carrick/core/result.hpp>
#include <carrick/serialization/value_source.hpp>

#include <memory>
#include <string_view>

namespace carrick::tools {

/// One JSON text as a tree that messages are built from. Integers keep all 64 bits; bytes are
/// base64. `invalid_argument` says what is wrong at which character, from 1.
result<std::unique_ptr<value_source>> parse_json(std::string_view text);

} // namespace carrick::tools
