#pragma once

#include <carrick/serialization/layout_verdict.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace carrick {

/// How the messages of one peer differ from ours: found out in the handshake, asked at each message
/// while there is a difference.
class peer_layouts {
 public:
  /// Nothing differs.
  peer_layouts() = default;
  explicit peer_layouts(layout_verdict verdict) : verdict_(std::move(verdict)) {}

  bool equal() const noexcept { return verdict_.differences().empty(); }
  /// How to decode that message of the peer's, which is not refused.
  decode_options decoding(std::uint32_t message) const {
    auto options = verdict_.options_for(message);
    return options ? *options : decode_options{};
  }
  /// `version_mismatch` naming message and field if it cannot be exchanged with the peer, else ok.
  status refusal(std::uint32_t message) const {
    auto options = verdict_.options_for(message);
    return options ? status{} : options.error();
  }

 private:
  layout_verdict verdict_;
};

} // namespace carrick
