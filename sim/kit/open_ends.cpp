#include <carrick/sim/kit/open_ends.hpp>

#include <carrick/sim/kit/ground.hpp>

#include <algorithm>
#include <utility>

namespace carrick::sim {
namespace {

class held_flow final : public stream_end {
 public:
  held_flow(ground& at, std::shared_ptr<outside_flow> flow) : at_(at), flow_(std::move(flow)) {}

  std::optional<item> next(duration limit) override {
    std::optional<outside_flow::item> got;
    at_.wait_patiently([&] { return (got = flow_->take()) || flow_->end(); }, limit);
    if (!got) got = flow_->take(); // it came before the end that was seen
    if (!got) return {};
    return item{std::move(got->body), got->decoding};
  }
  void send(buffer body) override { flow_->send(std::move(body)); }
  void half_close() override { flow_->half_close(); }
  void close(status why) override { flow_->close(std::move(why)); }
  bool half_closed() const override { return flow_->half_closed(); }
  std::optional<status> end() const override { return flow_->end(); }

 private:
  ground& at_;
  const std::shared_ptr<outside_flow> flow_;
};

} // namespace

std::shared_ptr<stream_end> held_end(ground& at, std::shared_ptr<outside_flow> flow) {
  return std::make_shared<held_flow>(at, std::move(flow));
}

void open_ends::keep(std::size_t node, std::shared_ptr<outside_ask> ask) {
  std::erase_if(asks_, [](const auto& each) { return each.what->answered(); });
  asks_.push_back({node, std::move(ask)});
}

void open_ends::keep(std::size_t node, std::shared_ptr<outside_flow> flow) {
  std::lock_guard guard{mutex_};
  std::erase_if(flows_, [](const auto& each) { return !each.what->is_with_node(); });
  flows_.push_back({node, std::move(flow)});
}

void open_ends::lost(std::size_t node, const status& why) {
  for (const auto& each : asks_)
    if (each.node == node) each.what->lost(why);
  std::unique_lock guard{mutex_};
  const auto flows = flows_; // telling of it may keep another
  guard.unlock();
  for (const auto& each : flows)
    if (each.node == node && each.what->is_with_node()) each.what->lost(why);
}

} // namespace carrick::sim
