#include <carrick/sim/load/answer_unit.hpp>

#include <carrick/actors/registry.hpp>
#include <carrick/serialization/codec.hpp>

#include <memory>
#include <stdexcept>
#include <utility>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr duration longer_than_anybody_waits = 10s;

status as_asked() { return {code::invalid_argument, "as it was asked to"}; }
[[noreturn]] void throw_as_asked() { throw std::runtime_error("as it was asked to"); }

template <class T>
wish wish_of(const T& question) {
  return static_cast<wish>(question.wanted);
}

} // namespace

answer_unit::~answer_unit() {
  for (const auto number : owed_) self_.see_last(handler_said{number, code::internal});
}

void answer_unit::begins(const sealed& what) {
  const auto left = self_.actor().remaining();
  self_.explain("execute", [&] { return std::to_string(what.number); });
  self_.see(executed{self_.got(what), left});
}

void answer_unit::says(std::uint64_t number, code what) {
  owed_.erase(number);
  self_.see(handler_said{number, what});
}

void answer_unit::listen(std::uint64_t number) {
  owed_.insert(number);
  self_.actor().on_cancel([this, number] {
    if (owed_.contains(number)) self_.see(cancel_heard{number, self_.process()});
  });
}

/// Where the handler goes on: a cancel that came meanwhile is heard of at once.
void answer_unit::listen_late() {
  const bool cancelled = self_.actor().cancelled();
  const auto heard = std::make_shared<bool>(false);
  self_.actor().on_cancel([heard] { *heard = true; });
  if (cancelled && !*heard)
    self_.see(broken_promise{self_.process(), "I14", "who asks late does not hear of a cancel"});
}

sealed answer_unit::value(const ask_value& question) {
  begins(question.what);
  const bool fails = wish_of(question) == wish::fail;
  says(question.what.number, fails ? code::internal : code::ok);
  if (fails) throw_as_asked();
  return self_.reply_to(question.what);
}

result<sealed> answer_unit::judge(const ask_result& question) {
  begins(question.what);
  const auto number = question.what.number;
  switch (wish_of(question)) {
    case wish::refuse:
      says(number, code::invalid_argument);
      return as_asked();
    case wish::fail:
      says(number, code::internal);
      throw_as_asked();
    default:
      says(number, code::ok);
      return self_.reply_to(question.what);
  }
}

void answer_unit::later(const ask_later& question, responder<sealed> answer_to) {
  begins(question.what);
  const auto number = question.what.number;
  const auto& what = question.what;
  listen(number);
  switch (wish_of(question)) {
    case wish::refuse:
      says(number, code::invalid_argument);
      return answer_to.fail(as_asked());
    case wish::fail:
      says(number, code::internal);
      throw_as_asked();
    case wish::drop:
      return says(number, self_.actor().cancelled() ? code::cancelled : code::internal);
    case wish::answer_late:
      return answer_after(self_.dice().magnitude(duration{1ms}, duration{3s}), what,
                          std::move(answer_to));
    case wish::forget:
      return answer_after(longer_than_anybody_waits, what, std::move(answer_to));
    case wish::ask_first:
      return asks_.ask_first([this, what = sealed{what}, answer_to](const status& verdict) {
        listen_late();
        if (verdict.ok()) return answer(what, answer_to);
        says(what.number, code::invalid_argument);
        answer_to.fail(as_asked());
      });
    case wish::work_first:
      self_.began(open_thing::work);
      return self_.actor()
        .blocking([number] { return number + 1; })
        .then([this, what = sealed{what}, answer_to](const result<std::uint64_t>& done) {
          self_.ended(open_thing::work);
          listen_late();
          if (!done || *done != what.number + 1)
            self_.see(broken_promise{self_.process(), "I15", "blocking work gives another result"});
          answer(what, answer_to);
        });
    case wish::answer:
      answer(what, answer_to);
  }
}

void answer_unit::answer_after(duration pause, const sealed& what, responder<sealed> answer_to) {
  self_.after(pause, [this, what, answer_to = std::move(answer_to)] { answer(what, answer_to); });
}

void answer_unit::answer(const sealed& what, const responder<sealed>& to) {
  says(what.number, code::ok);
  to.reply(self_.reply_to(what));
  if (self_.dice().chance(0.02)) to.reply(self_.reply_to(what)); // misuse
}

caf::typed_response_promise<sealed> answer_unit::promise(const ask_promise& question) {
  begins(question.what);
  const auto& what = question.what;
  const auto number = what.number;
  auto promised = self_.actor().make_response_promise<sealed>();
  listen(number);
  switch (wish_of(question)) {
    case wish::refuse:
      says(number, code::invalid_argument);
      promised.deliver(caf::error{as_asked()});
      break;
    case wish::answer_late:
      self_.after(self_.dice().magnitude(duration{1ms}, duration{3s}),
                  [this, what, promised]() mutable {
                    says(what.number, code::ok);
                    promised.deliver(self_.reply_to(what));
                  });
      break;
    default:
      says(number, code::ok);
      promised.deliver(self_.reply_to(what));
  }
  return promised;
}

// -- without actors -------------------------------------------------------------------------------

namespace {

/// Of a node, as it sees messages itself.
class inline_load {
 public:
  explicit inline_load(load_run& run) : run_(run) {}

  result<sealed> judge(const ask_inline& question) const {
    const auto me = begins(question.what, {});
    switch (wish_of(question)) {
      case wish::refuse:
        says(me, question.what, code::invalid_argument);
        return as_asked();
      case wish::fail:
        says(me, question.what, code::internal);
        throw_as_asked();
      default:
        says(me, question.what, code::ok);
        return reply(me, question.what);
    }
  }
  void later(const ask_inline_later& question, const responder<sealed>& answer) const {
    const auto me = begins(question.what, answer.deadline() - run_.in().now());
    switch (wish_of(question)) {
      case wish::refuse:
        says(me, question.what, code::invalid_argument);
        return answer.fail(as_asked());
      case wish::drop:
        return says(me, question.what, code::internal);
      default:
        says(me, question.what, code::ok);
        return answer.reply(reply(me, question.what));
    }
  }
  void raw(raw_request& request) const {
    const auto question = decode<ask_raw>(request.body(), {});
    if (!question) return request.fail(question.error().code(), question.error().message());
    const auto me = begins(question->what, request.deadline() - run_.in().now());
    switch (wish_of(*question)) {
      case wish::refuse:
        says(me, question->what, code::invalid_argument);
        return request.fail(code::invalid_argument, "as it was asked to");
      case wish::forget:
        return says(me, question->what, code::internal);
      default:
        says(me, question->what, code::ok);
        buffer body;
        encode(reply(me, question->what), body);
        return request.reply(body.bytes());
    }
  }
  void note(const mark_inline& post) const {
    const auto me = run_.process_at(post.what.to);
    run_.see(me, post_handed{got(me, post.what)});
  }

 private:
  static received got(const process_id& me, const sealed& what) {
    return {me, stamp_of(what), is_intact(what)};
  }
  static sealed reply(const process_id& me, const sealed& what) {
    return seal({what.cluster, me, what.from, what.number, 0, 0}, what.payload.size() / 2);
  }
  process_id begins(const sealed& what, duration left) const {
    const auto me = run_.process_at(what.to);
    run_.see(me, executed{got(me, what), left});
    return me;
  }
  void says(const process_id& me, const sealed& what, code said) const {
    run_.see(me, handler_said{what.number, said});
  }

  load_run& run_;
};

} // namespace

void add_inline_load(registry& types, load_run& run) {
  const inline_load load{run};
  types.handle<ask_inline>(
    [load] { return [load](const ask_inline& q) { return load.judge(q); }; });
  types.handle<ask_inline_later>([load] {
    return [load](const ask_inline_later& q, responder<sealed> a) { load.later(q, a); };
  });
  types.handle<mark_inline>([load] { return [load](const mark_inline& m) { load.note(m); }; });
  types.messages<ask_raw>();
  types.handle_raw(name_of_message<ask_raw>(),
                   [load] { return [load](raw_request& r) { load.raw(r); }; });
}

} // namespace carrick::sim
