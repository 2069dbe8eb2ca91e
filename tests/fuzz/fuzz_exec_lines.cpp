#include <carrick/core/random.hpp>
#include <carrick/membership/exec_lines.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

// What a program prints: however it is split, the same lists come of it.

using namespace carrick;
using namespace carrick::membership;

namespace {

std::string run(std::string_view rest, std::uint64_t seed) {
  exec_lines lines;
  std::string out;
  random_source random{seed};
  while (!rest.empty()) {
    auto piece = std::min<std::size_t>(rest.size(), seed == 0 ? rest.size() : 1 + random.below(16));
    const std::string copy{rest.substr(0, piece)};
    lines.feed(as_bytes(copy));
    rest.remove_prefix(piece);
    while (auto said = lines.next()) {
      if (!*said) {
        out += "wrong\n";
        continue;
      }
      for (const auto& m : **said) out += m.id.text() + ' ';
      static_cast<void>(check(**said));
      out += '\n';
    }
  }
  return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  if (run(text, 0) != run(text, 1)) __builtin_trap();
  return 0;
}
