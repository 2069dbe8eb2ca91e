#include <carrick/sim/application/client_flow.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_layouts.hpp>

#include <algorithm>
#include <utility>

namespace carrick::sim {
namespace {

constexpr auto no_node_takes = std::chrono::milliseconds(1);

} // namespace

void client_flow::open(buffer opening) {
  if (host_.process_of(from_) == 0) return host_.in().at(host_.in().now() + no_node_takes, refuse_);
  to_ = host_.target_of(from_, to_name_);
  with_node_ = true;
  process_ = host_.process_of(from_);
  host_.keep(shared_from_this());
  run_on(to_.core().home(), [flow = shared_from_this(), opening = std::move(opening)] {
    if (!flow->with_node_) return; // its process ends
    auto& core = flow->to_.core();
    outgoing message;
    message.head.to = {flow->to_.target(), flow->type_.id};
    message.type = &flow->type_;
    message.body = opening.bytes();
    message.wait_for_link = true;
    message.wait_until = core.home().now() + core.options().ask_deadline;
    core.open(flow->to_.record(), message, *flow);
  });
}

void client_flow::refuse() {
  end_.emplace(code::unreachable, host_.name_of(from_) + " does not run");
  news();
}

/// What is handed to its loop will run.
bool client_flow::is_with_node() const { return with_node_ && host_.process_of(from_) == process_; }

/// In the node's turn, if it still runs then.
void client_flow::at_home(void (client_flow::*what)()) {
  if (host_.is_over() || !is_with_node()) return;
  run_on(to_.core().home(), [flow = shared_from_this(), what] {
    if (flow->with_node_ && !flow->end_) (*flow.*what)();
  });
}

std::optional<client_flow::item> client_flow::take() {
  if (items_.empty()) return {};
  auto first = std::move(items_.front());
  items_.pop_front();
  if (!end_ && !host_.is_over() && is_with_node())
    run_on(to_.core().home(), [flow = shared_from_this(), cost = first.cost] {
      if (flow->with_node_ && flow->link) flow->link->consumed(flow->id, cost);
    });
  return first;
}

void client_flow::tell(fiber& who, time_point at_the_latest) {
  waits_ = &who;
  host_.in().at(at_the_latest, wait_over_);
}

void client_flow::forget_waiting() noexcept {
  waits_ = nullptr;
  host_.in().cancel(wait_over_);
}

void client_flow::news() {
  host_.in().cancel(wait_over_);
  if (auto* who = std::exchange(waits_, nullptr)) host_.go_on(*who);
}

void client_flow::send(buffer body) {
  outgoing_.push_back(std::move(body));
  at_home(&client_flow::send_waiting);
}

void client_flow::send_waiting() noexcept {
  while (link && !outgoing_.empty() && link->send_item(id, outgoing_.front().bytes()).ok())
    outgoing_.pop_front();
  if (half_closes_ && outgoing_.empty()) half_close_at_home();
}

void client_flow::half_close() {
  half_closes_ = true;
  at_home(&client_flow::half_close_at_home);
}

void client_flow::half_close_at_home() {
  if (!link || !outgoing_.empty()) return;
  half_closes_ = false;
  link->half_close(id);
}

void client_flow::cancel() { at_home(&client_flow::cancel_at_home); }

void client_flow::cancel_at_home() {
  if (!link) return to_.core().cancel(*this);
  std::exchange(link, nullptr)->end_stream(id, code::cancelled, "the client gave up");
  on_ended(code::cancelled, "the client gave up");
}

void client_flow::process_ended(std::uint64_t incarnation) {
  if (incarnation != process_ || !with_node_) return;
  process_ended_ = true;
  with_node_ = false;
  link = nullptr;
  if (end_) return;
  end_.emplace(code::link_lost, host_.name_of(from_) + " has ended meanwhile");
  news();
}

void client_flow::on_item(byte_span body, std::uint32_t cost) noexcept {
  item got{{}, {}, cost};
  got.body.append(body);
  if (link && link->layouts() != nullptr)
    got.decoding = link->layouts()->decoding(type_.item_out->id);
  items_.push_back(std::move(got));
  news();
}

void client_flow::on_ended(carrick::code code, std::string_view text) noexcept {
  with_node_ = false;
  if (end_) return;
  end_.emplace(code, std::string{text});
  news();
}

} // namespace carrick::sim
