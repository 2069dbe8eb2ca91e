#include <carrick/actors/actor.hpp>
#include <carrick/actors/actor_parts.hpp>
#include <carrick/actors/direct_call.hpp>
#include <carrick/actors/node_core.hpp>

namespace carrick {
namespace {

status post_at_home(const peer& to, const message_type& type, std::uint64_t sender,
                    byte_span body) {
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
  void run() noexcept override {
    std::unique_ptr<post_task> self{this};
    // Nobody can be told; the node counts what it does not take.
    static_cast<void>(post_at_home(to_, type_, sender_, body_.bytes()));
  }

 private:
  const peer to_;
  const message_type& type_;
  const std::uint64_t sender_;
  buffer body_;
};

} // namespace

send_status actor_base::post_erased(const peer& to, const message_type& type, const void* message) {
  if (!to) return fail(code::not_found, "a post to nobody");
  if (may_call_directly(core_.home())) {
    scratch().clear();
    type.encode(message, scratch());
    return post_at_home(to, type, sender_, scratch().bytes());
  }
  auto task = std::make_unique<post_task>(to, type, sender_);
  type.encode(message, task->body());
  core_.home().submit(*task.release());
  return {};
}

} // namespace carrick
