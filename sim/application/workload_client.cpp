#include <carrick/sim/application/workload_client.hpp>

#include <carrick/core/quantity.hpp>
#include <carrick/sim/application/fiber.hpp>
#include <carrick/sim/cluster.hpp>

namespace carrick::sim {

draws workload_client::host_source(client_host& host, const std::string& name) {
  return host.in().source("client " + name);
}

duration workload_client::elapsed() const { return host_.in().elapsed(); }

look workload_client::look() const { return sim::look{host_.where()}; }

std::string workload_client::any_node() {
  return host_.where().id(random_.below(host_.where().size())).text();
}

const std::string& workload_client::node() const { return host_.where().id(at_).text(); }

void workload_client::move_to(std::string_view node) { at_ = host_.where().number_of(node); }

void workload_client::wait(duration length) {
  host_.in().call_at(deadline_after(host_.in().now(), length), [this] { host_.go_on(runs_); });
  runs_.wait();
}

std::shared_ptr<client_call> workload_client::begin_raw(std::string_view to,
                                                        const message_type& type, buffer body,
                                                        duration deadline) {
  ++begun_;
  note("asks " + std::string{to} + " " + std::string{type.name});
  auto call = std::make_shared<client_call>(
    host_, client_call::what{at_, std::string{to}, deadline}, type, std::move(body));
  call->begin();
  return call;
}

result<raw_reply> workload_client::verdict_of(client_call& call) {
  while (!call.verdict()) {
    call.tell(runs_);
    runs_.wait();
  }
  auto verdict = call.take();
  note(verdict ? std::string{"is answered"} : "gets " + to_string(verdict.error()));
  return verdict;
}

status workload_client::post_raw(std::string_view to, const message_type& type, buffer body) {
  ++begun_;
  note("posts " + std::string{to} + " " + std::string{type.name});
  return host_.where().post_raw(node(), to, type, std::move(body));
}

std::shared_ptr<client_flow> workload_client::open_raw(std::string_view to,
                                                       const message_type& type, buffer body) {
  ++begun_;
  note("opens " + std::string{to} + " " + std::string{type.name});
  auto flow = std::make_shared<client_flow>(host_, at_, std::string{to}, type);
  flow->open(std::move(body));
  return flow;
}

std::optional<client_flow::item> workload_client::next_of(client_flow& flow, duration limit) {
  const auto until = deadline_after(host_.in().now(), limit);
  while (true) {
    if (auto item = flow.take()) return item;
    if (flow.end() || host_.in().now() >= until) return {};
    flow.tell(runs_, until);
    runs_.wait();
    flow.forget_waiting();
  }
}

} // namespace carrick::sim
