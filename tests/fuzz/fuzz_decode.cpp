// Decoding of bytes from strangers: what decodes encodes and decodes again, memory stays within a
// multiple of the input, and the layout exchange takes anything.

#include "../serialization/messages.hpp"

#include <carrick/serialization/layout_exchange.hpp>

#include <sanitizer/allocator_interface.h>

using namespace carrick;

namespace {

// A map node of a few bytes on the wire is some ninety in memory.
constexpr std::size_t memory_factor = 128;

std::size_t allocated = 0;

void count_allocation(const volatile void*, std::size_t bytes) { allocated += bytes; }
void ignore_free(const volatile void*) {}

/// Reads what it is shown, so that the sanitizers see it read.
class reading_visitor final : public value_visitor {
 public:
  void begin_object() override {}
  void key(std::string_view name) override { text(name); }
  void end_object() override {}
  void begin_list(std::size_t) override {}
  void end_list() override {}
  void null() override {}
  void boolean(bool value) override { sum_ += value; }
  void integer(std::int64_t value) override { sum_ ^= static_cast<std::uint64_t>(value); }
  void natural(std::uint64_t value) override { sum_ ^= value; }
  void number(double value) override { sum_ += value > 0; }
  void text(std::string_view value) override { bytes(as_bytes(value)); }
  void bytes(byte_span value) override {
    for (auto byte : value) sum_ += std::to_integer<unsigned>(byte);
  }

 private:
  std::uint64_t sum_ = 0;
};

template <class T>
void check(byte_span input) {
  allocated = 0;
  auto decoded = decode<T>(input);
  ENSURE(allocated <= 64 * limits::KiB + memory_factor * input.size());
  if (decoded.has_error()) {
    ENSURE(decoded.error() == code::malformed);
    return;
  }
  auto again = bytes_of(decoded.value());
  auto once_more = decode<T>(again);
  ENSURE(once_more.has_value());
  ENSURE(bytes_of(once_more.value()).size() == again.size());
  // What stands behind the known fields of an extensible part is not kept.
  ENSURE((again.size() == input.size() || std::is_same_v<T, zoo::everything>));
  reading_visitor reader;
  message_type_of<T>().visit(&decoded.value(), reader);
}

void check_exchange(byte_span input) {
  static const message_registry registry =
    message_registry{}.add<kv::get, kv::put, kv::watch, zoo::everything>();
  layout_exchange exchange{registry};
  if (input.empty()) return;
  (void)exchange.round(std::to_integer<int>(input[0]) % 4, input.subspan(1), {"n1", "n2"});
  (void)exchange.round(2, input.subspan(1), {"n1", "n2"});
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  return __sanitizer_install_malloc_and_free_hooks(count_allocation, ignore_free) == 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  byte_span input{reinterpret_cast<const std::byte*>(data) + 1, size - 1};
  switch (data[0] % 6) {
    case 0:
      check<zoo::everything>(input);
      break;
    case 1:
      check<zoo::tree>(input);
      break;
    case 2:
      check<zoo::numbers>(input);
      break;
    case 3:
      check<kv::value>(input);
      break;
    case 4:
      check<zoo::note>(input);
      break;
    default:
      check_exchange(input);
  }
  return 0;
}
