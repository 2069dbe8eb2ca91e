#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/tools/cluster_access.hpp>
#include <carrick/tools/invocation.hpp>

#include <functional>
#include <string>
#include <vector>

namespace carrick::tools {

/// A stream that a command opens and shows.
struct followed_stream {
  std::string to; ///< "n1/store"
  const message_type* type = nullptr;
  buffer opening;
  std::vector<buffer> items; ///< sent first
  bool half_close = true;    ///< behind them
  std::function<void(const message_value& item)> show;
};

/// Shows items until the end. Ctrl-C cancels the stream and gives 130; a second one, or a node that
/// does not react within a second, ends the program. Prints why a stream ended, unless with ok.
int follow_stream(invocation& at, cluster_access& cluster, followed_stream stream);

} // namespace carrick::tools
