#include <carrick/tools/bench/request_load.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/tools/bench/forms.hpp>

#include <future>
#include <vector>

namespace carrick::tools::bench {
namespace {

template <class Form>
class closed_loop final : public load {
 public:
  closed_loop(node_core& core, const peer& to, const request_plan& plan, load_log& log, Form form)
      : core_(core), to_(to), log_(log), form_(std::move(form)), slots_(plan.in_flight) {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      slots_[i].owner = this;
      slots_[i].sender = i < plan.callers ? core.new_sender() : slots_[i % plan.callers].sender;
    }
  }

  void start() override {
    call_on(core_.home(), [this] {
      running_ = slots_.size();
      core_.home().now();
      for (auto& slot : slots_) send(slot);
    });
  }
  void wait() override { done_.get_future().wait(); }

 private:
  struct call final : answer_sink {
    void on_answer(const answer& verdict) noexcept override { owner->answered(*this, verdict); }
    closed_loop* owner = nullptr;
    std::uint64_t sender = 0;
    time_point sent;
  };

  // Answers of one read are all handled at one reading of the clock, and so are the requests that
  // follow them.
  void send(call& s) {
    s.sent = core_.home().last_read();
    outgoing message;
    message.head.to = form_.to();
    message.head.sender = s.sender;
    message.deadline = s.sent + answer_limit;
    message.body = form_.write();
    core_.request(to_.record(), message, s);
  }

  void answered(call& s, const answer& verdict) {
    if (good(verdict) && log_.answered(s.sent, core_.home().last_read())) return send(s);
    if (--running_ == 0) done_.set_value();
  }

  bool good(const answer& verdict) {
    if (verdict.code != code::ok)
      log_.failed(verdict.code, as_text(verdict.payload));
    else if (!form_.read(verdict.payload))
      log_.failed(code::malformed, "an answer that was not expected");
    else
      return true;
    return false;
  }

  node_core& core_;
  const peer to_;
  load_log& log_;
  Form form_;
  std::vector<call> slots_;
  std::size_t running_ = 0;
  std::promise<void> done_;
};

template <class Form>
std::unique_ptr<load> make(node_core& core, const peer& to, const request_plan& plan, load_log& log,
                           Form form) {
  return std::make_unique<closed_loop<Form>>(core, to, plan, log, std::move(form));
}

} // namespace

std::unique_ptr<load> make_request_load(node_core& core, const peer& to, const request_plan& plan,
                                        load_log& log) {
  switch (plan.form) {
    case message_form::text:
      return make(core, to, plan, log, typed_form<echo>{text_message(plan.bytes)});
    case message_form::fields:
      return make(core, to, plan, log, typed_form<sample>{sample_message()});
    case message_form::raw:
      break;
  }
  return make(core, to, plan, log, raw_form{plan.bytes});
}

} // namespace carrick::tools::bench
