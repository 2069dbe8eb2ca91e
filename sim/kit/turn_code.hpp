#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/signature.hpp>
#include <carrick/actors/type_text.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carrick::sim {

class ground;

/// Code of a test for one turn of an actor.
class turn_code {
 public:
  virtual ~turn_code() = default;
  /// In the actor. False: it is of another kind.
  virtual bool run(actor_base& self) = 0;
  /// The kind that it is for, for people.
  virtual std::string wants() const = 0;
};

/// Has it run, and waits for that. What it throws is thrown here; std::logic_error if there is no
/// such actor, or if it is of another kind; expectation_failed if it does not come to its turn.
void run_in_turn(ground& at, std::string_view actor, const std::shared_ptr<turn_code>& code);

/// `f` takes an actor, or the state of one.
template <class F>
class typed_turn_code final : public turn_code {
 public:
  using wanted = typename detail::parameters_of<F>::first_value;
  using given = detail::result_of<F>;
  static constexpr bool gives = !std::is_void_v<given>;

  explicit typed_turn_code(F f) : f_(std::move(f)) {}

  bool run(actor_base& self) override {
    if constexpr (std::is_base_of_v<actor_base, wanted>) {
      if (auto* actor = dynamic_cast<wanted*>(&self)) return call(*actor), true;
    } else {
      if (auto* actor = dynamic_cast<stateful<wanted>*>(&self)) return call(actor->state), true;
    }
    return false;
  }
  std::string wants() const override {
    const auto name = type_text(typeid(wanted));
    return std::is_base_of_v<actor_base, wanted> ? name : "carrick::stateful<" + name + ">";
  }
  given take() {
    if constexpr (gives) return std::move(*result_);
  }

 private:
  void call(wanted& of) {
    if constexpr (gives)
      result_.emplace(f_(of));
    else
      f_(of);
  }

  struct nothing {};
  F f_;
  std::optional<std::conditional_t<gives, given, nothing>> result_;
};

/// See test_cluster::in_turn().
template <class F>
detail::result_of<F> in_turn_of(ground& at, std::string_view actor, F f) {
  static_assert(detail::has_signature<F>,
                "carrick: what runs in an actor's turn must have one call operator with a "
                "parameter of a known type: no auto, no overloads");
  auto code = std::make_shared<typed_turn_code<F>>(std::move(f));
  run_in_turn(at, actor, code);
  return code->take();
}

} // namespace carrick::sim
