#include <carrick/core/log.hpp>
#include <carrick/net/loop_services.hpp>
#include <carrick/net/pipe/pipe_acceptor.hpp>
#include <carrick/net/pipe/pipe_network.hpp>
#include <carrick/net/pipe/pipe_transport.hpp>

#include <algorithm>
#include <utility>

namespace carrick::net {
namespace {

constexpr std::size_t name_bytes_max = 255;

status check_name(std::string_view name) {
  const bool printable_only =
    std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (!name.empty() && name.size() <= name_bytes_max && printable_only) return {};
  return fail(
    code::invalid_argument,
    "pipe name \"" + printable(name) + "\" is not 1 to 255 printable characters without blanks");
}

/// The outcome of a dial, on its way to the dialer's next turn.
class pipe_dialing final : private loop_task, public std::enable_shared_from_this<pipe_dialing> {
 public:
  pipe_dialing(dial_events& events, result<std::unique_ptr<connection>> outcome)
      : events_(&events), outcome_(std::move(outcome)) {}

  void report_on(loop_services& owner) {
    keep_ = shared_from_this();
    owner.submit(*this);
  }
  void cancel() {
    events_ = nullptr;
    outcome_ = status{code::cancelled};
  }

 private:
  void run() noexcept override {
    const std::shared_ptr<pipe_dialing> keep = std::move(keep_);
    if (dial_events* const events = std::exchange(events_, nullptr))
      events->on_dialed(std::move(outcome_));
  }

  dial_events* events_; // null once reported or cancelled
  result<std::unique_ptr<connection>> outcome_;
  std::shared_ptr<pipe_dialing> keep_; // while the task is under way
};

class pipe_dial_attempt final : public dial_attempt {
 public:
  explicit pipe_dial_attempt(std::shared_ptr<pipe_dialing> dialing)
      : dialing_(std::move(dialing)) {}
  ~pipe_dial_attempt() override { dialing_->cancel(); }

 private:
  const std::shared_ptr<pipe_dialing> dialing_;
};

class pipe_listener final : public listener {
 public:
  pipe_listener(std::shared_ptr<pipe_network> network, std::string name,
                std::shared_ptr<pipe_acceptor> acceptor)
      : network_(std::move(network)), name_(std::move(name)), acceptor_(std::move(acceptor)) {}
  ~pipe_listener() override {
    network_->remove(name_);
    acceptor_->close();
  }

  std::string address() const override { return name_; }

 private:
  const std::shared_ptr<pipe_network> network_;
  const std::string name_;
  const std::shared_ptr<pipe_acceptor> acceptor_;
};

class pipe_transport final : public transport {
 public:
  explicit pipe_transport(std::shared_ptr<pipe_network> network) : network_(std::move(network)) {}

  std::string_view name() const noexcept override { return "pipe"; }

  std::unique_ptr<dial_attempt> dial(loop_services& owner, std::string_view address, duration,
                                     dial_events& events) override {
    auto dialing = std::make_shared<pipe_dialing>(events, connect(owner, address));
    dialing->report_on(owner);
    return std::make_unique<pipe_dial_attempt>(std::move(dialing));
  }

  result<std::unique_ptr<listener>> listen(loop_services& owner, std::string_view address,
                                           accept_events& events) override {
    if (auto wrong = check_name(address); !wrong.ok()) return wrong;
    std::string name{address};
    auto acceptor = std::make_shared<pipe_acceptor>(owner, events);
    if (!network_->add(name, acceptor))
      return fail(code::address_in_use, name + " is used by another listener");
    return std::make_unique<pipe_listener>(network_, std::move(name), std::move(acceptor));
  }

  bool is_local(std::string_view) const override { return true; }

 private:
  result<std::unique_ptr<connection>> connect(loop_services& owner, std::string_view address) {
    if (auto wrong = check_name(address); !wrong.ok()) return wrong;
    return network_->connect(owner, std::string{address});
  }

  const std::shared_ptr<pipe_network> network_;
};

} // namespace

std::unique_ptr<transport> make_pipe_transport(std::shared_ptr<pipe_network> network) {
  return std::make_unique<pipe_transport>(std::move(network));
}

} // namespace carrick::net
