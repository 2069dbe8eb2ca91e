#include <carrick/sim/load/post_unit.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/room_sink.hpp>
#include <carrick/sim/subject.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t probe_post_bytes = 100'000;

/// Waits on the home loop until all posts to a node have arrived, as a client does that flushes,
/// and looks whether it is so. Destroys itself.
class settled_posts final : public loop_task, public room_sink {
 public:
  settled_posts(load_run& run, const process_id& by, const peer& to, duration limit)
      : run_(run), by_(by), to_(to), deadline_(deadline_after(run.in().now(), limit)) {}

  void run() noexcept override {
    to_.core().wait_for_posts(to_.record(), net::post_wait::settled, deadline_, *this);
  }
  void on_room(const status& verdict) noexcept override {
    const std::unique_ptr<settled_posts> self{this};
    if (!verdict.ok()) return;
    const auto account = to_.record().dispatcher->account();
    if (account.unsent + account.in_flight > 0)
      run_.see(by_, broken_promise{by_, "I4", "posts are called settled that are under way"});
  }

 private:
  load_run& run_;
  const process_id by_;
  const peer to_;
  const time_point deadline_;
};

} // namespace

// -- sending --------------------------------------------------------------------------------------

stamp post_unit::next_stamp(std::size_t node, load_target target) {
  const auto what = self_.next(node, target, ++self_.run().posts);
  self_.see(posted{what});
  return what;
}

void post_unit::post() {
  auto& dice = self_.dice();
  const auto node = dice.below(self_.run().nodes());
  const auto target = self_.some_target();
  const auto kind = dice.below(100);
  if (kind < 65) return post_one(node, target);
  if (kind < 80) return post_told(node, target, self_.some_bytes(), {});
  if (kind < 88) return post_to_many();
  if (kind < 94) return post_inline(node);
  if (kind < 95) return wait_until_settled(node);
  for (auto left = dice.between(std::uint64_t{2}, 12); left > 0; --left) post_one(node, target);
}

void post_unit::post_one(std::size_t node, load_target target) {
  const mark message{seal(next_stamp(node, target), self_.some_bytes())};
  was_posted(message.what.number, self_.actor().post(self_.at(node, target), message));
}

void post_unit::post_inline(std::size_t node) {
  const mark_inline message{seal(next_stamp(node, 0), self_.dice().below(100))};
  was_posted(message.what.number, self_.actor().post(self_.at(node, 0), message));
}

/// That it is ok may mean that nobody knows yet.
void post_unit::was_posted(std::uint64_t number, const status& taken) {
  if (!taken.ok()) self_.see(sim::post_told{number, taken.code()});
}

void post_unit::post_told(std::size_t node, load_target target, std::size_t bytes,
                          status_told then) {
  const mark message{seal(next_stamp(node, target), bytes)};
  self_.began(open_thing::told_post);
  self_.actor().post(self_.at(node, target), message,
                     [this, node, target, number = message.what.number,
                      then = std::move(then)](const status& taken) {
                       self_.ended(open_thing::told_post);
                       self_.see(sim::post_told{number, taken.code()});
                       if (taken == code::overloaded) wait_for_room(node, target);
                       if (then) then(taken);
                     });
}

void post_unit::wait_for_room(std::size_t node, load_target target) {
  self_.began(open_thing::room);
  self_.actor().on_room(
    self_.at(node, target),
    [this, node, target](const status& room) {
      self_.ended(open_thing::room);
      if (room.ok() && !self_.run().is_calm()) post_one(node, target);
    },
    self_.dice().magnitude(duration{10ms}, duration{5s}));
}

void post_unit::wait_until_settled(std::size_t node) {
  const auto to = self_.at(node, 0);
  const auto limit = self_.dice().magnitude(duration{10ms}, duration{5s});
  auto wait = std::make_unique<settled_posts>(self_.run(), self_.process(), to, limit);
  to.core().home().submit(*wait.release());
}

void post_unit::post_to_many() {
  mark_many message;
  const auto target = self_.some_target();
  std::vector<peer> to;
  const auto first = self_.dice().below(self_.run().nodes());
  const auto count = std::min<std::size_t>(2 + self_.dice().below(3), self_.run().nodes());
  for (std::size_t i = 0; i < count; ++i) {
    const auto node = (first + i) % self_.run().nodes();
    const auto what = next_stamp(node, target);
    if (i == 0) message.what = seal(what, self_.some_bytes());
    message.nodes.push_back(node);
    message.channels.push_back(what.channel);
    message.orders.push_back(what.order);
    to.push_back(self_.at(node, target));
  }
  self_.actor().post(
    to, message, [this, first, number = message.what.number](const peer& of, const status& why) {
      const auto node = self_.run().number_of(of.id());
      const auto place = (node + self_.run().nodes() - first) % self_.run().nodes();
      self_.see(sim::post_told{number + place, why.code()});
    });
}

void post_unit::probe(std::size_t node) {
  const auto number =
    self_.run().probe_began("a large post from " + subject::name(self_.process().node) + " to " +
                            subject::name(node) + " without faults");
  post_told(node, self_.some_target(), probe_post_bytes, [=, this](const status& taken) {
    self_.probe_ended(number, taken, [=, this] { probe(node); });
  });
}

// -- handling -------------------------------------------------------------------------------------

void post_unit::arrived(const received& got) {
  self_.see(post_handed{got});
  // Nobody hears of that but the log and the account.
  if (self_.dice().chance(0.01)) throw std::runtime_error("now and then");
}

void post_unit::handle(const mark& post) { arrived(self_.got(post.what)); }

void post_unit::handle(const mark_many& post) {
  auto what = stamp_of(post.what);
  const auto mine = std::find(post.nodes.begin(), post.nodes.end(), self_.process().node);
  const auto place = static_cast<std::size_t>(mine - post.nodes.begin());
  const bool complete = place < post.nodes.size() && post.orders.size() == post.nodes.size() &&
    post.channels.size() == post.nodes.size();
  if (!complete) return arrived(self_.got(what, false));
  what.to = self_.process().node;
  what.number += place;
  what.channel = post.channels[place];
  what.order = post.orders[place];
  arrived(self_.got(what, is_intact(post.what)));
}

} // namespace carrick::sim
