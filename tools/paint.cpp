#include <carrick/tools/paint.hpp>

#include <array>

namespace carrick::tools {
namespace {

constexpr std::array<std::string_view, 5> codes{"\x1b[1;31m", "\x1b[33m", "\x1b[32m", "\x1b[2m",
                                                "\x1b[1m"};
constexpr std::array<std::string_view, 6> node_codes{"\x1b[36m", "\x1b[35m", "\x1b[34m",
                                                     "\x1b[32m", "\x1b[33m", "\x1b[96m"};
constexpr std::string_view plain = "\x1b[0m";

std::string wrapped(std::string_view text, std::string_view code, bool color) {
  if (!color) return std::string{text};
  return std::string{code}.append(text).append(plain);
}

} // namespace

std::string painted(std::string_view text, paint how, bool color) {
  return wrapped(text, codes[static_cast<std::size_t>(how)], color);
}

std::string painted_as_node(std::string_view text, std::size_t n, bool color) {
  return wrapped(text, node_codes[n % node_codes.size()], color);
}

} // namespace carrick::tools
