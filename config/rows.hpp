#pragma once

#include <carrick/config/cluster_spec.hpp>
#include <carrick/config/value.hpp>

#include <string>
#include <vector>

namespace carrick::config {

/// One effective value.
struct row {
  std::string path; ///< "transport.dial_timeout"
  value held;       ///< as the file would say it
  origin where;
};

/// All effective values, defaults included, in the order of the file.
std::vector<row> rows(const cluster_spec& spec);

/// The file that says all this at once: it loads to the same values. With origins, each line ends
/// with a comment that says where its value comes from.
std::string print(const cluster_spec& spec, bool with_origins = false);

} // namespace carrick::config
