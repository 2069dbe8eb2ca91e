#include <carrick/core/log.hpp>

#include <array>

namespace carrick {
namespace {

constexpr std::array<std::string_view, 6> level_names{"trace", "debug", "info",
                                                      "warn",  "error", "off"};

class null_log final : public logger {
 public:
  void write(log_level, std::string_view, std::string_view) override {}
  bool enabled(log_level) const noexcept override { return false; }
};

} // namespace

std::string_view name_of(log_level level) noexcept {
  return level_names[static_cast<std::size_t>(level)];
}

bool parse_log_level(std::string_view name, log_level& out) noexcept {
  for (std::size_t i = 0; i < level_names.size(); ++i) {
    if (name != level_names[i]) continue;
    out = static_cast<log_level>(i);
    return true;
  }
  return false;
}

logger& null_logger() noexcept {
  static null_log log;
  return log;
}

std::string printable(std::string_view from_peer) {
  constexpr std::size_t cut = 128;
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for (char c : from_peer.substr(0, cut)) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '\\')
      out += c;
    else
      out.append("\\x").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
  }
  if (from_peer.size() > cut) out += "...";
  return out;
}

} // namespace carrick
