#include "scripted_ask.hpp"

#include "recorder.hpp"

#include <carrick/actors/call_on.hpp>

namespace carrick::test::transcripts {

void scripted_ask::start() { what_.to.core().home().submit(*this); }

void scripted_ask::cancel() {
  auto& core = what_.to.core();
  run_on(core.home(), [this, &core] {
    if (open()) core.cancel(*this);
  });
}

void scripted_ask::run() noexcept {
  auto& core = what_.to.core();
  outgoing message;
  message.head.to = {what_.to.target(), what_.type->id};
  message.type = what_.type;
  message.body = what_.body.bytes();
  message.deadline = core.now() + what_.within;
  message.wait_for_link = what_.waits;
  core.request(what_.to.record(), message, *this);
}

void scripted_ask::on_answer(const answer& verdict) noexcept {
  ++verdicts_;
  const bool ok = verdict.code == code::ok;
  const std::string text{ok ? "" : as_text(verdict.payload)};
  auto line = what_.name + ": " + to_string(status{verdict.code, text});
  if (ok && what_.show) line += ", " + what_.show(verdict.payload);
  told_.add(from_, std::move(line));
}

} // namespace carrick::test::transcripts
