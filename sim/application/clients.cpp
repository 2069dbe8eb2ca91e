#include <carrick/sim/application/clients.hpp>

#include <carrick/core/quantity.hpp>
#include <carrick/sim/application/client_call.hpp>
#include <carrick/sim/application/client_flow.hpp>
#include <carrick/sim/application/workload_client.hpp>
#include <carrick/sim/cluster.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto clients_come_within = 1s;

std::string text_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& known) {
    return known.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

template <class Kept>
void forget_free(std::vector<std::shared_ptr<Kept>>& kept) {
  std::erase_if(kept, [](const auto& each) { return each->is_free(); });
}

} // namespace

clients::clients(world& in, const application& made, std::vector<std::string> nodes)
    : world_(in), trial_(in.seed(), std::move(nodes)) {
  if (made) made(trial_);
  for (const auto& each : trial_.invariants())
    if (each.when == looked_at::turn) of_turns_.push_back(&each);
}

clients::~clients() { leave(); }

void clients::begin(cluster& nodes) {
  cluster_ = &nodes;
  for (const auto& each : trial_.workloads()) add(each);
}

void clients::add(const trial::named_workload& what) {
  auto drawn = world_.source("workload " + what.name);
  const auto most = std::max(what.options.clients_min, what.options.clients_max);
  const auto count = drawn.between(std::uint64_t{what.options.clients_min}, most);
  for (std::uint64_t i = 1; i <= count; ++i) {
    auto& made = *all_.emplace_back(std::make_unique<one>());
    made.workload = what.name;
    made.runs = std::make_unique<fiber>([&made, &code = what.code] { code(*made.self); });
    made.self = std::make_unique<workload_client>(*this, what.name + " " + std::to_string(i),
                                                  drawn.below(cluster_->size()), *made.runs);
    world_.call_at(world_.now() + drawn.between(duration{}, duration{clients_come_within}),
                   [this, &made] { run(*made.runs); });
  }
}

void clients::go_on(fiber& who) {
  world_.call_at(world_.now(), [this, &who] { run(who); });
}

void clients::run(fiber& who) {
  if (over_ || who.is_over()) return;
  who.go_on();
  if (!who.is_over()) return;
  for (const auto& each : all_)
    if (each->runs.get() == &who) ended(*each);
}

void clients::ended(one& who) {
  who.over = true;
  note(who.self->name(), "has ended");
  if (const auto& thrown = who.runs->thrown())
    return violated(who.workload, who.self->name() + " threw: " + text_of(thrown));
  for (const auto& each : all_)
    if (each->workload == who.workload && (!each->over || each->self->begun() > 0)) return;
  violated(who.workload,
           "all clients of the workload have ended without a request, post or stream: nothing is "
           "tested by it");
}

void clients::turned(std::size_t node) {
  if (of_turns_.empty() || found_ || over_) return;
  const look at{*cluster_, node};
  for (const auto* each : of_turns_)
    if (auto text = said(*each, at); !text.empty()) return violated(each->name, std::move(text));
}

void clients::process_ended(std::size_t node, std::uint64_t incarnation) {
  for (const auto& each : calls_)
    if (each->from() == node) each->process_ended(incarnation);
  for (const auto& each : flows_)
    if (each->from() == node) each->process_ended(incarnation);
  forget_free(calls_);
  forget_free(flows_);
}

std::optional<violation> clients::missing() {
  for (const auto& each : all_)
    if (!each->over)
      return violation{each->workload,
                       each->self->name() + " has not come to its end, though the faults have",
                       world_.elapsed()};
  for (const auto& each : trial_.invariants()) {
    if (each.when != looked_at::quiet) continue;
    if (auto text = said(each, look{*cluster_}); !text.empty())
      return violation{each.name, std::move(text), world_.elapsed()};
  }
  return {};
}

void clients::judge() {
  const look at{*cluster_};
  for (const auto& each : trial_.invariants()) {
    if (each.when != looked_at::end) continue;
    if (auto text = said(each, at); !text.empty()) return violated(each.name, std::move(text));
  }
}

std::string clients::said(const trial::named_invariant& what, const look& at) const {
  try {
    return what.code(at);
  } catch (...) {
    return "it threw: " + text_of(std::current_exception());
  }
}

void clients::violated(std::string name, std::string text) {
  if (!found_) found_ = violation{std::move(name), std::move(text), world_.elapsed()};
}

void clients::leave() {
  over_ = true;
  for (const auto& each : all_) each->runs->end();
}

std::vector<exhibit> clients::exhibits() const {
  std::vector<exhibit> out;
  for (const auto& shown : trial_.exhibits())
    if (auto each = shown(); !each.lines.empty() || !each.picture.empty())
      out.push_back(std::move(each));
  return out;
}

std::uint64_t clients::process_of(std::size_t node) const {
  return cluster_->running(node) ? cluster_->incarnation(node) : 0;
}

const std::string& clients::name_of(std::size_t node) const { return cluster_->id(node).text(); }

peer clients::target_of(std::size_t node, std::string_view to) const {
  return cluster_->target_of(node, to);
}

void clients::keep(std::shared_ptr<client_call> call) {
  if (calls_.size() == calls_.capacity()) forget_free(calls_);
  calls_.push_back(std::move(call));
}

void clients::keep(std::shared_ptr<client_flow> flow) {
  if (flows_.size() == flows_.capacity()) forget_free(flows_);
  flows_.push_back(std::move(flow));
}

void clients::note(const std::string& client, const std::string& text) {
  world_.note("", client, text);
}

} // namespace carrick::sim
