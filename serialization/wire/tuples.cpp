#include <carrick/serialization/wire/tuples.hpp>

namespace carrick::detail {

void build_tuple(value_reader& reader, std::span<const value_place> places) {
  auto given = reader.list();
  if (given && *given != places.size())
    reader.expected("a list of " + std::to_string(places.size()));
  if (given != places.size()) return;
  for (std::size_t i = 0; i < places.size(); ++i)
    reader.child(i, [&] { build(*places[i].type, reader, places[i].at); });
}

} // namespace carrick::detail
