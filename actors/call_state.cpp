#include <carrick/actors/call_state.hpp>

#include <carrick/actors/actor_event.hpp>
#include <carrick/actors/call_table.hpp>
#include <carrick/actors/direct_call.hpp>
#include <carrick/core/out_of_memory.hpp>
#include <carrick/core/planted.hpp>
#include <carrick/serialization/message_type.hpp>

#include <new>

namespace carrick {
namespace {

class cancel_notice final : public actor_event {
 public:
  explicit cancel_notice(std::function<void()> f) : f_(std::move(f)) {}
  void run(actor_base&) override { f_(); }
  std::string describe() const override { return "a cancelled request"; }

 private:
  std::function<void()> f_;
};

class asks_notice final : public actor_event {
 public:
  explicit asks_notice(call_state& of) : call_(&of) {}
  void run(actor_base&) override { call_->asks().cancel_all(); }
  std::string describe() const override { return "a cancelled request"; }

 private:
  const call_ptr call_;
};

} // namespace

call_state::call_state(call_table& table, std::shared_ptr<link_session> link, net::served_id id,
                       const message_type* type, time_point deadline)
    : owed_answer(deadline),
      table_(&table),
      link_(std::move(link)),
      home_(link_->home()),
      id_(id),
      type_(type) {}

call_state::~call_state() = default;

/// Gives `answer` the buffer in which the answer goes home, or null where this is home. An answer
/// that finds no memory is refused: it is claimed, and nobody else would give one.
template <class F>
void call_state::send(F answer) {
  const bool at_home = may_call_directly(home_);
  try {
    answer(at_home ? nullptr : &body_);
  } catch (const std::bad_alloc&) {
    body_.release();
    return do_refuse(out_of_memory());
  }
  at_home ? finish() : go_home();
}

void call_state::reply_copy(const void* value) {
  if (claim()) encode_and_send(value);
}

void call_state::reply_bytes(byte_span body) {
  if (!claim()) return;
  send([&](buffer* on_the_way) {
    on_the_way != nullptr ? on_the_way->append(body) : link_->respond(id_, body);
  });
}

void call_state::encode_and_send(const void* value) {
  send([&](buffer* on_the_way) {
    if (on_the_way != nullptr) return type_->encode(value, *on_the_way);
    auto& scratch = table_->scratch();
    scratch.clear();
    type_->encode(value, scratch);
    link_->respond(id_, scratch.bytes());
  });
}

void call_state::do_refuse(const status& why) {
  if (may_call_directly(home_)) {
    link_->refuse(id_, why.code(), why.message());
    return finish();
  }
  verdict_ = why;
  go_home();
}

void call_state::go_home() {
  ref(); // until run()
  home_.submit(*this);
}

void call_state::run() noexcept {
  call_ptr self{this, false};
  if (verdict_.ok())
    link_->respond(id_, body_.bytes());
  else
    link_->refuse(id_, verdict_.code(), verdict_.message());
  finish();
}

void call_state::finish() {
  std::vector<listener> dropped; // destroyed after the unlock: they may own anything
  {
    std::lock_guard guard{mutex_};
    dropped.swap(listeners_);
  }
  table_->close(*this);
}

bool call_state::on_cancel(const caf::strong_actor_ptr& actor, std::function<void()> f) {
  return listen({actor, std::move(f)});
}

bool call_state::listen(listener who) {
  std::lock_guard guard{mutex_};
  if (cancelled() && !CARRICK_PLANTED(late_listener_untold)) return false;
  listeners_.push_back(std::move(who));
  return true;
}

bool call_state::follow(pending_ask& ask, const caf::strong_actor_ptr& actor) {
  if (answered()) return true; // nobody cancels it any more
  if (!std::exchange(asks_listen_, true) && !listen({actor, {}})) return false;
  if (cancelled()) return false;
  if (!CARRICK_PLANTED(nested_ask_goes_on)) asks_.add(ask);
  return true;
}

void call_state::cancel() {
  std::vector<listener> told;
  {
    std::lock_guard guard{mutex_};
    mark_cancelled();
    told.swap(listeners_);
  }
  for (auto& who : told) {
    if (who.f)
      enqueue_event(who.actor, new cancel_notice{std::move(who.f)});
    else
      enqueue_event(who.actor, new asks_notice{*this});
  }
}

} // namespace carrick
