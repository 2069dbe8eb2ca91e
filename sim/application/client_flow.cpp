#include <carrick/sim/application/client_flow.hpp>

#include <carrick/sim/application/fiber.hpp>

#include <utility>

namespace carrick::sim {
namespace {

constexpr auto no_node_takes = std::chrono::milliseconds(1);

} // namespace

void client_flow::open(const message_type& type, buffer opening) {
  process_ = host_.process_of(from_);
  if (process_ == 0) return host_.in().at(host_.in().now() + no_node_takes, refuse_);
  const auto to = host_.target_of(from_, to_name_);
  flow_ = std::make_shared<outside_flow>(to.core(), *type.item_out, [this] { news(); });
  host_.keep(shared_from_this());
  flow_->open(to, type, std::move(opening));
}

void client_flow::refuse() {
  refused_.emplace(code::unreachable, host_.name_of(from_) + " does not run");
  news();
}

std::optional<stream_end::item> client_flow::next(duration limit) {
  const auto until = deadline_after(host_.in().now(), limit);
  while (true) {
    if (flow_)
      if (auto first = flow_->take()) return item{std::move(first->body), first->decoding};
    if (end() || host_.in().now() >= until) return {};
    waits_ = true;
    host_.in().at(until, wait_over_);
    runs_.wait();
    host_.in().cancel(wait_over_);
  }
}

void client_flow::news() {
  host_.in().cancel(wait_over_);
  if (std::exchange(waits_, false)) host_.go_on(runs_);
}

/// What is handed to its loop will run.
bool client_flow::reaches_node() const {
  return flow_ && !host_.is_over() && host_.process_of(from_) == process_;
}

void client_flow::send(buffer body) {
  if (reaches_node()) flow_->send(std::move(body));
}
void client_flow::half_close() {
  if (reaches_node()) flow_->half_close();
}
void client_flow::close(status why) {
  if (reaches_node()) flow_->close(std::move(why));
}

void client_flow::process_ended(std::uint64_t incarnation) {
  if (incarnation != process_ || !flow_ || !flow_->is_with_node()) return;
  process_ended_ = true;
  flow_->lost(fail(code::link_lost, host_.name_of(from_) + " has ended meanwhile"));
}

} // namespace carrick::sim
