#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/tools/cluster_access.hpp>
#include <carrick/tools/invocation.hpp>

#include <functional>
#include <string>

namespace carrick::tools {

/// A stream that a command opens and shows.
struct followed_stream {
  std::string to; ///< "n1/store"
  const message_type* type = nullptr;
  buffer opening;
  bool reads_items = false; ///< sends the lines of stdin as they come
  bool half_close = true;   ///< behind them
  std::function<void(const message_value& item)> show;
};

/// Shows items until the end. Ctrl-C cancels the stream and gives 130; a second one, or a node that
/// does not react within a second, ends the program. A line of stdin that is no item, and output
/// that cannot be printed, cancel it too. Prints why a stream ended, unless with ok.
int follow_stream(invocation& at, cluster_access& cluster, followed_stream stream);

} // namespace carrick::tools
