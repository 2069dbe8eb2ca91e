#include <carrick/tools/bench/post_load.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/serialization/codec.hpp>
#include <carrick/tools/bench/bench_messages.hpp>

#include <algorithm>
#include <future>
#include <optional>

namespace carrick::tools::bench {
namespace {

using namespace std::chrono_literals;

/// A turn of posts each time the loop comes round, so that it reads and writes in between.
class post_feed final : public load, private loop_task {
 public:
  post_feed(node_core& core, const peer& to, const post_plan& plan, load_log& log)
      : core_(core),
        to_(to),
        where_(core.home()),
        log_(log),
        typed_(plan.form != message_form::raw),
        message_{std::vector<std::byte>(plan.bytes)},
        body_(net::copy_of(message_.data)),
        posts_a_turn_(std::clamp<std::size_t>(bytes_a_turn / plan.bytes, 1, posts_a_turn_max)),
        unsent_max_(std::clamp<std::size_t>(unsent_bytes / plan.bytes, 2, unsent_posts)) {}

  void start() override {
    call_on(where_, [&] {
      timer_.emplace(where_, *this);
      where_.submit(*this);
    });
  }
  void wait() override { done_.get_future().wait(); }

 private:
  static constexpr std::size_t posts_a_turn_max = 1'024;
  static constexpr std::size_t bytes_a_turn = 256 * 1024;
  // More than leaves within a millisecond, which is how late a timer may be; less than the queue
  // holds.
  static constexpr std::size_t unsent_posts = 32'768;
  static constexpr std::size_t unsent_bytes = 512 * 1024;

  void run() noexcept override { feed(); }
  void on_timer() { feed(); }

  void feed() {
    if (!log_.goes_on(where_.now())) return end();
    if (to_.record().dispatcher->account().unsent >= unsent_max_)
      return timer_->arm(where_.last_read() + 100us);
    for (std::size_t i = 0; i < posts_a_turn_; ++i) {
      if (auto taken = post(); !taken.ok()) {
        log_.failed(taken.code(), taken.message());
        return end();
      }
    }
    where_.submit(*this);
  }

  void end() {
    timer_.reset();
    done_.set_value();
  }

  status post() {
    outgoing message;
    if (typed_) {
      scratch_.clear();
      encode(message_, scratch_);
      message.head.to = {to_.target(), message_id<note>};
      message.body = scratch_.bytes();
    } else {
      message.head.to = {to_.target(), message_id<raw_note>};
      message.body = body_;
    }
    return core_.post(to_.record(), message);
  }

  node_core& core_;
  const peer to_;
  loop& where_;
  load_log& log_;
  const bool typed_;
  const note message_;
  const net::shared_body body_; ///< raw: the same each time
  const std::size_t posts_a_turn_;
  const std::uint64_t unsent_max_;
  buffer scratch_;
  std::optional<member_timer<post_feed, &post_feed::on_timer>> timer_;
  std::promise<void> done_;

  friend class member_timer<post_feed, &post_feed::on_timer>;
};

} // namespace

std::unique_ptr<load> make_post_load(node_core& core, const peer& to, const post_plan& plan,
                                     load_log& log) {
  return std::make_unique<post_feed>(core, to, plan, log);
}

} // namespace carrick::tools::bench
