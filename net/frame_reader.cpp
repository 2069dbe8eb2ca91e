#include <carrick/net/frame_reader.hpp>

#include <algorithm>

namespace carrick::net {

void frame_reader::feed(byte_span bytes) {
  retain();
  input_ = bytes;
}

void frame_reader::retain() { carry(input_.size()); }

void frame_reader::carry(std::size_t count) {
  carry_.append(input_.first(count));
  input_ = input_.subspan(count);
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
    }
    if (input_.empty()) return outcome::none;
    carry(std::min(need - have.size(), input_.size()));
  }
}

void frame_reader::shrink() {
  if (carry_at_ != carry_.size()) return;
  carry_.release();
  carry_at_ = 0;
}

} // namespace carrick::net
