#include <carrick/net/hello.hpp>

#include <carrick/core/utf8.hpp>
#include <carrick/net/wire.hpp>

#include <algorithm>

namespace carrick::net {
namespace {

constexpr std::size_t nonce_bytes = 32;
constexpr std::size_t posts_bytes = (1 + post_lanes) * 8;

void append_name(buffer& to, std::string_view name) {
  name = cut_text(name, limits::name_bytes);
  to.append_le(static_cast<std::uint8_t>(name.size()));
  to.append(as_bytes(name));
}

/// Reads fields one behind the other; after the first that is missing all are zero.
class field_reader {
 public:
  explicit field_reader(byte_span bytes) noexcept : rest_(bytes) {}

  template <class Integer>
  Integer number() noexcept {
    auto bytes = take(sizeof(Integer));
    return complete_ ? load_le<Integer>(bytes.data()) : Integer{0};
  }
  std::string name() { return std::string{as_text(take(number<std::uint8_t>()))}; }
  byte_span take(std::size_t count) noexcept {
    if (count > rest_.size()) complete_ = false;
    if (!complete_) return {};
    auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  bool complete() const noexcept { return complete_; }

 private:
  byte_span rest_;
  bool complete_ = true;
};

std::uint32_t milliseconds_of(std::chrono::milliseconds d) noexcept {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(d.count(), 0, 0xffffffff));
}

/// Limits with which no link can work are as good as damage.
const char* impossible(const link_limits& l) noexcept {
  if (l.frame_bytes < frame_bytes_min || l.frame_bytes > frame_bytes_max)
    return "frame_bytes is not between 1 KiB and 16 MiB";
  if (l.message_bytes < l.frame_bytes) return "message_bytes is below frame_bytes";
  if (l.default_deadline.count() == 0) return "default_deadline is zero";
  if (l.fail_after.count() == 0) return "fail_after is zero";
  return nullptr;
}

} // namespace

bool may_be_preface(byte_span bytes) noexcept {
  std::size_t count = std::min(bytes.size(), magic.size());
  return std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count),
                    magic.begin());
}

preface read_preface(byte_span bytes) noexcept {
  return {load_le<std::uint8_t>(bytes.data() + 4), load_le<std::uint8_t>(bytes.data() + 5)};
}

void write_preface(buffer& to, const preface& p) {
  to.append(magic);
  to.append_le(p.lowest);
  to.append_le(p.highest);
  to.append_le(std::uint16_t{0});
}

void write_hello(buffer& to, const hello& h) {
  to.append_le(h.features);
  to.append_le(h.self.incarnation.value);
  to.append_le(static_cast<std::uint8_t>(h.self.role));
  for (std::uint32_t limit :
       {h.limits.frame_bytes, h.limits.message_bytes, h.limits.stream_window, h.limits.link_window,
        h.limits.post_window, h.limits.streams, milliseconds_of(h.limits.default_deadline),
        milliseconds_of(h.limits.fail_after)})
    to.append_le(limit);
  std::memset(to.grow(nonce_bytes), 0, nonce_bytes);
  append_name(to, h.self.cluster);
  append_name(to, h.self.node.text());
  append_name(to, h.self.app_version);
  append_name(to, h.self.advertised);
  to.append_le(static_cast<std::uint16_t>(h.application.size()));
  to.append(h.application);
  to.append_le(h.post_epoch);
}

result<hello> read_hello(byte_span payload) {
  field_reader in{payload};
  hello h;
  h.features = in.number<std::uint64_t>();
  h.self.incarnation.value = in.number<std::uint64_t>();
  auto role = in.number<std::uint8_t>();
  h.limits.frame_bytes = in.number<std::uint32_t>();
  h.limits.message_bytes = in.number<std::uint32_t>();
  h.limits.stream_window = in.number<std::uint32_t>();
  h.limits.link_window = in.number<std::uint32_t>();
  h.limits.post_window = in.number<std::uint32_t>();
  h.limits.streams = in.number<std::uint32_t>();
  h.limits.default_deadline = std::chrono::milliseconds{in.number<std::uint32_t>()};
  h.limits.fail_after = std::chrono::milliseconds{in.number<std::uint32_t>()};
  in.take(nonce_bytes);
  h.self.cluster = in.name();
  std::string node = in.name();
  h.self.app_version = in.name();
  h.self.advertised = in.name();
  h.application = in.take(in.number<std::uint16_t>());
  h.post_epoch = in.number<std::uint64_t>();
  if (!in.complete()) return fail(code::protocol_error, "the hello is cut short");
  if (role > static_cast<std::uint8_t>(role::client))
    return fail(code::protocol_error, "the hello has an unknown role");
  h.self.role = static_cast<net::role>(role);
  auto parsed = node_id::parse(node);
  if (!parsed) return fail(code::protocol_error, "the hello: " + parsed.error().message());
  h.self.node = parsed.value();
  for (const auto& text : {h.self.cluster, h.self.app_version, h.self.advertised})
    if (!printable_utf8(text))
      return fail(code::protocol_error, "the hello: a text that is not printable UTF-8");
  if (const char* why = impossible(h.limits))
    return fail(code::protocol_error, std::string{"the hello: "} + why);
  return h;
}

void write_verdict(buffer& to, const verdict& v) {
  to.append_le(static_cast<std::uint8_t>(v.code));
  to.append_le(static_cast<std::uint8_t>(v.temporary));
  to.append_le(v.posts.generation);
  for (auto sequence : v.posts.taken_over) to.append_le(sequence);
  to.append(as_bytes(cut_text(v.text, limits::error_text_bytes)));
}

std::optional<verdict> read_verdict(byte_span payload) {
  if (payload.size() < 2 + posts_bytes) return {};
  verdict v;
  v.code = code_from_wire(load_le<std::uint8_t>(payload.data()));
  v.temporary = load_le<std::uint8_t>(payload.data() + 1) != 0;
  const std::byte* at = payload.data() + 2;
  v.posts.generation = load_le<std::uint64_t>(at);
  for (auto& sequence : v.posts.taken_over) sequence = load_le<std::uint64_t>(at += 8);
  v.text = cut_text(as_text(payload.subspan(2 + posts_bytes)), limits::error_text_bytes);
  return v;
}

} // namespace carrick::net
