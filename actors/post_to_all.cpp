#include <carrick/actors/post_to_all.hpp>

#include <carrick/actors/actor_event.hpp>
#include <carrick/actors/node_core.hpp>

#include <memory>
#include <utility>

namespace carrick {
namespace {

struct refusal {
  peer to;
  status why;
};

/// Back in the actor that posted.
class refusals final : public actor_event {
 public:
  refusals(std::vector<refusal> what, post_failed f) : what_(std::move(what)), f_(std::move(f)) {}

  void run(actor_base&) override {
    for (const auto& each : what_) f_(each.to, each.why);
  }
  std::string describe() const override { return "refusals of a post to many"; }

 private:
  const std::vector<refusal> what_;
  const post_failed f_;
};

} // namespace

post_to_all::post_to_all(actor_base& from, std::span<const peer> to, const message_type& type,
                         post_failed on_failure)
    : core_(from.core()),
      from_(on_failure ? caf::strong_actor_ptr{from.ctrl()} : nullptr),
      to_(to.begin(), to.end()),
      type_(type),
      sender_(from.sender_number()),
      on_failure_(std::move(on_failure)) {}

void post_to_all::run() noexcept {
  place_.arrived();
  const net::encoded_body body{std::move(body_)};
  tell_refused([&](const peer& to) { return post(to, body); });
}

void post_to_all::refuse(const status& why) {
  tell_refused([&](const peer&) { return why; });
}

template <class Post>
void post_to_all::tell_refused(const Post& post) {
  std::unique_ptr<post_to_all> self{this};
  std::vector<refusal> refused;
  for (const auto& to : to_)
    if (auto taken = post(to); !taken.ok() && on_failure_) refused.push_back({to, taken});
  if (!refused.empty()) enqueue_event(from_, new refusals{std::move(refused), on_failure_});
}

status post_to_all::post(const peer& to, const net::message_body& body) const {
  if (!to) return fail(code::not_found, "a post to nobody");
  if (&to.core() != &core_)
    return fail(code::invalid_argument, "a peer of another node of this process");
  outgoing message;
  message.head = {.to = {to.target(), type_.id}, .sender = sender_};
  message.type = &type_;
  message.body = body;
  return core_.post(to.record(), message);
}

} // namespace carrick
