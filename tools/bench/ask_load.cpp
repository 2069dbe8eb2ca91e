#include <carrick/tools/bench/ask_load.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/tools/bench/forms.hpp>

#include <atomic>
#include <deque>
#include <future>

namespace carrick::tools::bench {
namespace {

template <class Message>
class asking_actors final : public load {
 public:
  asking_actors(node_core& core, const peer& to, const ask_plan& plan,
                const std::function<load_log&()>& log_of, Message message)
      : core_(core),
        to_(to),
        in_flight_(plan.in_flight),
        message_(std::move(message)),
        running_(plan.in_flight * plan.actors) {
    for (std::size_t i = 0; i < plan.actors; ++i) logs_.push_back(&log_of());
  }

  void start() override {
    for (auto* log : logs_)
      core_.system().spawn([this, log](actor_base* self) -> behavior {
        for (std::size_t i = 0; i < in_flight_; ++i) ask(self, *log);
        return {[](caf::unit_t) {}};
      });
  }
  void wait() override { done_.get_future().wait(); }

 private:
  void ask(actor_base* self, load_log& log) {
    auto sent = self->now();
    self->ask(to_, message_, answer_limit)
      .then([this, self, &log, sent](const result<reply_of<Message>>& got) {
        if (!got) log.failed(got.error().code(), got.error().message());
        if (got && log.answered(sent, self->now())) return ask(self, log);
        if (--running_ == 0) done_.set_value();
      });
  }

  node_core& core_;
  const peer to_;
  const std::size_t in_flight_;
  const Message message_;
  std::deque<load_log*> logs_;
  std::atomic<std::size_t> running_;
  std::promise<void> done_;
};

} // namespace

std::unique_ptr<load> make_ask_load(node_core& core, const peer& to, const ask_plan& plan,
                                    const std::function<load_log&()>& log_of) {
  if (plan.form == message_form::fields)
    return std::make_unique<asking_actors<sample>>(core, to, plan, log_of, sample_message());
  return std::make_unique<asking_actors<echo>>(core, to, plan, log_of, text_message(plan.bytes));
}

} // namespace carrick::tools::bench
