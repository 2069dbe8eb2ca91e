#include <carrick/sim/nodes/drawn_options.hpp>

#include <carrick/core/quantity.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

/// Draws one option after the other, and keeps what it has drawn as a text.
class option_drawer {
 public:
  explicit option_drawer(draws& from) : from_(from) {}

  /// The lowest, or any.
  template <class T>
  void size(T& option, std::string_view name, std::uint64_t low, std::uint64_t high) {
    if (!changes()) return;
    option = static_cast<T>(from_.chance(0.5) ? low : from_.magnitude(low, high));
    tell(name, std::to_string(option));
  }
  template <class Time>
  void time(Time& option, std::string_view name, duration low, duration high) {
    if (!changes()) return;
    option = std::chrono::duration_cast<Time>(from_.magnitude(low, high));
    tell(name, show_duration(option));
  }
  bool changes() { return from_.chance(0.25); }
  void tell(std::string_view name, std::string_view value) {
    text_ += (text_.empty() ? "" : ", ") + std::string{name} + " " + std::string{value};
  }
  std::string text() && { return std::move(text_); }

 private:
  draws& from_;
  std::string text_;
};

void draw_link(option_drawer& draw, net::link_limits& link) {
  using limits::KiB, limits::MiB;
  draw.size(link.frame_bytes, "bytes of a frame", 1 * KiB, 1 * MiB);
  draw.size(link.stream_window, "window of a stream", 1, 64 * KiB);
  draw.size(link.link_window, "window of streams", 1, 256 * KiB);
  draw.size(link.post_window, "window of posts", 1, 64 * KiB);
  draw.size(link.streams, "streams", 32, 64); // monitors of the load have theirs for good
  draw.size(link.held_bytes, "held bytes", 128 * KiB, 1 * MiB);
  draw.time(link.default_deadline, "default deadline", 1ms, 10s);
  draw.time(link.fail_after, "fail_after", 2s, 10s);
}

void draw_posts(draws& from, option_drawer& draw, post_options& posts) {
  constexpr std::string_view names[] = {"drop_oldest", "fail", "block"};
  draw.size(posts.unsent, "unsent posts", 2, 100);
  draw.size(posts.unsent_bytes, "bytes of unsent posts", 128 * limits::KiB, 1 * limits::MiB);
  if (!draw.changes()) return;
  const auto which = from.below(3);
  posts.when_full = static_cast<when_full>(which);
  draw.tell("when full", names[which]);
}

void draw_dials(draws& from, option_drawer& draw, node_options& options) {
  draw.time(options.reconnect.min, "shortest pause", 1ms, 500ms);
  draw.time(options.reconnect.max, "longest pause", 500ms, 5s);
  draw.time(options.dial_timeout, "dial timeout", 300ms, 5s);
  draw.time(options.dial_fallback, "dial fallback", 100ms, 5s);
  if (draw.changes()) options.reconnect.jitter = from.chance(0.5) ? 0.0 : 1.0;
}

} // namespace

std::string draw_node_options(draws from, node_options& options) {
  option_drawer draw{from};
  draw_link(draw, options.link);
  draw_posts(from, draw, options.posts);
  draw_dials(from, draw, options);
  if (draw.changes()) {
    options.strangers.links = from.chance(0.2) ? 0 : 1 + from.below(2);
    draw.tell("tentative links", std::to_string(options.strangers.links));
  }
  draw.time(options.strangers.age, "age of tentative links", 100ms, 10s);
  draw.size(options.strangers.posts, "posts of a tentative link", 1, 100);
  draw.size(options.strangers.bytes, "bytes of such posts", 300, 64 * limits::KiB);
  return std::move(draw).text();
}

} // namespace carrick::sim
