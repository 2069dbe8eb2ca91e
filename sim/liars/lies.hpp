#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/net/frame_reader.hpp>
#include <carrick/sim/draws.hpp>

#include <optional>

namespace carrick::sim {

/// Turns what an honest end of a link writes into what a liar writes: now and then a frame is left
/// out, said twice or later, altered in any of its fields, or made up. Checksums are right even
/// then, so that the other side looks at what is said.
class lies {
 public:
  lies(draws from, bool checksum);

  /// The next bytes of the honest end, cut anywhere; what is written for them.
  buffer tell(byte_span honest);
  /// Lies so far.
  std::size_t told() const noexcept { return told_; }

 private:
  struct said {
    std::uint8_t kind_byte;
    std::uint32_t id;
    buffer payload;
  };

  void say(const net::frame& honest);
  void lie(const net::frame& honest);
  void make_up();
  void write(std::uint8_t kind_byte, std::uint32_t id, byte_span payload);
  void write(net::frame_header header, byte_span payload);
  std::uint32_t any_id(std::uint32_t honest);
  buffer any_bytes(std::size_t most);

  draws from_;
  const bool checksum_;
  const double how_often_;
  net::frame_reader reader_;
  std::optional<said> later_;
  buffer out_;
  std::size_t told_ = 0;
};

} // namespace carrick::sim
