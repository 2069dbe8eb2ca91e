#include <carrick/serialization/layout_writer.hpp>

#include <algorithm>

namespace carrick {

bool layout_writer::known(std::string_view name) const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [&](const part_layout& part) { return part.name == name; });
}

} // namespace carrick
