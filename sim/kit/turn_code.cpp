#include <carrick/sim/kit/turn_code.hpp>

#include <carrick/actors/actor_event.hpp>
#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/core/joined.hpp>
#include <carrick/core/nearest.hpp>
#include <carrick/sim/kit/ground.hpp>

#include <exception>
#include <mutex>
#include <vector>

namespace carrick::sim {
namespace {

constexpr auto turn_limit = std::chrono::seconds(60);

/// How far it has come; the test may have given up meanwhile.
class turn_taken {
 public:
  enum class state : unsigned char { not_found, looked_for, waits, ran, other_kind, dropped };
  struct found {
    state how = state::looked_for;
    std::exception_ptr thrown{};
    std::vector<std::string> actors{}; ///< of the node, if there is none of that name
    std::string label{};               ///< of the one that was found
  };

  explicit turn_taken(ground& at) : at_(at) {}

  /// The first end counts.
  void is(found news) {
    {
      std::lock_guard guard{mutex_};
      if (over()) return;
      if (news.label.empty()) news.label = std::move(now_.label);
      now_ = std::move(news);
    }
    at_.news();
  }
  bool is_over() const {
    std::lock_guard guard{mutex_};
    return over();
  }
  found now() const {
    std::lock_guard guard{mutex_};
    return now_;
  }

 private:
  bool over() const { return now_.how != state::looked_for && now_.how != state::waits; }

  ground& at_;
  mutable std::mutex mutex_;
  found now_;
};

using state = turn_taken::state;

class turn_event final : public actor_event {
 public:
  turn_event(std::shared_ptr<turn_code> code, std::shared_ptr<turn_taken> told)
      : code_(std::move(code)), told_(std::move(told)) {}
  ~turn_event() override { told_->is({state::dropped}); }

  void run(actor_base& self) override {
    if (told_->is_over()) return; // the test has given up, and what its code names may be gone
    try {
      told_->is({code_->run(self) ? state::ran : state::other_kind});
    } catch (...) {
      told_->is({state::ran, std::current_exception()});
    }
  }
  std::string describe() const override { return "code of a test"; }

 private:
  const std::shared_ptr<turn_code> code_;
  const std::shared_ptr<turn_taken> told_;
};

/// On the home loop, where the actor cannot be gone while it is looked at.
void give_turn(node_core& core, const std::string& name, const std::shared_ptr<turn_code>& code,
               const std::shared_ptr<turn_taken>& told) {
  if (auto* actor = const_cast<actor_base*>(core.find_actor(name))) {
    told->is({.how = state::waits, .label = actor->label()});
    return enqueue_event(actor->ctrl(), new turn_event{code, told});
  }
  turn_taken::found none{state::not_found};
  for (const auto& row : core.list_actors().actors) none.actors.push_back(row.name);
  told->is(std::move(none));
}

std::string no_actor_text(const std::string& name, const node& on,
                          const std::vector<std::string>& others) {
  auto text = "in_turn: no actor \"" + name + "\" runs on " + on.id().text();
  const auto close = nearest(name, others);
  if (!close.empty() && close != name) return text + ": did you mean \"" + close + "\"?";
  return text + (others.empty() ? "; it has none" : "; it has " + joined(others));
}

} // namespace

void run_in_turn(ground& at, std::string_view actor, const std::shared_ptr<turn_code>& code) {
  const auto slash = actor.find('/');
  if (slash == std::string_view::npos)
    throw std::logic_error("in_turn: \"" + std::string{actor} +
                           "\" names no actor: say it as node/actor, \"n1/store\"");
  const std::string name{actor.substr(slash + 1)};
  auto& on = at.must_run(at.number_of(actor.substr(0, slash)), "in_turn");
  auto told = std::make_shared<turn_taken>(at);
  run_on(on.core().home(),
         [&core = on.core(), name, code, told] { give_turn(core, name, code, told); });
  at.wait_patiently([&] { return told->is_over(); }, turn_limit);
  const auto now = told->now();
  told->is({state::dropped}); // if it has not come
  const auto who = "in_turn: " + std::string{actor};
  switch (now.how) {
    case state::ran:
      if (now.thrown) std::rethrow_exception(now.thrown);
      return;
    case state::not_found:
      throw std::logic_error(no_actor_text(name, on, now.actors));
    case state::other_kind:
      throw std::logic_error(who + ", a " + now.label + ", is no " + code->wants());
    case state::looked_for:
      at.failed(who +
                " has no turn: the loop of its node is held, by a pause or a handler that "
                "does not return");
    case state::waits:
      at.failed(who + " has no turn: a handler of it does not return");
    case state::dropped:
      at.failed(who + " has ended before its turn");
  }
}

} // namespace carrick::sim
