#include <carrick/sim/network/listening.hpp>

#include <carrick/core/status.hpp>
#include <carrick/sim/network/fabric.hpp>
#include <carrick/sim/network/host.hpp>

#include <utility>

namespace carrick::sim::transit {
namespace {

constexpr std::size_t backlog = 1024;

class owned_listener final : public net::listener {
 public:
  explicit owned_listener(std::shared_ptr<listening> which) : which_(std::move(which)) {}
  ~owned_listener() override { which_->close(); }
  std::string address() const override { return which_->address(); }

 private:
  const std::shared_ptr<listening> which_;
};

} // namespace

std::unique_ptr<net::listener> listener_of(std::shared_ptr<listening> which) {
  return std::make_unique<owned_listener>(std::move(which));
}

listening::listening(std::shared_ptr<fabric> in, options how, net::accept_events& events)
    : errand(how.at, how.owner),
      fabric_(std::move(in)),
      address_(std::move(how.address)),
      integrity_(how.integrity),
      events_(&events) {}

bool listening::is_full() const noexcept { return waiting_.size() >= backlog; }

void listening::offer(std::unique_ptr<net::connection> made) {
  waiting_.push_back(std::move(made));
  go_on();
}

void listening::die() noexcept {
  events_ = nullptr;
  fabric_->in().cancel(go_on_);
  if (fabric_->listener_at(address_) == this) fabric_->remove_listener(address_);
  std::exchange(waiting_, {}).clear();
}

void listening::on_paused() {
  pause_to_report_ = true;
  schedule();
}

bool listening::is_paused() const noexcept { return fabric_->now() < at().accepts_from(); }

void listening::go_on() {
  if (!is_paused()) return schedule();
  fabric_->in().at(at().accepts_from(), go_on_);
}

/// Any of the events may close it.
void listening::turn() noexcept {
  if (events_ != nullptr && std::exchange(pause_to_report_, false)) report_pause();
  while (events_ != nullptr && !waiting_.empty() && !is_paused()) {
    std::unique_ptr<net::connection> first = std::move(waiting_.front());
    waiting_.pop_front();
    fabric_->note(happening::accept, at(), waiting_.size(), 0, address_);
    events_->on_accepted(std::move(first));
  }
  if (events_ != nullptr && !waiting_.empty()) go_on();
}

void listening::report_pause() {
  events_->on_accept_paused(fail(
    code::overloaded, "nothing is accepted at " + address_ + " for a while: too many open files"));
}

} // namespace carrick::sim::transit
