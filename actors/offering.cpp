#include <carrick/actors/offering.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/actor_handler.hpp>
#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/actors/type_text.hpp>

namespace carrick {
namespace {

class start_failed final : public actor_event {
 public:
  explicit start_failed(status why) : why_(std::move(why)) {}
  void run(actor_base& self) override { self.fail_start(why_); }
  std::string describe() const override { return "a failed start"; }

 private:
  const status why_;
};

status add_all(node_core& core, std::uint32_t target,
               const std::vector<std::shared_ptr<message_handler>>& handlers) {
  for (const auto& handler : handlers) {
    auto added = core.add_handler({target, handler->type()->id}, handler);
    if (!added.ok()) return added;
  }
  return {};
}

} // namespace

void offer(actor_base& actor, const std::vector<const message_type*>& served, bool first) {
  std::vector<std::shared_ptr<message_handler>> handlers;
  for (auto* type : served) handlers.push_back(std::make_shared<actor_handler>(actor, *type));
  run_on(
    actor.core().home(),
    [&actor, keep = caf::strong_actor_ptr{actor.ctrl()}, first, handlers = std::move(handlers)] {
      auto& core = actor.core();
      auto target = name_hash(actor.actor_name());
      if (!first) core.remove_handlers(target, &actor);
      auto added = actor.has_ended() ? status{} : add_all(core, target, handlers);
      if (!added.ok()) return enqueue_event(keep, new start_failed{added});
      if (first) core.actor_serves(actor);
    });
}

void withdraw(actor_base& actor) {
  run_on(actor.core().home(),
         [&core = actor.core(), &actor, target = name_hash(actor.actor_name())] {
           core.remove_handlers(target, &actor);
         });
}

status check_served(const actor_base& actor, const std::vector<const message_type*>& served) {
  for (auto* type : served) {
    if (actor.core().types().messages().find(type->id) != nullptr) continue;
    return fail(code::not_found,
                std::string{type->name} + " is served by " + actor.actor_name() +
                  " but not in the registry: add .messages<" + type_text(*type->cpp_type) + ">()");
  }
  return {};
}

} // namespace carrick
