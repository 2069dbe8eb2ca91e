#include <carrick/sim/kit/probe_place.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/decoding.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/type_text.hpp>
#include <carrick/core/joined.hpp>
#include <carrick/sim/kit/ground.hpp>
#include <carrick/sim/kit/open_ends.hpp>

#include <algorithm>
#include <utility>

namespace carrick::sim {

/// A request that waits for its answer, until its node ends.
class held_call final : public probed_call {
 public:
  explicit held_call(raw_responder answer) : answer_(std::move(answer)) {}

  void reply(byte_span body) override {
    std::lock_guard guard{mutex_};
    answer_.reply(body);
    answer_ = {};
  }
  void fail(const status& why) override {
    std::lock_guard guard{mutex_};
    answer_.fail(why.code(), why.message());
    answer_ = {};
  }
  bool cancelled() const override {
    std::lock_guard guard{mutex_};
    return answer_.cancelled();
  }
  bool is_open() const {
    std::lock_guard guard{mutex_};
    return static_cast<bool>(answer_);
  }

 private:
  mutable std::mutex mutex_;
  raw_responder answer_;
};

namespace {

constexpr duration real_silence_max = std::chrono::milliseconds(100);

/// Brings one kind of message to a probe.
class probe_handler final : public message_handler {
 public:
  probe_handler(actor_base& actor, const message_type& type, std::shared_ptr<probe_place> to)
      : keep_(actor.ctrl()), actor_(actor), type_(type), to_(std::move(to)) {}

  void on_request(const std::shared_ptr<link_session>& link, net::served_id id,
                  const incoming& what) override {
    if (type_.kind != message_kind::request) return message_handler::on_request(link, id, what);
    raw_request request{link, id, what};
    auto call = std::make_shared<held_call>(request.defer());
    to_->request_came(probed_from(*link, what), std::move(call));
  }
  carrick::code on_post(const std::shared_ptr<link_session>& link, const incoming& what) override {
    if (type_.kind != message_kind::post) return message_handler::on_post(link, what);
    to_->post_came(probed_from(*link, what));
    link->post_consumed(what.body.size());
    return code::ok;
  }
  void on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                 const incoming& what) override {
    if (type_.kind != message_kind::stream) return message_handler::on_stream(link, id, what);
    auto flow = std::make_shared<outside_flow>(actor_.core(), *type_.item_in,
                                               [&place = *to_] { place.news(); });
    flow->accept(link, id);
    to_->stream_came(probed_from(*link, what), std::move(flow));
  }

  const message_type* type() const noexcept override { return &type_; }
  std::string_view message_name() const noexcept override { return type_.name; }
  std::string_view kind() const noexcept override { return "actor"; }
  std::string_view actor_name() const noexcept override { return to_->actor(); }
  const actor_base* served_by() const noexcept override { return &actor_; }

 private:
  probed probed_from(const link_session& link, const incoming& what) const {
    probed out;
    out.type = &type_;
    out.body.append(what.body);
    out.decoding = decoding_of(link.layouts(), type_.id);
    out.from = link.peer().id();
    return out;
  }

  const caf::strong_actor_ptr keep_;
  actor_base& actor_;
  const message_type& type_;
  const std::shared_ptr<probe_place> to_;
};

/// Home loop, before the node says that the actor serves.
void serve_all(actor_base& actor, const std::shared_ptr<probe_place>& place) {
  if (actor.has_ended()) return;
  auto& core = actor.core();
  for (const auto& each : core.types().messages().entries()) {
    const auto& type = *each.type;
    if (type.kind == message_kind::data || type.name.starts_with("carrick.")) continue;
    static_cast<void>(core.add_handler({name_hash(place->actor()), type.id},
                                       std::make_shared<probe_handler>(actor, type, place)));
  }
}

std::string text_of(const probed& what) {
  return std::string{what.type->name} + " from " + what.from.text();
}

} // namespace

void add_probe_type(registry& to, std::vector<std::shared_ptr<probe_place>> places) {
  to.add(probe_type, [places = std::move(places)](actor_base* self) -> behavior {
    for (const auto& place : places) {
      if (place->node() != self->node().text() || place->actor() != self->actor_name()) continue;
      run_on(self->core().home(), [self, keep = caf::strong_actor_ptr{self->ctrl()}, place] {
        serve_all(*self, place);
      });
    }
    return {[](caf::tick_atom) {}};
  });
}

// -- what comes -----------------------------------------------------------------------------------

void probe_place::request_came(probed what, std::shared_ptr<held_call> call) {
  {
    std::lock_guard guard{mutex_};
    std::erase_if(calls_, [](const auto& each) { return !each->is_open(); });
    calls_.push_back(call);
  }
  what.call = std::move(call);
  came({std::move(what), nullptr});
}

void probe_place::post_came(probed what) { came({std::move(what), nullptr}); }

void probe_place::stream_came(probed what, std::shared_ptr<outside_flow> flow) {
  kept_.keep(of_.number, flow);
  came({std::move(what), std::move(flow)});
}

void probe_place::came(arrived what) {
  std::unique_lock guard{mutex_};
  const auto known = answers_.find(what.what.type->id);
  if (known == answers_.end()) {
    waiting_.push_back(std::move(what));
    guard.unlock();
    return news();
  }
  const auto answer = known->second;
  guard.unlock();
  try {
    answer(what.what);
  } catch (...) {
    if (what.what.call) what.what.call->fail(hosting::status_of_exception());
  }
}

void probe_place::news() {
  std::unique_lock guard{mutex_};
  auto* at = at_;
  guard.unlock();
  if (at != nullptr) at->news();
}

// -- what the test wants --------------------------------------------------------------------------

void probe_place::stands_on(ground& at) {
  std::lock_guard guard{mutex_};
  at_ = &at;
}

void probe_place::check_known(const message_type& type) const {
  auto* node = at_->running(of_.number);
  if (node == nullptr || node->core().types().messages().find(type.id) != nullptr) return;
  throw std::logic_error("probe " + name_ + ": " + std::string{type.name} +
                         " is not in the registry of this test's nodes, so it cannot come: add "
                         ".messages<" +
                         type_text(*type.cpp_type) + ">() to it");
}

probed probe_place::next(const message_type& type, duration limit) {
  check_known(type);
  if (limit <= duration::zero()) limit = of_.limit;
  std::optional<arrived> got;
  at_->wait_patiently([&] { return (got = take_first(type)).has_value(); }, limit);
  if (!got) {
    const auto others = waiting();
    at_->failed("probe " + name_ + ": no " + std::string{type.name} + " has come; " +
                (others.empty() ? "nothing waits there" : "there wait " + joined(others)));
  }
  if (got->flow) got->what.stream = held_end(*at_, std::move(got->flow));
  return std::move(got->what);
}

void probe_place::expect_nothing(duration during) {
  const auto limit = at_->simulated() != nullptr ? during : std::min(during, real_silence_max);
  if (!at_->wait([this] { return !is_empty(); }, deadline_after(at_->now(), limit))) return;
  at_->failed("probe " + name_ + ": nothing was to come, and there wait " + joined(waiting()));
}

void probe_place::answers(const message_type& type, std::function<void(const probed&)> f) {
  check_known(type);
  {
    std::lock_guard guard{mutex_};
    answers_[type.id] = f;
  }
  while (auto before = take_first(type)) f(before->what);
}

std::optional<probe_place::arrived> probe_place::take_first(const message_type& type) {
  std::lock_guard guard{mutex_};
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const arrived& each) {
    return each.what.type->id == type.id;
  });
  if (found == waiting_.end()) return {};
  auto out = std::move(*found);
  waiting_.erase(found);
  return out;
}

bool probe_place::is_empty() const {
  std::lock_guard guard{mutex_};
  return waiting_.empty();
}

std::vector<std::string> probe_place::waiting() const {
  std::lock_guard guard{mutex_};
  std::vector<std::string> out;
  for (const auto& each : waiting_) out.push_back(text_of(each.what));
  return out;
}

void probe_place::let_go() {
  std::unique_lock guard{mutex_};
  const auto calls = std::exchange(calls_, {});
  guard.unlock();
  for (const auto& call : calls) call->fail({code::draining, name_ + " ends without an answer"});
}

// -- probe ----------------------------------------------------------------------------------------

probed probe::next(const message_type& type, duration limit) { return place_->next(type, limit); }
void probe::expect_nothing(duration during) { place_->expect_nothing(during); }
void probe::answers(const message_type& type, std::function<void(const probed&)> f) {
  place_->answers(type, std::move(f));
}
const std::string& probe::name() const noexcept { return place_->name(); }
std::vector<std::string> probe::waiting() const { return place_->waiting(); }

} // namespace carrick::sim
