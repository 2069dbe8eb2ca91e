#include <carrick/sim/network/host_transport.hpp>

#include <carrick/core/log.hpp>
#include <carrick/sim/network/dialing.hpp>
#include <carrick/sim/network/fabric.hpp>
#include <carrick/sim/network/listening.hpp>

#include <algorithm>
#include <utility>

namespace carrick::sim::transit {
namespace {

constexpr std::size_t address_bytes_max = 255;

status check_address(std::string_view address) {
  const bool printable_only =
    std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (!address.empty() && address.size() <= address_bytes_max && printable_only) return {};
  return fail(
    code::invalid_argument,
    "address \"" + printable(address) + "\" is not 1 to 255 printable characters without blanks");
}

class host_transport final : public net::transport {
 public:
  host_transport(std::shared_ptr<fabric> in, host& at, bool integrity)
      : fabric_(std::move(in)), at_(at), integrity_(integrity) {}

  std::string_view name() const noexcept override { return "sim"; }

  std::unique_ptr<net::dial_attempt> dial(net::loop_services& owner, std::string_view address,
                                          duration limit, net::dial_events& events) override {
    fabric_->revive(at_);
    auto begun = std::make_shared<dialing>(
      fabric_, dialer_options{at_, owner, integrity_, std::string{address}, limit}, events);
    if (auto wrong = check_address(address); !wrong.ok())
      begun->fail_at_once(std::move(wrong));
    else
      begun->begin();
    return attempt_of(std::move(begun));
  }

  result<std::unique_ptr<net::listener>> listen(net::loop_services& owner, std::string_view address,
                                                net::accept_events& events) override {
    if (auto wrong = check_address(address); !wrong.ok()) return wrong;
    fabric_->revive(at_);
    const std::string real = fabric_->with_port(std::string{address});
    auto made = std::make_shared<listening>(
      fabric_, listening::options{at_, owner, integrity_, real}, events);
    if (!fabric_->add_listener(real, *made))
      return fail(code::address_in_use, real + " is used by another listener");
    return listener_of(std::move(made));
  }

  bool is_local(std::string_view) const override { return true; }

 private:
  const std::shared_ptr<fabric> fabric_;
  host& at_;
  const bool integrity_;
};

} // namespace

std::shared_ptr<net::transport> make_host_transport(std::shared_ptr<fabric> in, host& at,
                                                    bool integrity) {
  return std::make_shared<host_transport>(std::move(in), at, integrity);
}

} // namespace carrick::sim::transit
