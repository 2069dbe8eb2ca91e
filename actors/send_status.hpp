#pragma once

#include <carrick/core/status.hpp>

namespace carrick {

/// Whether something was taken to be sent. May be ignored: what is not taken is counted.
class send_status final : public status {
 public:
  send_status() = default;
  send_status(status what) : status(std::move(what)) {}
};

} // namespace carrick
