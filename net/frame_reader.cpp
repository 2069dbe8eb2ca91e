#include <carrick/net/frame_reader.hpp>

#include <algorithm>

namespace carrick::net {
namespace {

// Below that a copy costs less than a place of its own.
constexpr std::size_t room_min = 8 * limits::KiB;

} // namespace

void frame_reader::feed(byte_span bytes) {
  retain();
  input_ = bytes;
}

void frame_reader::retain() {
  if (place_ != nullptr) fill_place();
  carry(input_.size());
}

void frame_reader::carry(std::size_t count) {
  carry_.append(input_.first(count));
  input_ = input_.subspan(count);
  missing_ = 0;
}

bool frame_reader::intact(byte_span bytes) const noexcept {
  auto covered = bytes.first(bytes.size() - checksum_bytes);
  return frame_checksum(covered) == load_le<std::uint32_t>(bytes.data() + covered.size());
}

frame_reader::outcome frame_reader::next_carried(frame& out) {
  if (carry_at_ == carry_.size()) {
    bool had_carry = !carry_.empty();
    carry_.clear();
    carry_at_ = 0;
    if (had_carry) return next(out);
  }
  for (;;) {
    byte_span have = carry_.bytes().subspan(carry_at_);
    std::size_t need = header_bytes;
    if (have.size() >= header_bytes) {
      frame_header header{load_le<std::uint64_t>(have.data())};
      if (auto bad = judge(header); bad != outcome::none) return bad;
      need += header.length() + trailer_;
      if (have.size() >= need) {
        carry_at_ += need;
        return deliver(header, have.first(need), out);
      }
      if (have.size() == header_bytes && place(header)) return next_placed(out);
      missing_ = need - have.size();
    }
    if (input_.empty()) return outcome::none;
    carry(std::min(need - have.size(), input_.size()));
  }
}

/// The header has come, the payload follows. A checksum covers both in one piece, so then there is
/// no place of its own.
bool frame_reader::place(frame_header header) {
  bool suits = header.kind() == frame_kind::chunk && header.length() >= room_min && trailer_ == 0;
  if (!suits || places_ == nullptr) return false;
  place_ = places_->place_for(header.id(), header.length());
  if (place_ == nullptr) return false;
  placed_header_ = header;
  carry_at_ += header_bytes;
  return true;
}

void frame_reader::fill_place() noexcept {
  std::size_t count = std::min(placed_header_.length() - placed_, input_.size());
  if (count > 0) std::memcpy(place_ + placed_, input_.data(), count);
  input_ = input_.subspan(count);
  placed_ += count;
}

frame_reader::outcome frame_reader::next_placed(frame& out) {
  fill_place();
  if (placed_ < placed_header_.length()) return outcome::none;
  out = {placed_header_, {std::exchange(place_, nullptr), std::exchange(placed_, 0)}};
  return outcome::frame;
}

std::span<std::byte> frame_reader::room() {
  if (!input_.empty()) return {};
  if (place_ != nullptr) return {place_ + placed_, placed_header_.length() - placed_};
  if (missing_ < room_min) return {};
  carry_.reserve(carry_.size() + missing_);
  return {carry_.data() + carry_.size(), missing_};
}

void frame_reader::filled(std::size_t count) noexcept {
  if (place_ != nullptr) {
    placed_ += count;
    return;
  }
  carry_.grow(count);
  missing_ -= count;
}

void frame_reader::shrink() {
  if (carry_at_ != carry_.size()) return;
  carry_.release();
  carry_at_ = 0;
}

} // namespace carrick::net
