#include <carrick/actors/loop_clock.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_group.hpp>
#include <carrick/actors/timeout_shard.hpp>

#include <caf/actor_cast.hpp>

namespace carrick {

namespace {

timeout_key receive_key(const caf::abstract_actor& self, caf::atom_value type) {
  return {self.id(), timeout_kind::receive, static_cast<std::uint64_t>(type), 0};
}

timeout_key request_key(const caf::abstract_actor& self, caf::message_id id) {
  return {self.id(), timeout_kind::request, id.integer_value(), 0};
}

} // namespace

loop_clock::loop_clock(loop_group& on) : loops_(on) {
  for (std::size_t i = 0; i < on.size(); ++i)
    shards_.push_back(std::make_unique<timeout_shard>(on.at(i)));
}

loop_clock::~loop_clock() = default;

// CAF asks at the end of each turn of an actor, and the loop remembers that.
loop_clock::time_point loop_clock::now() const noexcept {
  loop* const here = loop::current();
  return (here != nullptr && &here->owner() == &loops_ ? *here : loops_.at(0)).now();
}

timeout_shard& loop_clock::shard_of(caf::actor_id actor) const noexcept {
  return *shards_[actor % shards_.size()];
}

void loop_clock::set_ordinary_timeout(time_point due, caf::abstract_actor* self,
                                      caf::atom_value type, std::uint64_t id) {
  shard_of(self->id()).set(due, {receive_key(*self, type), id, self->ctrl(), nullptr, {}});
}

void loop_clock::set_multi_timeout(time_point due, caf::abstract_actor* self, caf::atom_value type,
                                   std::uint64_t id) {
  const timeout_key key{self->id(), timeout_kind::multi, static_cast<std::uint64_t>(type), id};
  shard_of(self->id()).set(due, {key, id, self->ctrl(), nullptr, {}});
}

void loop_clock::set_request_timeout(time_point due, caf::abstract_actor* self,
                                     caf::message_id id) {
  shard_of(self->id()).set(due, {request_key(*self, id), 0, self->ctrl(), nullptr, {}});
}

void loop_clock::cancel_ordinary_timeout(caf::abstract_actor* self, caf::atom_value type) {
  cancel(receive_key(*self, type));
}

void loop_clock::cancel_request_timeout(caf::abstract_actor* self, caf::message_id id) {
  cancel(request_key(*self, id));
}

void loop_clock::cancel(const timeout_key& which) { shard_of(which.actor).cancel(which); }

void loop_clock::cancel_timeouts(caf::abstract_actor* self) {
  shard_of(self->id()).cancel_actor(self->id());
}

void loop_clock::schedule_message(time_point due, caf::strong_actor_ptr receiver,
                                  caf::mailbox_element_ptr content) {
  if (!receiver) return;
  const timeout_key key{receiver->id(), timeout_kind::message, messages_.fetch_add(1), 0};
  shard_of(key.actor).set(due, {key, 0, std::move(receiver), std::move(content), {}});
}

void loop_clock::schedule_message(time_point due, caf::group target, caf::strong_actor_ptr sender,
                                  caf::message content) {
  const timeout_key key{0, timeout_kind::group_message, messages_.fetch_add(1), 0};
  auto element =
    caf::make_mailbox_element(std::move(sender), caf::make_message_id(), {}, std::move(content));
  shard_of(0).set(due, {key, 0, nullptr, std::move(element), std::move(target)});
}

void loop_clock::cancel_all() {
  for (const auto& each : shards_) each->cancel_all();
}

std::size_t loop_clock::size() const {
  std::size_t sum = 0;
  for (const auto& each : shards_) sum += each->size();
  return sum;
}

void loop_clock::close() {
  for (const auto& each : shards_) each->close();
}

void loop_clock::leave(std::size_t loop_index) noexcept { shards_[loop_index]->disarm(); }

} // namespace carrick
