#include <carrick/sim/history/smallest_part.hpp>

#include <algorithm>
#include <numeric>

namespace carrick::sim {
namespace {

constexpr std::size_t states_of_a_search = 50'000;
constexpr std::size_t states_of_all = 500'000;

class part_shrinker {
 public:
  part_shrinker(std::span<const search_call> calls, state_space& space,
                const search_options& options)
      : calls_(calls.begin(), calls.end()), space_(space), options_(options) {
    options_.states_max = std::min(options.states_max, states_of_a_search);
  }

  contradiction run() {
    std::vector<std::size_t> part(calls_.size());
    std::iota(part.begin(), part.end(), std::size_t{0});
    last_ = last_to_end(part);
    if (options_.which == consistency::linearizable) cut_end(part);
    right_without_ = is_right(without_answer(part));
    leave_out(part);
    return {part, last_, search_order(without_answer(part), space_, options_).state};
  }

 private:
  std::vector<search_call> taken(const std::vector<std::size_t>& part) const {
    std::vector<search_call> out;
    for (auto i : part) out.push_back(calls_[i]);
    return out;
  }
  history_verdict judged(const std::vector<search_call>& calls) {
    const auto found = search_order(calls, space_, options_);
    states_ += found.states;
    return found.verdict;
  }
  bool is_right(const std::vector<search_call>& calls) {
    return judged(calls) == history_verdict::right;
  }

  /// What has not ended by then has no answer yet.
  static void end_later(search_call& call, std::uint64_t place) {
    if (!call.answered || call.returned <= place) return;
    call.answered = false;
    call.returned = history_call::open_end;
  }
  std::vector<search_call> until(std::uint64_t place) const {
    auto out = calls_;
    std::erase_if(out, [&](const search_call& call) { return call.invoked > place; });
    for (auto& call : out) end_later(call, place);
    return out;
  }

  /// What goes wrong goes wrong with all that follows, too: so halving finds the first to.
  void cut_end(std::vector<std::size_t>& part) {
    auto by_end = part;
    std::erase_if(by_end, [&](std::size_t i) { return !calls_[i].answered; });
    std::sort(by_end.begin(), by_end.end(), [&](std::size_t a, std::size_t b) {
      return calls_[a].returned < calls_[b].returned;
    });
    const auto first = std::partition_point(by_end.begin(), by_end.end(), [&](std::size_t i) {
      return judged(until(calls_[i].returned)) != history_verdict::wrong;
    });
    if (first == by_end.end()) return;
    last_ = *first;
    const auto end = calls_[last_].returned;
    std::erase_if(part, [&](std::size_t i) { return calls_[i].invoked > end; });
    for (auto& call : calls_) end_later(call, end);
  }

  std::size_t last_to_end(const std::vector<std::size_t>& part) const {
    const auto end = [&](std::size_t i) { return calls_[i].answered ? calls_[i].returned : 0; };
    return *std::max_element(part.begin(), part.end(),
                             [&](std::size_t a, std::size_t b) { return end(a) < end(b); });
  }

  template <class Change>
  std::vector<search_call> with_last(const std::vector<std::size_t>& part, Change change) const {
    auto out = taken(part);
    for (std::size_t i = 0; i < part.size(); ++i)
      if (part[i] == last_) change(out[i]);
    return out;
  }
  std::vector<search_call> without_answer(const std::vector<std::size_t>& part) const {
    return with_last(part, [](search_call& last) { end_later(last, 0); });
  }
  /// Without them it goes wrong as before: whether they happened, and when, plays no part in it.
  bool plays_no_part(const std::vector<std::size_t>& part, std::size_t from, std::size_t count,
                     const std::vector<std::size_t>& without) {
    auto perhaps = taken(part);
    for (auto i = from; i < from + count; ++i) end_later(perhaps[i], 0);
    return judged(perhaps) == history_verdict::wrong &&
      is_right(without_answer(without)) == right_without_;
  }

  /// Halves first, then ever smaller pieces, then one by one until none can go.
  void leave_out(std::vector<std::size_t>& part) {
    for (auto piece = part.size() / 2 + 1; states_ < states_of_all;) {
      const auto before = part.size();
      for (std::size_t from = 0; from < part.size() && states_ < states_of_all;)
        if (!leave_out(part, from, piece)) from += piece;
      if (piece == 1 && part.size() == before) return;
      piece = std::max<std::size_t>(1, piece / 2);
    }
  }
  bool leave_out(std::vector<std::size_t>& part, std::size_t from, std::size_t piece) {
    auto less = part;
    const auto count = std::min(piece, part.size() - from);
    const auto begin = less.begin() + static_cast<std::ptrdiff_t>(from);
    less.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    const bool has_last = std::find(less.begin(), less.end(), last_) != less.end();
    if (!has_last || !plays_no_part(part, from, count, less)) return false;
    part = std::move(less);
    return true;
  }

  std::vector<search_call> calls_;
  state_space& space_;
  search_options options_;
  std::size_t states_ = 0;
  std::size_t last_ = 0;
  bool right_without_ = false;
};

} // namespace

contradiction smallest_part(std::span<const search_call> calls, state_space& space,
                            const search_options& options) {
  return part_shrinker{calls, space, options}.run();
}

} // namespace carrick::sim
