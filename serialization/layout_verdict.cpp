#include <carrick/serialization/layout_verdict.hpp>

namespace carrick {

bool layout_verdict::compatible(std::uint32_t id) const noexcept {
  auto place = differences_.find(id);
  return place == differences_.end() ||
    place->second.found.relation != layout_relation::incompatible;
}

result<decode_options> layout_verdict::options_for(std::uint32_t id) const {
  decode_options out;
  auto place = differences_.find(id);
  if (place == differences_.end()) return out;
  const auto& found = place->second.found;
  if (found.relation == layout_relation::incompatible)
    return fail(code::version_mismatch, found.sentence);
  out.allow_longer = found.relation == layout_relation::theirs_longer;
  if (found.relation == layout_relation::ours_longer) out.known_fields = found.known_fields;
  return out;
}

std::vector<std::string> layout_verdict::sentences() const {
  std::vector<std::string> out;
  for (const auto& [id, what] : differences_)
    if (what.found.relation == layout_relation::incompatible) out.push_back(what.found.sentence);
  return out;
}

} // namespace carrick
