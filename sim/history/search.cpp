#include <carrick/sim/history/search.hpp>

#include <algorithm>
#include <map>
#include <queue>
#include <unordered_map>
#include <utility>

namespace carrick::sim {
namespace {

constexpr auto no_order = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t bits_a_word = 64;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) noexcept {
  auto z = a * 0x9e3779b97f4a7c15ull + b + 0x632be59bd9b4e019ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/// The calls, in lanes: of each lane only the first that is not in the order yet can be next.
struct lane_plan {
  std::vector<std::vector<std::size_t>> lanes; // of answered calls
  std::vector<std::size_t> maybe;              // the others, by their beginning
  /// Of those that may happen: the lane and how far it must be, for sequential consistency.
  std::vector<std::pair<std::size_t, std::size_t>> behind;
  std::vector<std::size_t> bounded; // of `maybe`: those that may not happen at any later time
  std::size_t answered = 0;

  void find_bounded(std::span<const search_call> calls) {
    for (std::size_t i = 0; i < maybe.size(); ++i)
      if (calls[maybe[i]].returned != history_call::open_end) bounded.push_back(i);
  }
};

std::vector<std::size_t> by_beginning(std::span<const search_call> calls, bool answered) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < calls.size(); ++i)
    if (calls[i].answered == answered) out.push_back(i);
  std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
    return calls[a].invoked < calls[b].invoked;
  });
  return out;
}

/// As few lanes as calls ever overlap.
lane_plan lanes_of_time(std::span<const search_call> calls) {
  lane_plan plan;
  for (auto i : by_beginning(calls, true)) {
    auto free = std::find_if(plan.lanes.begin(), plan.lanes.end(), [&](const auto& lane) {
      return calls[lane.back()].returned < calls[i].invoked;
    });
    if (free == plan.lanes.end()) free = plan.lanes.emplace(plan.lanes.end());
    free->push_back(i);
    ++plan.answered;
  }
  plan.maybe = by_beginning(calls, false);
  plan.behind.assign(plan.maybe.size(), {0, 0});
  plan.find_bounded(calls);
  return plan;
}

lane_plan lanes_of_clients(std::span<const search_call> calls) {
  lane_plan plan;
  std::map<std::size_t, std::size_t> of; // lane by client
  auto lane_of = [&](std::size_t i) {
    auto [at, is_new] = of.try_emplace(calls[i].client, plan.lanes.size());
    if (is_new) plan.lanes.emplace_back();
    return at->second;
  };
  for (auto i : by_beginning(calls, true)) {
    plan.lanes[lane_of(i)].push_back(i);
    ++plan.answered;
  }
  plan.maybe = by_beginning(calls, false);
  for (auto i : plan.maybe) {
    const auto lane = lane_of(i);
    const auto& before = plan.lanes[lane];
    const auto count = std::count_if(before.begin(), before.end(), [&](std::size_t other) {
      return calls[other].invoked < calls[i].invoked;
    });
    plan.behind.emplace_back(lane, static_cast<std::size_t>(count));
  }
  plan.find_bounded(calls);
  return plan;
}

class order_search {
 public:
  order_search(std::span<const search_call> calls, state_space& space,
               const search_options& options)
      : calls_(calls),
        space_(space),
        options_(options),
        plan_(options.which == consistency::linearizable ? lanes_of_time(calls)
                                                         : lanes_of_clients(calls)),
        words_((plan_.maybe.size() + bits_a_word - 1) / bits_a_word) {}

  search_result run();

 private:
  using state_number = state_space::state_number;

  /// An order so far, as what matters of it: how far each lane is, which other calls are in it, and
  /// the state behind it.
  struct order {
    state_number state = 0;
    std::uint32_t next_alike = no_order; // the next with this hash
    std::uint64_t latest_begun = 0;      // of the calls in it
    std::uint32_t answered = 0, others = 0;
  };
  /// The next thing to try: an order with an answered call behind it, or with another one.
  struct turn {
    std::uint32_t answered = 0, others = 0;
    bool with_others = false;
    std::uint32_t which = 0;
    std::uint64_t sequence = 0;

    friend bool operator<(const turn& a, const turn& b) {
      if (a.answered != b.answered) return a.answered < b.answered;
      if (a.others != b.others) return a.others > b.others;
      return a.sequence < b.sequence;
    }
  };

  const search_call* head(std::size_t lane) const {
    const auto& all = plan_.lanes[lane];
    return at_[lane] == all.size() ? nullptr : &calls_[all[at_[lane]]];
  }
  std::uint64_t limit() const;
  std::uint64_t first_bound() const;
  void load(std::uint32_t which);
  void take(std::size_t lane, state_number next);
  void take_reads();
  bool is_hopeless(state_number before);
  bool is_missing(state_space::token what) const;
  bool leaves_too_late(std::span<const state_space::token> held) const;
  bool keep(state_number before);
  bool is_known(std::uint64_t hash) const;
  void put(std::uint32_t which, bool with_others);
  bool extend_answered(std::uint32_t which);
  bool extend_others(std::uint32_t which);
  bool may_happen(std::size_t other) const;
  bool has(std::size_t other) const {
    return (bits_[other / bits_a_word] >> other % bits_a_word & 1) != 0;
  }
  void find_users();
  void find_twins();
  search_result result(history_verdict verdict) const;

  const std::span<const search_call> calls_;
  state_space& space_;
  const search_options options_;
  const lane_plan plan_;
  const std::size_t words_;

  // All orders so far, and the parts of theirs that have no fixed size.
  std::vector<order> orders_;
  std::vector<std::uint32_t> all_at_;
  std::vector<std::uint64_t> all_bits_;
  std::unordered_map<std::uint64_t, std::uint32_t> by_hash_;
  std::priority_queue<turn> turns_;
  std::uint64_t sequence_ = 0;
  std::uint32_t furthest_ = 0;

  // Who needs and gives what: lanes and places in them, and others.
  struct lane_place {
    std::size_t lane, place;
  };
  struct users {
    std::vector<lane_place> needs, gives;
    std::vector<std::size_t> may_give;
  };
  std::unordered_map<state_space::token, users> users_;
  std::vector<std::size_t> twin_before_; // of each other; as many as there are: none

  // The one in hand.
  order now_;
  std::vector<std::uint32_t> at_;
  std::vector<std::uint64_t> bits_;
};

/// A call that begins behind this cannot be next.
std::uint64_t order_search::limit() const {
  auto first_end = history_call::open_end;
  if (options_.which == consistency::sequential) return first_end;
  for (std::size_t lane = 0; lane < at_.size(); ++lane)
    if (const auto* next = head(lane)) first_end = std::min(first_end, next->returned);
  return first_end;
}

/// A call that begins behind this keeps another from happening at all.
std::uint64_t order_search::first_bound() const {
  auto first = history_call::open_end;
  for (auto other : plan_.bounded)
    if (!has(other)) first = std::min(first, calls_[plan_.maybe[other]].returned);
  return first;
}

void order_search::load(std::uint32_t which) {
  now_ = orders_[which];
  const auto lanes = plan_.lanes.size();
  std::copy_n(all_at_.begin() + static_cast<std::ptrdiff_t>(which * lanes), lanes, at_.begin());
  std::copy_n(all_bits_.begin() + static_cast<std::ptrdiff_t>(which * words_), words_,
              bits_.begin());
}

void order_search::take(std::size_t lane, state_number next) {
  now_.latest_begun = std::max(now_.latest_begun, head(lane)->invoked);
  ++at_[lane];
  ++now_.answered;
  now_.state = next;
}

void order_search::take_reads() {
  for (bool taken = true; taken;) {
    taken = false;
    const auto end = std::min(limit(), first_bound());
    for (std::size_t lane = 0; lane < at_.size() && !taken; ++lane) {
      const auto* next = head(lane);
      taken = next != nullptr && next->invoked < end && space_.changes_nothing(next->call) &&
        space_.after(now_.state, next->call) == now_.state;
      if (taken) take(lane, now_.state);
    }
  }
}

/// An order like it with no other calls than these is there.
bool order_search::is_known(std::uint64_t hash) const {
  const auto found = by_hash_.find(hash);
  const auto lanes = plan_.lanes.size();
  for (auto i = found == by_hash_.end() ? no_order : found->second; i != no_order;
       i = orders_[i].next_alike) {
    const auto* at = all_at_.data() + i * lanes;
    const auto* bits = all_bits_.data() + i * words_;
    bool enough = orders_[i].state == now_.state && std::equal(at_.begin(), at_.end(), at);
    for (std::size_t w = 0; w < words_ && enough; ++w) enough = (bits[w] & ~bits_[w]) == 0;
    if (enough) return true;
  }
  return false;
}

/// Somebody is answered what only `what` allows, and nobody gives it any more.
bool order_search::is_missing(state_space::token what) const {
  auto waits = [&](const lane_place& at) { return at_[at.lane] <= at.place; };
  const auto of = users_.find(what);
  if (of == users_.end()) return false;
  const auto& [needs, gives, may_give] = of->second;
  return std::any_of(needs.begin(), needs.end(), waits) &&
    std::none_of(gives.begin(), gives.end(), waits) &&
    std::all_of(may_give.begin(), may_give.end(), [&](std::size_t other) { return has(other); });
}

/// What came last stands behind something that is surely taken out later.
bool order_search::leaves_too_late(std::span<const state_space::token> held) const {
  auto taker = [&](state_space::token what) -> const search_call* {
    const auto of = users_.find(what);
    if (of == users_.end() || of->second.needs.size() != 1) return nullptr;
    const auto& at = of->second.needs.front();
    return &calls_[plan_.lanes[at.lane][at.place]];
  };
  const auto* last = taker(held.back());
  if (last == nullptr || options_.which == consistency::sequential) return false;
  return std::any_of(held.begin(), held.end() - 1, [&](state_space::token each) {
    const auto* before = taker(each);
    return before != nullptr && last->returned < before->invoked;
  });
}

/// The last step has made an answer impossible.
bool order_search::is_hopeless(state_number before) {
  if (users_.empty() || before == now_.state) return false;
  const auto had = space_.held(before), has_now = space_.held(now_.state);
  const bool lost = std::any_of(had.begin(), had.end(), [&](state_space::token each) {
    return std::find(has_now.begin(), has_now.end(), each) == has_now.end() && is_missing(each);
  });
  return lost ||
    (space_.takes_in_order() && has_now.size() > had.size() && leaves_too_late(has_now));
}

/// The order in hand, if it is new. True: it explains all answers.
bool order_search::keep(state_number before) {
  take_reads();
  if (is_hopeless(before)) return false;
  auto hash = mixed(now_.state, 0);
  for (std::size_t lane = 0; lane < at_.size(); ++lane) hash ^= mixed(lane + 1, at_[lane]);
  if (is_known(hash)) return false;
  const auto which = static_cast<std::uint32_t>(orders_.size());
  const auto [alike, is_new] = by_hash_.try_emplace(hash, which);
  now_.next_alike = is_new ? no_order : std::exchange(alike->second, which);
  orders_.push_back(now_);
  all_at_.insert(all_at_.end(), at_.begin(), at_.end());
  all_bits_.insert(all_bits_.end(), bits_.begin(), bits_.end());
  if (now_.answered > orders_[furthest_].answered) furthest_ = which;
  put(which, false);
  return now_.answered == plan_.answered;
}

void order_search::put(std::uint32_t which, bool with_others) {
  const auto& o = orders_[which];
  turns_.push({o.answered, o.others + (with_others ? 1 : 0), with_others, which, ++sequence_});
}

bool order_search::extend_answered(std::uint32_t which) {
  load(which);
  const auto end = limit();
  std::vector<std::size_t> next;
  for (std::size_t lane = 0; lane < at_.size(); ++lane)
    if (const auto* call = head(lane); call != nullptr && call->invoked < end) next.push_back(lane);
  // The one that ends first is put last, and so goes on first.
  std::sort(next.begin(), next.end(),
            [&](std::size_t a, std::size_t b) { return head(a)->returned > head(b)->returned; });
  for (auto lane : next) {
    load(which);
    const auto state = space_.after(now_.state, head(lane)->call);
    if (state == state_space::refused) continue;
    const auto before = now_.state;
    take(lane, state);
    if (keep(before)) return true;
  }
  if (words_ > 0) put(which, true);
  return false;
}

bool order_search::may_happen(std::size_t other) const {
  const auto& call = calls_[plan_.maybe[other]];
  if (has(other) || call.returned < now_.latest_begun) return false;
  if (options_.which == consistency::linearizable) return call.invoked < limit();
  const auto& [lane, place] = plan_.behind[other];
  return at_[lane] >= place;
}

/// One that asks the same and began earlier serves as well: of each, the last before it.
void order_search::find_twins() {
  twin_before_.assign(plan_.maybe.size(), plan_.maybe.size());
  if (options_.which == consistency::sequential) return;
  for (std::size_t i = 0; i < plan_.maybe.size(); ++i)
    for (auto before = i; before-- > 0 && twin_before_[i] == plan_.maybe.size();) {
      const auto& one = calls_[plan_.maybe[before]];
      const auto& other = calls_[plan_.maybe[i]];
      const bool any_time =
        one.returned == history_call::open_end && other.returned == history_call::open_end;
      if (any_time && space_.alike(one.call, other.call)) twin_before_[i] = before;
    }
}

bool order_search::extend_others(std::uint32_t which) {
  for (std::size_t other = 0; other < plan_.maybe.size(); ++other) {
    load(which);
    const auto twin = twin_before_[other];
    if (!may_happen(other) || (twin < plan_.maybe.size() && !has(twin))) continue;
    const auto& call = calls_[plan_.maybe[other]];
    const auto state = space_.after_unanswered(now_.state, call.call);
    if (state == now_.state) continue;
    const auto before = std::exchange(now_.state, state);
    now_.latest_begun = std::max(now_.latest_begun, call.invoked);
    ++now_.others;
    bits_[other / bits_a_word] |= std::uint64_t{1} << other % bits_a_word;
    if (keep(before)) return true;
    if (orders_.size() >= options_.states_max) return false;
  }
  return false;
}

void order_search::find_users() {
  for (std::size_t lane = 0; lane < plan_.lanes.size(); ++lane)
    for (std::size_t place = 0; place < plan_.lanes[lane].size(); ++place) {
      const auto call = calls_[plan_.lanes[lane][place]].call;
      if (const auto what = space_.needed(call); what != state_space::nothing)
        users_[what].needs.push_back({lane, place});
      if (const auto what = space_.given(call); what != state_space::nothing)
        users_[what].gives.push_back({lane, place});
    }
  for (std::size_t other = 0; other < plan_.maybe.size(); ++other)
    if (const auto what = space_.given(calls_[plan_.maybe[other]].call);
        what != state_space::nothing)
      users_[what].may_give.push_back(other);
}

search_result order_search::run() {
  at_.assign(plan_.lanes.size(), 0);
  bits_.assign(words_, 0);
  find_users();
  find_twins();
  if (keep(now_.state)) return result(history_verdict::right);
  while (!turns_.empty()) {
    if (orders_.size() >= options_.states_max) return result(history_verdict::undecided);
    const auto next = turns_.top();
    turns_.pop();
    if (next.with_others ? extend_others(next.which) : extend_answered(next.which))
      return result(history_verdict::right);
  }
  return result(history_verdict::wrong);
}

search_result order_search::result(history_verdict verdict) const {
  search_result out{verdict, orders_.size(), std::vector<bool>(calls_.size()),
                    orders_[furthest_].state};
  const auto lanes = plan_.lanes.size();
  for (std::size_t lane = 0; lane < lanes; ++lane)
    for (std::size_t i = 0; i < all_at_[furthest_ * lanes + lane]; ++i)
      out.explained[plan_.lanes[lane][i]] = true;
  for (std::size_t i = 0; i < plan_.maybe.size(); ++i)
    if ((all_bits_[furthest_ * words_ + i / bits_a_word] >> i % bits_a_word & 1) != 0)
      out.explained[plan_.maybe[i]] = true;
  return out;
}

} // namespace

search_result search_order(std::span<const search_call> calls, state_space& space,
                           const search_options& options) {
  return order_search{calls, space, options}.run();
}

} // namespace carrick::sim
