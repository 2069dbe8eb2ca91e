#include <carrick/actors/actor.hpp>

#include <carrick/actors/actor_parts.hpp>
#include <carrick/actors/direct_call.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/post_to_all.hpp>
#include <carrick/actors/room_wait.hpp>
#include <carrick/actors/told_post.hpp>

namespace carrick {
namespace {

status post_at_home(const peer& to, const message_type& type, std::uint64_t sender,
                    const net::message_body& body) {
  outgoing message;
  message.head = {.to = {to.target(), type.id}, .sender = sender};
  message.type = &type;
  message.body = body;
  return to.core().post(to.record(), message);
}

/// A post on its way to the home loop.
class post_task final : public loop_task {
 public:
  post_task(const peer& to, const message_type& type, std::uint64_t sender)
      : to_(to), type_(type), sender_(sender) {}

  buffer& body() noexcept { return body_; }
  on_the_way::place& place() noexcept { return place_; }
  void run() noexcept override {
    std::unique_ptr<post_task> self{this};
    auto taken = post_at_home(to_, type_, sender_, net::encoded_body{std::move(body_)});
    if (!taken.ok()) to_.core().post_not_taken(to_, {{to_.target(), type_.id}, sender_}, taken);
  }

 private:
  const peer to_;
  const message_type& type_;
  const std::uint64_t sender_;
  buffer body_;
  on_the_way::place place_;
};

} // namespace

peer actor_base::find(std::string_view node) const {
  auto id = node_id::parse(node);
  return id ? core_.find(*id) : peer{};
}

peer actor_base::find(const carrick::node_id& node) const { return core_.find(node); }

void actor_base::subscribe_members() { core_.subscribe_members(*this); }

stream_handle actor_base::open_erased(const erased_call& what,
                                      std::unique_ptr<detail::stream_callbacks> callbacks) {
  stream_types types{what.type->item_in, what.type->item_out}; // this side calls
  stream_core_ptr core{new stream_core{*this, core_, types}, false};
  stream_handle handle{*core};
  adopt(*core);
  core->set_callbacks(std::move(callbacks));
  core->open(what, sender_);
  return handle;
}

std::uint32_t actor_base::adopt(pending_ask& ask) {
  if (parts_->asks_open >= limits::open_requests) return no_ask;
  ++parts_->asks_open;
  auto index = parts_->asks.take();
  parts_->asks[index].ask = &ask;
  return parts_->asks.id_of(index);
}

void actor_base::forget_ask(std::uint32_t number) noexcept {
  auto* open = parts_->asks.find(number);
  if (open == nullptr) return;
  open->ask = nullptr;
  --parts_->asks_open;
  parts_->asks.give_back(parts_->asks.index_of(number));
}

void actor_base::cancel_ask(std::uint32_t number) {
  auto* open = parts_->asks.find(number);
  if (open != nullptr && open->ask != nullptr) open->ask->cancel();
}

void actor_base::adopt(stream_core& core) {
  core.index = parts_->streams.size();
  parts_->streams.emplace_back(&core);
}

void actor_base::forget(stream_core& core) {
  auto& streams = parts_->streams;
  if (core.index >= streams.size() || streams[core.index].get() != &core) return;
  streams.back()->index = core.index;
  std::swap(streams[core.index], streams.back());
  streams.pop_back();
}

send_status actor_base::post_erased(const peer& to, const message_type& type, const void* message) {
  if (!to) return fail(code::not_found, "a post to nobody");
  auto& home = to.core().home();
  if (may_call_directly(home)) {
    scratch().clear();
    type.encode(message, scratch());
    return post_at_home(to, type, sender_, scratch().bytes());
  }
  auto task = std::make_unique<post_task>(to, type, sender_);
  type.encode(message, task->body());
  if (auto taken = to.core().on_the_way().take(task->place(), task->body().size()); !taken.ok())
    return taken;
  home.submit(*task.release());
  return {};
}

void actor_base::post_told(const peer& to, const message_type& type, const void* message,
                           status_told f) {
  auto& home = to ? to.core().home() : core_.home();
  auto task = std::make_unique<told_post>(*this, to, type, std::move(f));
  type.encode(message, task->body());
  if (may_call_directly(home)) return task.release()->run();
  if (auto taken = core_.on_the_way().take(task->place(), task->body().size()); !taken.ok())
    return task.release()->tell(std::move(taken));
  home.submit(*task.release());
}

void actor_base::on_room(const peer& to, status_told f, duration limit) {
  if (limit <= duration::zero()) limit = core_.options().ask_deadline;
  auto& home = to ? to.core().home() : core_.home();
  home.submit(
    *std::make_unique<room_wait>(*this, to, deadline_after(now(), limit), std::move(f)).release());
}

void actor_base::post_to_all(std::span<const peer> to, const message_type& type,
                             const void* message, post_failed on_failure) {
  auto task = std::make_unique<carrick::post_to_all>(*this, to, type, std::move(on_failure));
  type.encode(message, task->body());
  if (may_call_directly(core_.home())) return task.release()->run();
  if (auto taken = core_.on_the_way().take(task->place(), task->body().size()); !taken.ok())
    return task.release()->refuse(taken);
  core_.home().submit(*task.release());
}

} // namespace carrick
