#pragma once

#include <carrick/actors/session.hpp>

namespace carrick::tools::bench {

/// Sends each item of a raw stream back on it, at once; an item that has no credit is lost.
class stream_echo_handler final : public message_handler {
 public:
  void on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                 const incoming& opening) override;
  const message_type* type() const noexcept override { return nullptr; }
  std::string_view message_name() const noexcept override;
  std::string_view kind() const noexcept override { return "inline"; }
};

} // namespace carrick::tools::bench
