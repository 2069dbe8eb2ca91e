#include <carrick/sim/turn_priorities.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

// Choices between two points of change.
constexpr std::uint64_t change_after_min = 10;
constexpr std::uint64_t change_after_max = 50'000;
// Loops have numbers apart from what runs on them.
constexpr std::uint64_t loop_mark = std::uint64_t{1} << 62;

} // namespace

std::string_view sentence_of(turn_order order) noexcept {
  return order == turn_order::drawn ? "whatever is ready is as likely to be next as anything else"
                                    : "whatever is ready has a priority, which seldom changes";
}

turn_priorities::turn_priorities(draws from)
    : from_(from), key_(from_.next()), left_(from_.magnitude(change_after_min, change_after_max)) {}

std::size_t turn_priorities::choose(const loop_driver::choices& of) noexcept {
  std::size_t best = 0;
  for (std::size_t n = 1; n < of.count(); ++n)
    if (priority_of(of.what(n)) > priority_of(of.what(best))) best = n;
  if (--left_ == 0) {
    left_ = from_.magnitude(change_after_min, change_after_max);
    lower(of.what(best));
  }
  return best;
}

bool turn_priorities::goes_before(std::size_t loop, std::size_t other) const noexcept {
  return priority_of(loop_mark | loop) > priority_of(loop_mark | other);
}

std::uint64_t turn_priorities::priority_of(std::uint64_t what) const noexcept {
  for (std::uint64_t back = 0; back < std::min<std::uint64_t>(changes_, lowered_max); ++back)
    if (lowered_[(changes_ - 1 - back) % lowered_max] == what) return back; // the last is lowest
  return random_source{key_ ^ what}.next() | lowered_max;
}

void turn_priorities::lower(std::uint64_t what) noexcept {
  lowered_[changes_++ % lowered_max] = what;
}

} // namespace carrick::sim
