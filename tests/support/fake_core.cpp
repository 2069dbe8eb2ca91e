#include "fake_core.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace carrick::test {
namespace {

loops_options driven(std::size_t count, still_time& time) {
  auto options = without_threads(time);
  options.loops = count;
  return options;
}

node_options with_id(node_options options) {
  if (options.id.empty()) options.id = node_id::parse("n1").value();
  if (options.seed == 0) options.seed = 1;
  return options;
}

} // namespace

void kept_log::write(log_level level, std::string_view component, std::string_view text) {
  std::lock_guard guard{mutex_};
  lines_.push_back(log_text(level, ' ', component, ": ", text));
}

std::size_t kept_log::count(std::string_view text) const {
  std::lock_guard guard{mutex_};
  return static_cast<std::size_t>(std::count_if(
    lines_.begin(), lines_.end(), [&](const auto& line) { return line.find(text) != line.npos; }));
}

std::size_t kept_log::size() const {
  std::lock_guard guard{mutex_};
  return lines_.size();
}

fake_core::fake_core(registry types, node_options options, std::size_t loops)
    : loops_(driven(loops, time_)),
      types_(std::move(types)),
      options_(with_id(std::move(options))) {
  install_loop_scheduler(config_, loops_.group());
  system_ = std::make_unique<caf::actor_system>(config_);
  auto [handle, actor] = spawn_on<receiver>(*system_, home(), handlers_);
  receiver_handle_ = handle;
  receiver_ = actor;
  make_link();
  settle();
}

fake_core::~fake_core() {
  at_home([this] { link_->lose(); });
  for (auto* actor : std::vector<actor_base*>{living_})
    caf::anon_send_exit(caf::actor{actor->ctrl(), true}, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(receiver_handle_, caf::exit_reason::user_shutdown);
  receiver_handle_ = nullptr;
  work.clear();
  member_watchers.clear();
  settle();
  handlers_ = handler_table{"n1"};
  settle();
  system_.reset();
}

void fake_core::settle() {
  bool busy = true;
  while (busy) {
    busy = false;
    for (std::size_t i = 0; i < loops_.size(); ++i) busy = loops_.at(i).drive() || busy;
  }
}

void fake_core::drive(std::size_t loop) {
  while (loops_.at(loop).drive()) {
  }
}

caf::actor fake_core::spawn(const std::string& name, const std::string& type,
                            std::shared_ptr<value_source> options) {
  return types_.spawn(*this, *system_, {name, type, std::move(options)}).value();
}

void fake_core::make_link() {
  link_ = std::make_shared<fake_link>(home(), to().record(), *receiver_);
}

void fake_core::lose_link() {
  at_home([this] {
    auto old = link_;
    make_link();
    old->lose();
    receiver_->forget_lost_links();
  });
}

peer fake_core::find(const node_id& id) {
  for (const auto& record : records_)
    if (record->id() == id) return {*this, *record};
  records_.push_back(std::make_unique<peer_record>(id));
  return {*this, *records_.back()};
}

status fake_core::run_blocking(std::unique_ptr<blocking_work> what) {
  if (!refuse_work_with.ok()) return refuse_work_with;
  work.push_back(std::move(what));
  return {};
}

void fake_core::actor_started(actor_base& who) { living_.push_back(&who); }

void fake_core::actor_ended(actor_base& who, const actor_end&) {
  std::erase(living_, &who);
  ended.push_back(who.actor_name());
  if (!who.start_failure().ok()) start_failures.push_back(who.start_failure());
}

const actor_base* fake_core::find_actor(std::string_view name) const {
  for (const auto* actor : living_)
    if (actor->actor_name() == name) return actor;
  return nullptr;
}

system_messages::actor_rows fake_core::list_actors() const {
  system_messages::actor_rows out;
  for (const auto* actor : living_) actor->fill(out.actors.emplace_back());
  return out;
}

void fake_core::subscribe_members(actor_base& who) {
  member_watchers.emplace_back(who.ctrl(), true);
}

void fake_core::request(peer_record&, const outgoing& message, answer_sink& sink) {
  ++requests_seen;
  last_seen = message;
  last_seen.body = {};
  if (!refuse_with.ok())
    return sink.on_answer({refuse_with.code(), as_bytes(refuse_with.message()), nullptr});
  if (!hold_requests) return deliver(message.head.to, message.body.bytes(), message.deadline, sink);
  held_.push_back({message.head.to, {}, message.deadline, &sink});
  held_.back().body.append(message.body.bytes());
}

void fake_core::deliver(endpoint to, byte_span body, time_point deadline, answer_sink& sink) {
  link_->arrive(to, body, deadline, &sink);
}

void fake_core::release_requests() {
  hold_requests = false;
  at_home([this] { answer_held(); });
}

void fake_core::answer_held() {
  for (auto& each : std::exchange(held_, {}))
    deliver(each.to, each.body.bytes(), each.deadline, *each.sink);
}

status fake_core::post(peer_record&, const outgoing& message) {
  last_seen = message;
  last_seen.body = {};
  if (!refuse_with.ok()) return refuse_with;
  auto verdict = link_->arrive_post(message.head.to, message.body.bytes());
  return status{verdict};
}

void fake_core::open(peer_record&, const outgoing& message, stream_sink& sink) {
  last_seen = message;
  last_seen.body = {};
  if (!refuse_with.ok()) return sink.on_ended(refuse_with.code(), refuse_with.message());
  link_->arrive_stream(message.head.to, message.body.bytes(), sink);
}

void fake_core::cancel(answer_sink& sink) {
  if (std::erase_if(held_, [&](const auto& each) { return each.sink == &sink; }) > 0)
    sink.on_answer({code::cancelled, {}, nullptr});
}

} // namespace carrick::test
