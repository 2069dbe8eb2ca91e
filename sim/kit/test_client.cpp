#include <carrick/sim/kit/test_client.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/actors/type_text.hpp>
#include <carrick/sim/kit/ground.hpp>
#include <carrick/sim/kit/open_ends.hpp>

#include <utility>

namespace carrick::sim {
namespace {

/// Of a request or stream of a node that does not run.
class refused_ask final : public begun_ask {
 public:
  explicit refused_ask(status why) : why_(std::move(why)) {}
  void cancel() override {}
  bool is_there() const override { return true; }
  result<raw_reply> get() override { return why_; }

 private:
  const status why_;
};

class refused_end final : public stream_end {
 public:
  explicit refused_end(status why) : why_(std::move(why)) {}
  std::optional<item> next(duration) override { return {}; }
  void send(buffer) override {}
  void half_close() override {}
  void close(status) override {}
  bool half_closed() const override { return false; }
  std::optional<status> end() const override { return why_; }

 private:
  const status why_;
};

class waited_ask final : public begun_ask {
 public:
  waited_ask(ground& at, std::shared_ptr<outside_ask> ask, std::string text)
      : at_(at), ask_(std::move(ask)), text_(std::move(text)) {}

  void cancel() override { ask_->cancel(); }
  bool is_there() const override { return ask_->answered(); }
  result<raw_reply> get() override {
    const auto left = ask_->deadline() - at_.now();
    if (at_.wait_patiently([this] { return ask_->answered(); }, left)) return ask_->take();
    return fail(code::deadline_exceeded, text_ + ": no verdict in time");
  }

 private:
  ground& at_;
  const std::shared_ptr<outside_ask> ask_;
  const std::string text_;
};

status does_not_run(const ground& at, std::size_t node) {
  return fail(code::unreachable, at.ids()[node].text() + " does not run");
}

} // namespace

/// A node would refuse it, and a test that misses a name should hear of that at once.
void test_client::check_known(node& from, const message_type& type) const {
  if (from.core().types().messages().find(type.id) != nullptr) return;
  throw std::logic_error(std::string{type.name} +
                         " is not in the registry of this test's nodes: add .messages<" +
                         type_text(*type.cpp_type) + ">() to it");
}

peer test_client::target_of(node& from, std::string_view to) const {
  const auto slash = to.find('/');
  auto found = from.find(at_.ids()[at_.number_of(to.substr(0, slash))]);
  return slash == std::string_view::npos ? found : found.at(to.substr(slash + 1));
}

std::shared_ptr<begun_ask> test_client::begin_raw(std::string_view to, const message_type& type,
                                                  buffer body, duration deadline) const {
  auto* from = at_.running(node_);
  if (from == nullptr) return std::make_shared<refused_ask>(does_not_run(at_, node_));
  check_known(*from, type);
  const auto& own = from->core().options().ask_deadline;
  const auto until = deadline_after(at_.now(), deadline > duration::zero() ? deadline : own);
  auto ask = std::make_shared<outside_ask>(target_of(*from, to), type, std::move(body), until,
                                           [&at = at_] { at.news(); });
  kept_.keep(node_, ask);
  ask->begin();
  return std::make_shared<waited_ask>(at_, std::move(ask), std::string{to});
}

status test_client::post_raw(std::string_view to, const message_type& type, buffer body) const {
  auto* from = at_.running(node_);
  if (from == nullptr) return does_not_run(at_, node_);
  check_known(*from, type);
  auto target = target_of(*from, to);
  auto& core = from->core();
  run_on(core.home(), [target, &type, &core, body = std::move(body)] {
    outgoing message;
    message.head.to = {target.target(), type.id};
    message.type = &type;
    message.body = body.bytes();
    static_cast<void>(core.post(target.record(), message)); // what is dropped is counted there
  });
  return {};
}

std::shared_ptr<stream_end> test_client::open_raw(std::string_view to, const message_type& type,
                                                  buffer body) const {
  auto* from = at_.running(node_);
  if (from == nullptr) return std::make_shared<refused_end>(does_not_run(at_, node_));
  check_known(*from, type);
  auto flow =
    std::make_shared<outside_flow>(from->core(), *type.item_out, [&at = at_] { at.news(); });
  flow->open(target_of(*from, to), type, std::move(body));
  kept_.keep(node_, flow);
  return held_end(at_, std::move(flow));
}

} // namespace carrick::sim
