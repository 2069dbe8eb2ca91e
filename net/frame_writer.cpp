#include <carrick/net/frame_writer.hpp>

#include <carrick/core/utf8.hpp>

#include <algorithm>

namespace carrick::net {

void frame_writer::write_status(frame_queue& to, frame_kind kind, std::uint32_t id,
                                unsigned char code, std::string_view text) const {
  text = cut_text(text, limits::error_text_bytes);
  std::size_t length = 1 + text.size();
  std::byte* at = to.append(frame_size(length));
  store_le(at, frame_header{kind, 0, id, length}.word());
  store_le(at + header_bytes, code);
  if (!text.empty()) std::memcpy(at + header_bytes + 1, text.data(), text.size());
  finish(at, length);
}

} // namespace carrick::net
