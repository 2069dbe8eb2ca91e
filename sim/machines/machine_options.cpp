#include <carrick/sim/machines/machine_options.hpp>

namespace carrick::sim {

using namespace std::chrono_literals;

machine_options draw_options(draws from) {
  machine_options o;
  auto extreme = [&] { return from.chance(0.25); };
  auto size = [&](std::uint64_t low, std::uint64_t high) {
    return static_cast<std::uint32_t>(from.chance(0.5) ? low : from.magnitude(low, high));
  };
  if (extreme()) o.link.frame_bytes = size(1 * limits::KiB, 1 * limits::MiB);
  if (extreme()) o.link.message_bytes = static_cast<std::uint32_t>(2 * limits::MiB);
  if (extreme()) o.link.stream_window = size(1, 64 * limits::KiB);
  if (extreme()) o.link.link_window = size(1, 256 * limits::KiB);
  if (extreme()) o.link.post_window = size(1, 64 * limits::KiB);
  if (extreme()) o.link.streams = size(1, 16);
  if (extreme()) o.link.default_deadline = std::chrono::milliseconds{size(1, 10'000)};
  if (extreme()) o.link.fail_after = std::chrono::milliseconds{size(2'000, 10'000)};
  if (extreme()) o.posts.posts_max = size(1, 100);
  if (extreme()) o.posts.bytes_max = size(400 * limits::KiB, 1 * limits::MiB);
  if (extreme()) o.posts.drop_oldest = false;
  if (extreme()) o.waiting_max = size(1, 16);
  if (extreme()) o.waiting_bytes_max = size(1 * limits::KiB, 1 * limits::MiB);
  if (extreme()) o.pause_min = from.magnitude(duration{1ms}, duration{500ms});
  if (extreme()) o.pause_max = from.magnitude(duration{500ms}, duration{5s});
  if (extreme()) o.jitter = from.chance(0.5) ? 0.0 : 1.0;
  if (extreme()) o.dial_timeout = from.magnitude(duration{300ms}, duration{5s});
  if (extreme()) o.dial_fallback = from.magnitude(duration{100ms}, duration{5s});
  if (extreme()) o.strangers.links_max = from.below(3);
  if (extreme()) o.strangers.age = from.magnitude(duration{100ms}, duration{10s});
  if (extreme()) o.tentative.posts_max = size(1, 100);
  if (extreme()) o.tentative.bytes_max = size(300, 64 * limits::KiB);
  return o;
}

} // namespace carrick::sim
