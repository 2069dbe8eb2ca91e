#include <carrick/serialization/codec.hpp>

#include <carrick/core/out_of_memory.hpp>

#include <new>

namespace carrick::detail {
namespace {

std::string place_of(const byte_reader& in, std::size_t size, const decode_plan& plan) {
  std::string out{plan.name};
  if (in.field() < plan.fields.size()) out.append(".").append(plan.fields[in.field()]);
  return out + ", byte " + std::to_string(in.consumed()) + " of " + std::to_string(size);
}

} // namespace

// The one place where malformed_value, and the exceptions of containers, end.
status decode_into(byte_span bytes, const decode_options& options, const decode_plan& plan,
                   void* value) {
  byte_reader in{bytes, options};
  try {
    plan.load(in, value, options.known_fields);
    if (in.remaining() == 0 || options.allow_longer) return {};
    in.at_field(decode_options::all_fields);
    in.malformed("bytes follow the last field");
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  } catch (const std::exception& wrong) {
    return fail(code::malformed, place_of(in, bytes.size(), plan) + ": " + wrong.what());
  }
}

} // namespace carrick::detail
