#include <carrick/sim/network/dialing.hpp>

#include <carrick/core/quantity.hpp>
#include <carrick/core/status.hpp>
#include <carrick/sim/network/channel.hpp>
#include <carrick/sim/network/fabric.hpp>
#include <carrick/sim/network/host.hpp>
#include <carrick/sim/network/listening.hpp>
#include <carrick/sim/network/route.hpp>

#include <utility>

namespace carrick::sim::transit {
namespace {

class owned_attempt final : public net::dial_attempt {
 public:
  explicit owned_attempt(std::shared_ptr<dialing> which) : which_(std::move(which)) {}
  ~owned_attempt() override { which_->cancel(); }

 private:
  const std::shared_ptr<dialing> which_;
};

} // namespace

std::unique_ptr<net::dial_attempt> attempt_of(std::shared_ptr<dialing> which) {
  return std::make_unique<owned_attempt>(std::move(which));
}

dialing::dialing(std::shared_ptr<fabric> in, dialer_options options, net::dial_events& events)
    : errand(options.at, options.owner),
      fabric_(std::move(in)),
      id_(fabric_->next_id()),
      options_(std::move(options)),
      events_(&events) {}

void dialing::begin() {
  host& target = fabric_->host_at(options_.address);
  there_ = &fabric_->way(at(), target);
  back_ = &fabric_->way(target, at());
  fabric_->add(shared_from_this());
  fabric_->note(happening::dial, at(), id_, 0, options_.address);
  fabric_->in().at(deadline_after(fabric_->now(), options_.limit), limit_);
  draw_fate();
}

void dialing::draw_fate() {
  const dial_options& fates = there_->dials();
  draws& from = there_->of_dials();
  if (fates.unanswered > 0 && from.chance(fates.unanswered)) return;
  refused_ = fates.refused > 0 && from.chance(fates.refused);
  if (fates.late > 0 && from.chance(fates.late))
    (from.chance(0.5) ? late_there_ : late_back_) = from.between(duration::zero(), fates.late_max);
  travel(place::there, late_there_);
}

void dialing::travel(place to, duration later) {
  place_ = to;
  fabric_->in().at(on().arrival(0) + later, arrive_);
}

/// On a blocked route it waits for on_free().
void dialing::arrive() {
  const auto keep = shared_from_this();
  if (!on().blocked()) return place_ == place::there ? on_there() : on_back();
  if (is_given_up()) leave(); // nobody sends it again
}

void dialing::on_free(const route& which) {
  if (place_ == place::nowhere || &on() != &which || arrive_.pending()) return;
  fabric_->in().at(on().arrival_again(), arrive_);
}

void dialing::on_there() {
  listening* const to = refused_ ? nullptr : fabric_->listener_at(options_.address);
  if (to != nullptr && !to->is_full()) connect(*to);
  if (is_given_up()) return leave();
  if (to != nullptr && !connection_) {
    place_ = place::nowhere; // whose queue is full does not answer
    return;
  }
  travel(place::back, late_back_);
}

void dialing::connect(listening& to) {
  auto made = std::make_shared<channel>(
    fabric_, fabric_->next_id(), end_options{at(), owner(), options_.address, options_.integrity},
    end_options{to.at(), to.loop(), at().name() + "#" + std::to_string(id_), to.integrity()});
  fabric_->add(made);
  made->note(happening::connect, made->acceptor());
  connection_ = made->connection_of(made->dialer());
  to.offer(made->connection_of(made->acceptor()));
}

void dialing::on_back() {
  finish(connection_ ? status{}
                     : fail(code::unreachable, "connection refused by " + options_.address));
}

/// What is under way there arrives nevertheless.
void dialing::on_limit() {
  const auto keep = shared_from_this();
  const bool goes_on = place_ == place::there && arrive_.pending();
  outcome_ =
    fail(code::unreachable,
         "no answer from " + options_.address + " within " + format_duration(options_.limit));
  if (!goes_on) leave();
  schedule();
}

void dialing::finish(status why) {
  outcome_ = std::move(why);
  place_ = place::nowhere;
  fabric_->in().cancel(limit_);
  fabric_->forget(*this);
  schedule();
}

void dialing::turn() noexcept {
  net::dial_events* const events = std::exchange(events_, nullptr);
  if (events == nullptr) return;
  fabric_->note(outcome_->ok() ? happening::dialed : happening::dial_ended, at(), id_,
                static_cast<std::size_t>(outcome_->code()), options_.address);
  if (!outcome_->ok()) return events->on_dialed(*outcome_);
  events->on_dialed(std::move(connection_));
}

void dialing::cancel() {
  const bool goes_on = place_ == place::there && arrive_.pending();
  events_ = nullptr;
  fabric_->in().cancel(limit_);
  if (!goes_on) leave();
}

void dialing::die() noexcept {
  events_ = nullptr;
  leave();
}

/// Whom the listener was told of nevertheless is closed with the connection.
void dialing::leave() noexcept {
  place_ = place::nowhere;
  fabric_->in().cancel(arrive_);
  fabric_->in().cancel(limit_);
  connection_.reset();
  fabric_->forget(*this);
}

bool dialing::is_between(const host& a, const host& b) const noexcept {
  if (there_ == nullptr) return false;
  const host* const from = &there_->from();
  const host* const to = &there_->to();
  return (from == &a && to == &b) || (from == &b && to == &a);
}

} // namespace carrick::sim::transit
