#pragma once

#include <string>
#include <typeinfo>

namespace caf {
class type_erased_tuple;
}

namespace carrick {

/// "kv::get".
std::string type_text(const std::type_info& type);
/// What a CAF message holds, for people: types, and values only of CAF's own short ones.
std::string content_text(const caf::type_erased_tuple& content);

} // namespace carrick
