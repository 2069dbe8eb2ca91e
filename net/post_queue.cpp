#include <carrick/net/post_queue.hpp>

#include <carrick/core/ensure.hpp>
#include <carrick/core/planted.hpp>
#include <carrick/net/post_store.hpp>

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <utility>

namespace carrick::net {

/// The posts, and the number of the newest of each pair.
struct post_queue::storage {
  using numbers = std::unordered_map<message_pair, std::uint64_t>;

  post_store posts;
  std::deque<shared_body> shared; // bodies that are not in there, in the same order
  numbers newest;                 // with some that have gone
  numbers::value_type* last = nullptr;
  std::size_t body_bytes = 0;

  void push(const message_head& head, const message_body& body, std::uint64_t number) {
    note(pair_of(head), number);
    if (body.shared() != nullptr) {
      shared.push_back(*body.shared());
      posts.push_apart(head);
    } else {
      posts.push(head, body.bytes());
    }
    body_bytes += body.size();
  }
  void note(const message_pair& pair, std::uint64_t number) {
    if (last == nullptr || last->first != pair) {
      constexpr std::size_t few = 64;
      std::uint64_t first = number - posts.size();
      if (newest.size() > few + 2 * posts.size())
        std::erase_if(newest, [&](const auto& each) { return each.second < first; });
      last = &*newest.try_emplace(pair).first;
    }
    last->second = number;
  }
  entry front() {
    auto oldest = posts.front();
    return {oldest.head, oldest.apart ? message_body{shared.front()} : message_body{oldest.body}};
  }
  void pop() {
    auto oldest = posts.front();
    body_bytes -= oldest.apart ? shared.front()->size() : oldest.body.size();
    if (oldest.apart) shared.pop_front();
    posts.drop(1);
    if (!posts.empty()) return;
    newest = {};
    last = nullptr;
  }
};

post_account& post_account::operator+=(const post_account& other) {
  accepted += other.accepted;
  delivered += other.delivered;
  refused += other.refused;
  dropped += other.dropped;
  unsent += other.unsent;
  in_flight += other.in_flight;
  in_doubt += other.in_doubt;
  for (auto [why, count] : other.lost_by) lost_by[why] += count;
  return *this;
}

post_queue::post_queue(post_queue_options options)
    : options_(options), storage_(std::make_unique<storage>()) {}

post_queue::~post_queue() = default;

status post_queue::push(const message_head& head, const message_body& body) {
  if (options_.posts_max == 0 || body.size() > options_.bytes_max)
    return fail(code::too_large, "the buffer of unsent posts could never hold it");
  auto full = [&] {
    return size() >= options_.posts_max || bytes() + body.size() > options_.bytes_max;
  };
  if (full() && !options_.drop_oldest) {
    refused_bytes_ = std::max(refused_bytes_, body.size());
    return fail(code::overloaded, std::to_string(size()) + " posts are unsent already");
  }
  refused_bytes_ = 0;
  if (CARRICK_PLANTED(newest_dropped) && full()) {
    ++accepted_, ++dropped_, ++settled_.lost_by[code::dropped];
    return {};
  }
  while (full()) drop_oldest(code::dropped);
  storage_->push(head, body, next_number_);
  ++next_number_;
  ++accepted_;
  return {};
}

bool post_queue::empty() const noexcept { return storage_->posts.empty(); }
std::size_t post_queue::size() const noexcept { return storage_->posts.size(); }
std::size_t post_queue::bytes() const noexcept { return storage_->body_bytes; }

bool post_queue::has_unsent_of(const message_pair& pair) const noexcept {
  if (storage_->posts.empty()) return false;
  auto newest = storage_->newest.find(pair);
  return newest != storage_->newest.end() && newest->second >= first_number();
}

bool post_queue::has_room() const noexcept {
  auto bytes_for_room = std::min(options_.bytes_max / 2, options_.bytes_max - refused_bytes_);
  return size() <= options_.posts_max / 2 && bytes() <= bytes_for_room;
}

auto post_queue::front() const -> entry {
  ENSURE(!empty());
  return storage_->front();
}

void post_queue::pop() {
  ENSURE(!empty());
  storage_->pop();
}

void post_queue::drop_oldest(carrick::code why) {
  last_dropped_ = front().head;
  dropped_for_ = why;
  pop();
  if (!CARRICK_PLANTED(drop_not_counted)) ++dropped_;
  ++settled_.lost_by[why];
}

void post_queue::drop_all(carrick::code why) {
  while (!empty()) drop_oldest(why);
}

void post_queue::settle(const post_totals& last, carrick::code why) {
  add(settled_, last);
  auto dropped = std::exchange(settled_.in_flight, 0);
  dropped_ += dropped;
  if (dropped > 0) settled_.lost_by[why] += dropped;
}

void post_queue::add(post_account& to, const post_totals& of) {
  to.delivered += of.taken_over - of.refused;
  to.refused += of.refused;
  to.in_flight += of.sent - of.taken_over - of.in_doubt;
  to.in_doubt += of.in_doubt;
  for (auto [reason, count] : of.refused_by) to.lost_by[reason] += count;
  if (of.in_doubt > 0) to.lost_by[code::link_lost] += of.in_doubt;
}

post_account post_queue::account(const post_totals& current) const {
  post_account a = settled_;
  a.accepted = accepted_;
  a.dropped = dropped_;
  a.unsent = size();
  add(a, current);
  return a;
}

} // namespace carrick::net
