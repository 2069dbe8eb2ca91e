#include <carrick/sim/application/workload_client.hpp>

#include <carrick/core/quantity.hpp>
#include <carrick/sim/application/client_call.hpp>
#include <carrick/sim/application/client_flow.hpp>
#include <carrick/sim/application/fiber.hpp>
#include <carrick/sim/cluster.hpp>

namespace carrick::sim {
namespace {

/// A request for whose verdict its client waits.
class waited_call final : public begun_ask {
 public:
  waited_call(client_host& host, std::string client, fiber& runs, std::shared_ptr<client_call> call)
      : host_(host), client_(std::move(client)), runs_(runs), call_(std::move(call)) {}

  void cancel() override { call_->cancel(); }
  bool is_there() const override { return call_->verdict().has_value(); }
  result<raw_reply> get() override {
    while (!call_->verdict()) {
      call_->tell(runs_);
      runs_.wait();
    }
    auto verdict = call_->take();
    host_.note(client_, verdict ? "is answered" : "gets " + to_string(verdict.error()));
    return verdict;
  }

 private:
  client_host& host_;
  const std::string client_;
  fiber& runs_;
  const std::shared_ptr<client_call> call_;
};

} // namespace

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

std::shared_ptr<begun_ask> workload_client::begin_raw(std::string_view to, const message_type& type,
                                                      buffer body, duration deadline) {
  ++begun_;
  note("asks " + std::string{to} + " " + std::string{type.name});
  auto call = std::make_shared<client_call>(
    host_, client_call::what{at_, std::string{to}, deadline}, type, std::move(body));
  call->begin();
  return std::make_shared<waited_call>(host_, name_, runs_, std::move(call));
}

status workload_client::post_raw(std::string_view to, const message_type& type, buffer body) {
  ++begun_;
  note("posts " + std::string{to} + " " + std::string{type.name});
  return host_.where().post_raw(node(), to, type, std::move(body));
}

std::shared_ptr<stream_end> workload_client::open_raw(std::string_view to, const message_type& type,
                                                      buffer body) {
  ++begun_;
  note("opens " + std::string{to} + " " + std::string{type.name});
  auto flow = std::make_shared<client_flow>(host_, at_, std::string{to}, runs_);
  flow->open(type, std::move(body));
  return flow;
}

} // namespace carrick::sim
