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

/// The header has come, the payload follows.
bool frame_reader::place(frame_header header) {
  bool suits = header.kind() == frame_kind::chunk && header.length() >= room_min;
  if (!suits || places_ == nullptr) return false;
  place_ = places_->place_for(header.id(), header.length());
  if (place_ == nullptr) return false;
  placed_header_ = header;
  carry_at_ += header_bytes;
  return true;
}

void frame_reader::fill_place() noexcept {
  auto take = [this](std::byte* to, std::size_t most) {
    std::size_t count = std::min(most, input_.size());
    if (count > 0) std::memcpy(to, input_.data(), count);
    input_ = input_.subspan(count);
    placed_ += count;
  };
  std::size_t length = placed_header_.length();
  if (placed_ < length) take(place_ + placed_, length - placed_);
  if (placed_ >= length)
    take(placed_trailer_.data() + (placed_ - length), length + trailer_ - placed_);
}

frame_reader::outcome frame_reader::next_placed(frame& out) {
  fill_place();
  std::size_t length = placed_header_.length();
  if (placed_ < length + trailer_) return outcome::none;
  placed_ = 0;
  out = {placed_header_, {std::exchange(place_, nullptr), length}};
  return trailer_ == 0 || placed_intact(out.payload) ? outcome::frame : outcome::corrupt;
}

bool frame_reader::placed_intact(byte_span payload) const noexcept {
  std::array<std::byte, header_bytes> header;
  store_le(header.data(), placed_header_.word());
  return frame_checksum(header, payload) == load_le<std::uint32_t>(placed_trailer_.data());
}

std::span<std::byte> frame_reader::room() {
  if (!input_.empty()) return {};
  if (place_ != nullptr) {
    auto filled = std::min<std::size_t>(placed_, placed_header_.length());
    return {place_ + filled, placed_header_.length() - filled};
  }
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
