#include <carrick/actors/actor.hpp>

#include <carrick/actors/actor_parts.hpp>
#include <carrick/actors/behavior_builder.hpp>
#include <carrick/actors/delivery.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/actors/named_actor_config.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/node_system_config.hpp>
#include <carrick/actors/offering.hpp>
#include <carrick/actors/type_text.hpp>
#include <carrick/core/out_of_memory.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/core/utf8.hpp>

namespace carrick {
namespace {

std::uint64_t seed_of(const node_core& core, std::uint64_t sender) {
  return core.options().seed + sender * 0x9e3779b97f4a7c15ull;
}

/// The time at the last look of this thread's loop: of the message before, or of the loop itself.
time_point last_time(const node_core& core) {
  auto* current = loop::current();
  return current != nullptr ? current->last_read() : core.now();
}

time_point new_time(const node_core& core) {
  auto* current = loop::current();
  return current != nullptr ? current->now() : core.now();
}

} // namespace

// -- life -----------------------------------------------------------------------------------------

actor_base::actor_base(caf::actor_config& config)
    : hosted(config),
      core_(node_of(home_system())),
      sender_(core_.new_sender()),
      parts_(std::make_unique<actor_parts>(*this, seed_of(core_, sender_))) {
  if (auto* named = named_actor_config::of(config)) {
    parts_->name = named->name;
    parts_->type = named->type;
    unsetf(named_actor_config::mark);
  }
  set_handlers();
  core_.actor_started(*this);
}

actor_base::~actor_base() {
  if (!parts_->ended) core_.actor_ended(*this, {}); // a constructor further down threw
}

void actor_base::set_handlers() {
  set_default_handler(
    [this](caf::scheduled_actor*, caf::message_view& what) { return on_unexpected(what); });
  // CAF's own end the actor for an error that any actor can send, and print the rest.
  set_error_handler([this](caf::scheduled_actor*, caf::error& what) {
    log_info("was sent an error: ", status_of(what));
  });
  set_down_handler([this](caf::scheduled_actor*, caf::down_msg& what) {
    log_debug("an actor that it monitors has ended: ", status_of_end(what.reason));
  });
  set_exception_handler([this](caf::scheduled_actor*, std::exception_ptr&) -> caf::error {
    const auto thrown = hosting::status_of_exception();
    auto why = fail(thrown.code(), label() + " threw in its first turn: " + thrown.message());
    fail_start(why);
    return why;
  });
}

void actor_base::initialize() {
  hosted::initialize();
  parts_->stands = true;
  if (!parts_->name.empty() && alive()) offer();
}

bool actor_base::cleanup(caf::error&& reason, caf::execution_unit* host) {
  if (!std::exchange(parts_->ended, true)) {
    end_streams();
    break_promises();
    for (std::uint32_t i = 0; i < parts_->asks.size(); ++i)
      if (auto* ask = parts_->asks[i].ask) ask->cancel();
    drop_monitors();
    if (parts_->offered) withdraw(*this);
    if (!parts_->offered && !parts_->name.empty() && start_failure().ok())
      set_start_failure(fail(code::ended, label() + " ended in its first turn"));
    core_.actor_ended(
      *this, {parts_->name, status_of_end(reason), stats_.waiting() + parts_->inbox.waiting()});
  }
  return hosted::cleanup(std::move(reason), host);
}

void actor_base::end_streams() {
  auto streams = std::move(parts_->streams);
  for (auto& stream : streams) stream->owner_ended();
}

void actor_base::promises_answer() {
  auto call = current_call();
  if (!call) return;
  auto& all = parts_->promised;
  if (all.size() == all.capacity())
    std::erase_if(all, [](const call_ptr& each) { return each->answered(); });
  all.push_back(std::move(call));
}

void actor_base::break_promises() {
  for (const auto& call : std::exchange(parts_->promised, {}))
    call->refuse(fail(code::ended, label() + " has ended"));
}

void actor_base::fail_start(status why) {
  log_error(why.message());
  caf::error reason{why};
  set_start_failure(std::move(why));
  quit(std::move(reason));
}

void actor_base::set_start_failure(status why) {
  std::lock_guard guard{parts_->mutex};
  parts_->start_failure = std::move(why);
}

status actor_base::start_failure() const {
  std::lock_guard guard{parts_->mutex};
  return parts_->start_failure;
}

// -- what it serves -------------------------------------------------------------------------------

behavior actor_base::serves(detail::behavior_builder& handlers) {
  if (!parts_->name.empty()) {
    if (auto checked = check_served(*this, handlers.served()); !checked.ok()) {
      fail_start(checked);
    } else {
      parts_->served = handlers.served();
      if (parts_->stands) offer();
    }
  }
  return handlers.finish();
}

void actor_base::offer() {
  carrick::offer(*this, parts_->served, !std::exchange(parts_->offered, true));
}

fair_inbox& actor_base::inbox() noexcept { return parts_->inbox; }

// -- messages -------------------------------------------------------------------------------------

void actor_base::enqueue(caf::mailbox_element_ptr what, caf::execution_unit* from) {
  stats_.count_enqueued();
  hosted::enqueue(std::move(what), from);
}

caf::invoke_message_result actor_base::consume(caf::mailbox_element& what) {
  stats_.begin(last_time(core_));
  parts_->handling = &what;
  auto result = caf::invoke_message_result::consumed;
  const auto* brought = delivery::in(&what);
  bool from_link = brought != nullptr;
  std::size_t bytes = from_link ? brought->bytes() : 0;
  if (actor_event::is(what)) {
    auto& event = static_cast<actor_event&>(what);
    from_link = event.is_from_link();
    bytes = event.bytes();
    run_event(event);
  } else {
    result = hosted::consume(what);
  }
  // Before its state and the handles there are destroyed, which would only half-close.
  if (getf(is_shutting_down_flag)) end_streams();
  const bool skipped = result == caf::invoke_message_result::skipped;
  auto time = stats_.end(new_time(core_), !skipped);
  if (from_link) skipped ? parts_->inbox.was_put_off() : parts_->inbox.handled(bytes, time);
  if (stats_.is_slowest(time) || time >= core_.options().handler_warn) took(time);
  parts_->handling = nullptr;
  return result;
}

void actor_base::run_event(actor_event& event) {
  current_mailbox_element(&event);
  try {
    event.run(*this);
  } catch (...) {
    on_handler_exception(hosting::status_of_exception());
  }
  parts_->context.reset();
}

caf::error actor_base::on_handler_exception(const status& thrown) {
  try {
    status why{thrown.code(), std::string{cut_text(thrown.message(), limits::error_text_bytes)}};
    log_error("the handler of ", current_message_name(), " threw: ", why.message());
    return why;
  } catch (const std::bad_alloc&) { // the answer matters more than the line
    return out_of_memory();
  }
}

caf::result<caf::message> actor_base::on_unexpected(caf::message_view& what) {
  auto text = content_text(what.content());
  if (current_message_id().is_request())
    return caf::error{status{code::no_handler, std::string{name()} + " does not handle " + text}};
  bool optional =
    what.content().match_elements<drain>() || what.content().match_elements<member_event>();
  if (!optional && parts_->unexpected++ == 0)
    log_warn("has no handler for ", text, "; later ones are not logged");
  return caf::message{};
}

void actor_base::took(duration time) {
  auto message = current_message_name();
  if (time >= core_.options().handler_warn)
    log_warn("the handler of ", message, " held its loop for ", show_duration(time));
  if (stats_.is_slowest(time)) stats_.set_slowest(time, std::move(message));
}

std::string actor_base::current_message_name() const {
  if (stats_.current() != nullptr) return std::string{stats_.current()->name};
  if (auto* event = dynamic_cast<const actor_event*>(parts_->handling)) return event->describe();
  return parts_->handling == nullptr ? "a message" : content_text(parts_->handling->content());
}

} // namespace carrick
