#include <carrick/serialization/byte_reader.hpp>

namespace carrick {

void byte_reader::malformed(const char* what) const { throw malformed_value(what); }

// A number has one spelling: at most 64 bits, no zero byte at the end.
std::size_t byte_reader::long_count(std::uint8_t first) {
  std::uint64_t value = first & 0x7f;
  for (int shift = 7;; shift += 7) {
    auto byte = number<std::uint8_t>();
    if (shift == 63 && byte > 1) malformed("a count has more than 64 bits");
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte >= 0x80) continue;
    if (byte == 0) malformed("a count is not written in its shortest form");
    return value;
  }
}

} // namespace carrick
