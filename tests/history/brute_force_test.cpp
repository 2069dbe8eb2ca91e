#include <carrick/core/random.hpp>
#include <carrick/sim/history/history.hpp>
#include <carrick/sim/history/models.hpp>

#include "script.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace carrick::test {
namespace {

using namespace sim;
using counter = counter_model;
using cell = register_model;
using queue = queue_model;

template <class Model>
using calls_of = std::vector<scripted_call<Model>>;

template <class Model>
class brute_force {
 public:
  brute_force(const calls_of<Model>& calls, consistency which) : calls_(calls), which_(which) {}

  /// Tries every order of the calls that remain.
  bool explains(const typename Model::state& state, unsigned done = 0) {
    bool all_answered = true;
    for (std::size_t i = 0; i < calls_.size(); ++i)
      all_answered &= (done >> i & 1) != 0 || calls_[i].end.how != call_outcome::answered;
    if (all_answered) return true;
    for (std::size_t i = 0; i < calls_.size(); ++i)
      if ((done >> i & 1) == 0 && may_be_next(i, done) && goes_on(state, i, done)) return true;
    return false;
  }

 private:
  bool may_be_next(std::size_t i, unsigned done) const {
    if (calls_[i].end.how == call_outcome::failed) return false;
    for (std::size_t other = 0; other < calls_.size(); ++other) {
      const auto& before = calls_[other];
      if (other == i || (done >> other & 1) != 0 || before.end.how != call_outcome::answered)
        continue;
      const bool in_order = which_ == consistency::linearizable
        ? before.end.at < calls_[i].begin
        : before.client == calls_[i].client && before.begin < calls_[i].begin;
      if (in_order) return false;
    }
    return true;
  }
  bool goes_on(typename Model::state state, std::size_t i, unsigned done) {
    const auto& call = calls_[i];
    if (call.end.how != call_outcome::answered)
      static_cast<void>(model_.step(state, call.asked));
    else if constexpr (requires { model_.accept(state, call.asked, call.got); }) {
      if (!model_.accept(state, call.asked, call.got)) return false;
    } else if (!(model_.step(state, call.asked) == call.got)) {
      return false;
    }
    return explains(state, done | 1u << i);
  }

  const calls_of<Model>& calls_;
  const consistency which_;
  const Model model_{};
};

/// Calls at drawn times, of few clients, with answers out of few.
template <class Model, class Asked, class Got>
calls_of<Model> drawn_calls(random_source& random, Asked asked, Got got) {
  calls_of<Model> out;
  const auto count = 2 + random.below(5);
  std::vector<int> free_at(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto client = random.below(free_at.size());
    const auto number = static_cast<int>(i) * 2; // no two events are at one time
    const auto begin =
      free_at[client] / 16 * 16 + 16 * (1 + static_cast<int>(random.below(6))) + number;
    const auto end = begin / 16 * 16 + 16 * (1 + static_cast<int>(random.below(5))) + number + 1;
    free_at[client] = end;
    const auto how = random.below(8);
    const auto ends = how == 0 ? no_answer : how == 1 ? failed_at(end) : scripted_end{end};
    const auto what = asked(random);
    out.push_back(
      {std::string(1, static_cast<char>('a' + client)), begin, ends, what, got(random, what)});
  }
  return out;
}

template <class Model, class Asked, class Got>
void agrees_with_brute_force(std::uint64_t seed, Asked asked, Got got) {
  constexpr int histories = 1'500;
  random_source random{seed};
  int right = 0;
  for (int i = 0; i < histories; ++i) {
    const auto calls = drawn_calls<Model>(random, asked, got);
    for (auto which : {consistency::linearizable, consistency::sequential}) {
      const bool expected = brute_force<Model>{calls, which}.explains(Model{}.initial());
      right += expected ? 1 : 0;
      const auto found = played<Model>(calls).judge({.which = which});
      if (found.right() != expected) FAIL("history " << i << ": " << to_string(found));
    }
  }
  CHECK(right > histories / 5); // of twice as many
  CHECK(right < 9 * histories / 5);
}

} // namespace

TEST_CASE("the search agrees with all orders of small histories of a register") {
  auto value = [](random_source& r) { return std::to_string(r.below(2)); };
  agrees_with_brute_force<cell>(
    1,
    [=](random_source& r) {
      const auto kind = r.below(5);
      return kind < 2 ? cell::read()
        : kind < 4    ? cell::write(value(r))
                      : cell::compare_and_set(value(r), value(r));
    },
    [=](random_source& r, const cell::operation& asked) {
      if (asked.what == cell::operation::kind::get)
        return r.below(3) == 0 ? cell::absent() : cell::found(value(r));
      return cell::done(asked.what == cell::operation::kind::put || r.below(2) == 0);
    });
}

TEST_CASE("the search agrees with all orders of small histories of a counter") {
  agrees_with_brute_force<counter>(
    2,
    [](random_source& r) {
      return r.below(2) == 0 ? counter::read() : counter::add(1 + static_cast<int>(r.below(2)));
    },
    [](random_source& r, const counter::operation& asked) {
      if (asked.by != 0 && r.below(2) == 0) return counter::done();
      return counter::value(static_cast<int>(r.below(4)));
    });
}

TEST_CASE("the search agrees with all orders of small histories of a queue") {
  auto value = [](random_source& r) { return std::to_string(r.below(2)); };
  agrees_with_brute_force<queue>(
    3,
    [=](random_source& r) { return r.below(2) == 0 ? queue::dequeue() : queue::enqueue(value(r)); },
    [=](random_source& r, const queue::operation& asked) {
      return asked.enqueues || r.below(3) == 0 ? queue::done() : queue::taken(value(r));
    });
}

} // namespace carrick::test
