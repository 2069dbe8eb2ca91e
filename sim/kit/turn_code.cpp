#include <carrick/sim/kit/turn_code.hpp>

#include <carrick/actors/actor_event.hpp>
#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/core/joined.hpp>
#include <carrick/core/nearest.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/sim/kit/ground.hpp>

#include <exception>
#include <mutex>
#include <vector>

namespace carrick::sim {
namespace {

/// How far it has come; the test may have given up meanwhile.
struct turn_taken {
  enum class state : unsigned char { waits, ran, other_kind, dropped };

  std::mutex mutex;
  state now = state::waits;
  std::exception_ptr thrown;

  bool is_over() {
    std::lock_guard guard{mutex};
    return now != state::waits;
  }
};

class turn_event final : public actor_event {
 public:
  turn_event(ground& at, std::shared_ptr<turn_code> code, std::shared_ptr<turn_taken> told)
      : at_(at), code_(std::move(code)), told_(std::move(told)) {}
  ~turn_event() override { tell(turn_taken::state::dropped, nullptr); }

  void run(actor_base& self) override {
    std::exception_ptr thrown;
    auto how = turn_taken::state::ran;
    try {
      if (!code_->run(self)) how = turn_taken::state::other_kind;
    } catch (...) {
      thrown = std::current_exception();
    }
    tell(how, thrown);
  }
  std::string describe() const override { return "code of a test"; }

 private:
  void tell(turn_taken::state how, std::exception_ptr thrown) {
    {
      std::lock_guard guard{told_->mutex};
      if (told_->now != turn_taken::state::waits) return;
      told_->now = how;
      told_->thrown = std::move(thrown);
    }
    at_.news();
  }

  ground& at_;
  const std::shared_ptr<turn_code> code_;
  const std::shared_ptr<turn_taken> told_;
};

struct found_actor {
  caf::strong_actor_ptr handle; // null: there is none
  actor_base* actor = nullptr;
  std::vector<std::string> others;
};

/// Home loop: there it cannot end meanwhile.
found_actor find_named(node_core& core, std::string_view name) {
  found_actor out;
  out.actor = const_cast<actor_base*>(core.find_actor(name));
  if (out.actor != nullptr) out.handle = out.actor->ctrl();
  for (const auto& row : core.list_actors().actors) out.others.push_back(row.name);
  return out;
}

std::string no_actor_text(std::string_view actor, const node& on, const found_actor& found) {
  const std::string name{actor.substr(actor.find('/') + 1)};
  auto text = "in_turn: no actor \"" + name + "\" runs on " + on.id().text();
  const auto close = nearest(name, found.others);
  if (!close.empty() && close != name) return text + ": did you mean \"" + close + "\"?";
  return text +
    (found.others.empty() ? "; it has none" : "; it has " + joined(found.others));
}

} // namespace

void run_in_turn(ground& at, std::string_view actor, const std::shared_ptr<turn_code>& code) {
  const auto slash = actor.find('/');
  if (slash == std::string_view::npos)
    throw std::logic_error("in_turn: \"" + std::string{actor} +
                           "\" names no actor: say it as node/actor, \"n1/store\"");
  auto& on = at.must_run(at.number_of(actor.substr(0, slash)), "in_turn");
  auto& core = on.core();
  const auto found =
    call_on(core.home(), [&] { return find_named(core, actor.substr(slash + 1)); });
  if (!found.handle) throw std::logic_error(no_actor_text(actor, on, found));
  auto told = std::make_shared<turn_taken>();
  enqueue_event(found.handle, new turn_event{at, code, told});
  if (!at.wait_patiently([&] { return told->is_over(); }, std::chrono::seconds(60))) {
    const auto busy = found.actor->busy();
    at.failed("in_turn: " + std::string{actor} + " has not come to its turn" +
              (busy.message.empty() ? "" : "; it is busy with " + busy.message));
  }
  if (told->thrown) std::rethrow_exception(told->thrown);
  if (told->now == turn_taken::state::dropped)
    at.failed("in_turn: " + std::string{actor} + " has ended before its turn");
  if (told->now == turn_taken::state::other_kind)
    throw std::logic_error("in_turn: " + std::string{actor} + ", a " + found.actor->label() +
                           ", is no " + code->wants());
}

} // namespace carrick::sim
