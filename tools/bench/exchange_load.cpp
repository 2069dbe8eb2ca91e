#include <carrick/tools/bench/exchange_load.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/tools/bench/exchange_end.hpp>
#include <carrick/tools/bench/piece_exchange.hpp>

#include <future>

namespace carrick::tools::bench {
namespace {

class raw_exchanges final : public load, private exchange_end {
 public:
  raw_exchanges(node_core& core, const peer& to, const exchange_plan& plan, load_log& log)
      : exchange_end({plan.items, plan.bytes}), core_(core), to_(to), log_(log) {
    write_opening({plan.items, plan.bytes}, opening_);
  }

  void start() override {
    call_on(core_.home(), [this] { open(); });
  }
  void wait() override { done_.get_future().wait(); }

 private:
  void open() {
    outgoing message;
    message.head.to = {0, name_hash(raw_exchange_name)};
    message.body = opening_.bytes();
    core_.open(to_.record(), message, *this);
  }

  void on_open() noexcept override { begin(); }
  void took_item() noexcept override {
    auto now = core_.home().last_read();
    goes_on_ = log_.answered(now, now);
  }
  void on_ended(carrick::code code, std::string_view text) noexcept override {
    if (code != code::ok) log_.failed(code, text);
    if (code == code::ok && goes_on_) return open();
    done_.set_value();
  }

  node_core& core_;
  const peer to_;
  load_log& log_;
  buffer opening_;
  bool goes_on_ = true;
  std::promise<void> done_;
};

class actor_exchanges final : public load {
 public:
  actor_exchanges(node_core& core, const peer& to, const exchange_plan& plan, load_log& log)
      : core_(core), to_(to), wanted_{plan.items, plan.bytes}, log_(log) {}

  void start() override {
    core_.system().spawn([this](actor_base* self) -> behavior {
      open(self);
      return {[](caf::unit_t) {}};
    });
  }
  void wait() override { done_.get_future().wait(); }

 private:
  void open(actor_base* self) {
    auto end = self->open(to_, wanted_,
                          {.on_item =
                             [this, self](const piece&) {
                               auto now = self->now();
                               goes_on_ = log_.answered(now, now);
                             },
                           .on_end = [this, self](const status& why) { ended(self, why); },
                           .on_writable = [this] { sender_->send(); }});
    sender_ = std::make_unique<piece_sender>(wanted_, end);
    sender_->send();
  }

  void ended(actor_base* self, const status& why) {
    if (!why.ok()) log_.failed(why.code(), why.message());
    if (why.ok() && goes_on_) return open(self);
    done_.set_value();
  }

  node_core& core_;
  const peer to_;
  const exchange wanted_;
  load_log& log_;
  std::unique_ptr<piece_sender> sender_;
  bool goes_on_ = true;
  std::promise<void> done_;
};

} // namespace

std::unique_ptr<load> make_exchange_load(node_core& core, const peer& to, const exchange_plan& plan,
                                         load_log& log) {
  if (plan.form == message_form::raw) return std::make_unique<raw_exchanges>(core, to, plan, log);
  return std::make_unique<actor_exchanges>(core, to, plan, log);
}

} // namespace carrick::tools::bench
