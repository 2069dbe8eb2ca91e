#include <carrick/actors/blocking.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/node_core.hpp>

#include <atomic>

namespace carrick {
namespace {

/// Where work that the pool gives up meets the actor that began it: it may be refused at once, or
/// dropped later on another thread, and only the first has a reason.
struct meeting {
  std::atomic<bool> one_was_here{false};
  std::unique_ptr<blocking_event> unused;
};

class pool_work final : public blocking_work {
 public:
  pool_work(std::unique_ptr<blocking_event> event, std::string whose,
            std::shared_ptr<meeting> point)
      : event_(std::move(event)), whose_(std::move(whose)), point_(std::move(point)) {}
  ~pool_work() override {
    if (!event_) return;
    point_->unused = std::move(event_);
    if (!point_->one_was_here.exchange(true)) return;
    blocking_event::go_back(std::move(point_->unused), fail(code::draining, "the node stops"));
  }
  void run() noexcept override {
    event_->work();
    blocking_event::go_back(std::move(event_), {});
  }
  const std::string& whose() const noexcept override { return whose_; }

 private:
  std::unique_ptr<blocking_event> event_;
  const std::string whose_;
  const std::shared_ptr<meeting> point_;
};

} // namespace

void blocking_event::start(std::unique_ptr<blocking_event> event, actor_base& self) {
  event->actor_ = self.ctrl();
  event->context_ = self.current_call();
  auto point = std::make_shared<meeting>();
  auto taken =
    self.core().run_blocking(std::make_unique<pool_work>(std::move(event), self.label(), point));
  if (point->one_was_here.exchange(true))
    go_back(std::move(point->unused), taken.ok() ? fail(code::draining, "the node stops") : taken);
}

void blocking_event::work() noexcept {
  try {
    do_work();
  } catch (...) {
    verdict_ = hosting::status_of_exception();
  }
}

void blocking_event::go_back(std::unique_ptr<blocking_event> event, status not_run) {
  if (!not_run.ok()) event->verdict_ = std::move(not_run);
  auto actor = std::move(event->actor_);
  enqueue_event(actor, event.release());
}

void blocking_event::run(actor_base& self) {
  self.goes_on_with(context_);
  deliver(verdict_);
}

} // namespace carrick
