#include <carrick/tools/bench/callers.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/call_on.hpp>
#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/serialization/message_type.hpp>

#include <future>
#include <memory>
#include <vector>

namespace carrick::tools::bench {
namespace {

using namespace std::chrono_literals;

// With many in flight the clock is read once for so many answers.
constexpr std::uint64_t answers_a_look = 64;

/// Counts answers between two times and says when to stop.
class clocked_run {
 public:
  clocked_run(const run_plan& plan, loop& where)
    : alone_(plan.in_flight == 1),
      where_(where),
      measure_from_(where.now() + plan.warm_up),
      until_(measure_from_ + plan.length),
      now_(where.now()) {}

  void sent() noexcept {
    if (alone_) sent_at_ = where_.now();
  }
  /// Returns whether to go on.
  bool answered(bool ok) {
    ++seen_;
    if (alone_ || seen_ % answers_a_look == 0) now_ = where_.now();
    if (!ok) ++result_.failures;
    if (now_ >= until_) return false;
    if (now_ < measure_from_) return true;
    ++result_.answers;
    if (alone_) result_.round_trips.add(now_ - sent_at_);
    return true;
  }
  run_result take() { return std::move(result_); }

 private:
  const bool alone_;
  loop& where_;
  const time_point measure_from_, until_;
  time_point now_, sent_at_;
  std::uint64_t seen_ = 0;
  run_result result_;
};

/// As many requests as may be in flight, each sent anew by its answer. On the home loop.
class closed_loop {
 public:
  closed_loop(calling_node& from, const run_plan& plan, endpoint to, bool typed)
    : core_(from.core()),
      to_(from.server()),
      where_(from.home()),
      endpoint_(to),
      typed_(typed),
      message_{std::string(plan.bytes, 'x')},
      raw_(message_.data),
      clock_(plan, where_),
      slots_(plan.in_flight) {}

  run_result run() {
    call_on(where_, [&] {
      running_ = slots_.size();
      for (auto& slot : slots_) {
        slot.owner = this;
        send(slot);
      }
    });
    done_.get_future().wait();
    return clock_.take();
  }

 private:
  struct call final : answer_sink {
    void on_answer(const answer& verdict) noexcept override { owner->answered(*this, verdict); }
    closed_loop* owner = nullptr;
  };

  void send(call& s) {
    clock_.sent();
    outgoing message;
    message.head.to = endpoint_;
    message.deadline = where_.now() + 5s;
    if (typed_) {
      scratch_.clear();
      encode(message_, scratch_);
      message.body = scratch_.bytes();
    } else {
      message.body = as_bytes(raw_);
    }
    core_.request(to_.record(), message, s);
  }

  void answered(call& s, const answer& verdict) {
    bool ok = verdict.code == code::ok;
    if (ok && typed_) ok = decode<echoed>(verdict.payload).has_value();
    if (clock_.answered(ok)) return send(s);
    if (--running_ == 0) done_.set_value();
  }

  node_core& core_;
  const peer to_;
  loop& where_;
  const endpoint endpoint_;
  const bool typed_;
  const echo message_;
  const std::string raw_;
  clocked_run clock_;
  std::vector<call> slots_;
  buffer scratch_;
  std::size_t running_ = 0;
  std::promise<void> done_;
};

struct asking_run {
  asking_run(const run_plan& plan, loop& where, peer server)
    : clock(plan, where), running(plan.in_flight), to(server), message{std::string(plan.bytes, 'x')} {}
  clocked_run clock;
  std::size_t running;
  peer to;
  echo message;
  std::promise<void> done;
};

void ask_next(actor_base* self, asking_run* run) {
  run->clock.sent();
  self->ask(run->to, run->message).then([self, run](const result<echoed>& got) {
    if (run->clock.answered(got.has_value())) return ask_next(self, run);
    if (--run->running == 0) run->done.set_value();
  });
}

behavior asking_actor(actor_base* self, asking_run* run) {
  for (std::size_t i = run->running; i > 0; --i) ask_next(self, run);
  return {[](caf::unit_t) {}};
}

/// Posts while the dispatcher takes them, then waits for room. On the home loop.
class post_feed final : private loop_task {
 public:
  post_feed(calling_node& from, bool typed, const run_plan& plan)
    : core_(from.core()),
      to_(from.server()),
      where_(from.home()),
      endpoint_{0, typed ? message_id<note> : message_id<raw_note>},
      until_(where_.now() + plan.warm_up + plan.length) {
    note message{std::vector<std::byte>(plan.bytes)};
    if (typed)
      encode(message, body_);
    else
      body_.append(message.data);
  }

  void run_to_end() {
    call_on(where_, [&] {
      timer_.emplace(where_, *this);
      feed();
    });
    done_.get_future().wait();
  }

 private:
  static constexpr std::size_t posts_a_turn = 512;
  static constexpr std::size_t bytes_a_turn = 256 * 1024;
  static constexpr std::uint64_t unsent_max = 1'024;

  void run() noexcept override { feed(); }
  void on_timer() { feed(); }

  void feed() {
    if (where_.now() >= until_) {
      timer_.reset();
      done_.set_value();
      return;
    }
    outgoing message;
    message.head.to = endpoint_;
    message.body = body_.bytes();
    auto count = std::max<std::size_t>(1, std::min(posts_a_turn, bytes_a_turn / body_.size()));
    for (std::size_t i = 0; i < count; ++i)
      static_cast<void>(core_.post(to_.record(), message));
    if (to_.record().dispatcher->account().unsent < unsent_max)
      where_.submit(*this);
    else
      timer_->arm(where_.now() + 100us);
  }

  node_core& core_;
  const peer to_;
  loop& where_;
  const endpoint endpoint_;
  const time_point until_;
  buffer body_;
  std::optional<member_timer<post_feed, &post_feed::on_timer>> timer_;
  std::promise<void> done_;

  friend class member_timer<post_feed, &post_feed::on_timer>;
};

} // namespace

run_result call_raw(calling_node& from, const run_plan& plan) {
  return closed_loop{from, plan, {0, name_hash(raw_echo_name)}, false}.run();
}

run_result call_typed(calling_node& from, const run_plan& plan) {
  return closed_loop{from, plan, {0, message_id<echo>}, true}.run();
}

run_result call_actor(calling_node& from, const run_plan& plan) {
  asking_run run{plan, from.home(), from.server(true)};
  auto done = run.done.get_future();
  auto actor = from.core().system().spawn(asking_actor, &run);
  done.wait();
  return run.clock.take();
}

void feed_posts(calling_node& from, bool typed, const run_plan& plan) {
  post_feed{from, typed, plan}.run_to_end();
}

} // namespace carrick::tools::bench
