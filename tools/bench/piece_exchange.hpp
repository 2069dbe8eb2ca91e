#pragma once

#include <carrick/actors/stream.hpp>
#include <carrick/tools/bench/bench_messages.hpp>

#include <functional>

namespace carrick::tools::bench {

using piece_stream = stream<piece, piece>;

/// What an actor does as the serving end of an exchange.
stream_callback<piece> take_part(const exchange& wanted, const piece_stream& end);

/// The callbacks of the end that opens it: `on_piece` for each that comes, `on_end` at the end.
/// Call send() once it is open.
class piece_sender {
 public:
  piece_sender(const exchange& wanted, piece_stream end);
  /// As many as are taken now, then a half-close.
  void send();
  bool all_sent() const noexcept { return left_ == 0; }
  const piece_stream& end() const noexcept { return end_; }

 private:
  std::uint64_t left_;
  const piece message_;
  const piece_stream end_;
};

} // namespace carrick::tools::bench
