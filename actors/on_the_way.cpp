#include <carrick/actors/on_the_way.hpp>

#include <carrick/core/limits.hpp>
#include <carrick/core/result.hpp>

#include <utility>

namespace carrick {
namespace {

// What a message costs beside its body, about.
constexpr std::size_t message_overhead = 256;

} // namespace

void on_the_way::place::arrived() noexcept {
  if (auto* of = std::exchange(of_, nullptr))
    of->bytes_.fetch_sub(cost_, std::memory_order_relaxed);
}

status on_the_way::take(place& out, std::size_t body_bytes) {
  const auto cost = body_bytes + message_overhead;
  if (bytes_.fetch_add(cost, std::memory_order_relaxed) >= limits::on_the_way_bytes) {
    bytes_.fetch_sub(cost, std::memory_order_relaxed);
    return fail(code::overloaded, "too much waits for the loop of this node's links");
  }
  out.of_ = this;
  out.cost_ = cost;
  return {};
}

} // namespace carrick
