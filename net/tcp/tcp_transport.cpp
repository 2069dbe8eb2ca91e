#include <carrick/net/loop_services.hpp>
#include <carrick/net/names/name_lookup.hpp>
#include <carrick/net/socket/socket_error.hpp>
#include <carrick/net/socket/socket_listener.hpp>
#include <carrick/net/tcp/tcp_dialing.hpp>
#include <carrick/net/tcp/tcp_listening.hpp>
#include <carrick/net/tcp/tcp_sockets.hpp>
#include <carrick/net/tcp/tcp_transport.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <utility>

namespace carrick::net {
namespace {

// A node that is told to stop meanwhile hears of it only then.
constexpr duration listening_limit = std::chrono::seconds(4);

class tcp_dial_attempt final : public dial_attempt {
 public:
  explicit tcp_dial_attempt(boost::intrusive_ptr<tcp_dialing> dialing)
      : dialing_(std::move(dialing)) {}
  ~tcp_dial_attempt() override { dialing_->cancel(); }

 private:
  const boost::intrusive_ptr<tcp_dialing> dialing_;
};

class tcp_transport final : public transport {
 public:
  explicit tcp_transport(const tcp_options& options)
      : sockets_(std::make_shared<const tcp_sockets>(options)) {}

  std::string_view name() const noexcept override { return "tcp"; }

  std::unique_ptr<dial_attempt> dial(loop_services& owner, std::string_view address, duration limit,
                                     dial_events& events) override {
    boost::intrusive_ptr<tcp_dialing> dialing{new tcp_dialing{owner, sockets_, events}};
    dialing->start(address, limit);
    return std::make_unique<tcp_dial_attempt>(std::move(dialing));
  }

  result<std::string> listening_address(std::string_view address) override {
    auto parsed = host_port::parse(address);
    if (!parsed) return fail(code::invalid_argument, to_string(parsed.error()));
    if (parsed->is_numeric()) return parsed->text();
    auto found = look_up_now(
      parsed->host, {.limit = listening_limit, .servers = sockets_->options().name_servers});
    if (!found) return found.error();
    return host_port{found->front(), parsed->port}.text();
  }

  result<std::unique_ptr<listener>> listen(loop_services& owner, std::string_view address,
                                           accept_events& events) override {
    auto endpoint = listen_endpoint(address);
    if (!endpoint) return endpoint.error();
    auto socket = listening_socket(*endpoint, sockets_->options().backlog);
    if (!socket) return socket.error();
    boost::intrusive_ptr<socket_acceptor> acceptor{
      new socket_acceptor{owner, sockets_, text_of(bound_endpoint(socket->get())), events}};
    if (const int error = acceptor->start(std::move(*socket)))
      return fail(code::overloaded,
                  "cannot listen on " + acceptor->address() + ": " + errno_text(error));
    return std::make_unique<socket_listener>(std::move(acceptor));
  }

  bool is_local(std::string_view address) const override {
    const auto parsed = host_port::parse(address);
    return parsed && parsed->is_loopback();
  }

 private:
  const std::shared_ptr<const tcp_sockets> sockets_;
};

} // namespace

std::unique_ptr<transport> make_tcp_transport(const tcp_options& options) {
  return std::make_unique<tcp_transport>(options);
}

} // namespace carrick::net
