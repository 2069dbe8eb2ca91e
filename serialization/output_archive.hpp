#pragma once

#include <carrick/serialization/codec.hpp>

#include <cereal/cereal.hpp>

namespace carrick {

/// The encoding as a cereal archive, for programs that use cereal: `archive(put, get)` appends
/// messages one behind the other.
class output_archive final
    : public cereal::OutputArchive<output_archive, cereal::AllowEmptyClassElision>,
      public byte_writer {
 public:
  /// `out` outlives the archive; what it holds stays in front.
  explicit output_archive(buffer& out) : OutputArchive(this), byte_writer(out) {}
};

template <message T>
void CEREAL_SAVE_FUNCTION_NAME(output_archive& out, const T& value) {
  detail::save_each(out, detail::places_of(value));
}

} // namespace carrick
