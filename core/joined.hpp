#pragma once

#include <string>

namespace carrick {

/// `n1, n2, n3`: what a sentence lists. Names are anything that a std::string can append.
template <class Names>
std::string joined(const Names& names) {
  std::string out;
  for (const auto& name : names) out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

} // namespace carrick
