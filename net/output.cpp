#include <carrick/net/output.hpp>

#include <algorithm>

namespace carrick::net {

bool output::choose() {
  if (next_ != end_) return false;
  next_ = end_ = 0;
  add(control.seal());
  add(normal.seal());
  requests_.normal_sealed(normal.sealed_total(), normal.waiting() == 0);
  bulk.forget_notes();
  if (!bulk.empty()) {
    std::array<byte_span, bulk_lane::turn_pieces> turn;
    std::size_t count = bulk.seal(normal.sealed_total(), turn);
    for (std::size_t i = 0; i < count; ++i) add(turn[i]);
  }
  return end_ > 0;
}

std::size_t output::gather(std::span<byte_span> pieces) const noexcept {
  std::size_t count = std::min(pieces.size(), end_ - next_);
  std::copy_n(pieces_.begin() + static_cast<std::ptrdiff_t>(next_), count, pieces.begin());
  return count;
}

void output::wrote(std::size_t bytes) {
  while (bytes > 0) {
    ENSURE(next_ != end_);
    byte_span& piece = pieces_[next_];
    std::size_t taken = std::min(bytes, piece.size());
    piece = piece.subspan(taken);
    bytes -= taken;
    if (piece.empty()) ++next_;
  }
  if (next_ != end_ || end_ == 0) return;
  next_ = end_ = 0;
  control.release();
  normal.release();
  bulk.release();
}

void output::drop_waiting() {
  control.discard([](byte_span) {});
  normal.discard([](byte_span) {});
  bulk.drop_waiting();
}

void output::shrink() {
  control.shrink();
  normal.shrink();
  bulk.shrink();
}

} // namespace carrick::net
