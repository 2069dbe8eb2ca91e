#pragma once

#include <carrick/serialization/codec.hpp>

#include <cereal/cereal.hpp>

namespace carrick {

/// The encoding as a cereal archive, for programs that use cereal: `archive(put, got)` reads
/// messages one behind the other. What is wrong is thrown as malformed_value.
class input_archive final
    : public cereal::InputArchive<input_archive, cereal::AllowEmptyClassElision>,
      public byte_reader {
 public:
  input_archive(byte_span bytes, const decode_options& options)
      : InputArchive(this), byte_reader(bytes, options) {}
};

template <message T>
void CEREAL_LOAD_FUNCTION_NAME(input_archive& in, T& value) {
  detail::load_each(in, detail::places_of(value), decode_options::all_fields);
}

} // namespace carrick
