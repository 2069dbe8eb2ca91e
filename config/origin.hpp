#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace carrick::config {

/// Where a value comes from. The later kinds override the earlier ones.
struct origin {
  enum class kind : std::uint8_t { defaulted, file, profile, environment, set };

  kind from = kind::defaulted;
  std::string name;    ///< of the file, of the environment variable, or the text given to --set
  std::string profile; ///< its name, for kind::profile
  std::uint32_t line = 0, column = 0; ///< from 1; 0 where there is no file

  friend bool operator==(const origin&, const origin&) = default;
};

/// What a finding begins with: "cluster.toml:24:3", "CARRICK_LOG__LEVEL", "--set log.level=loud".
std::string place_of(const origin& of);
/// What `config print --origin` shows: "default", "cluster.toml:24", "profile ci cluster.toml:90",
/// "env CARRICK_LOG__LEVEL", "--set".
std::string to_string(const origin& of);

} // namespace carrick::config
