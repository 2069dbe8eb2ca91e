#include <carrick/actors/acceptor.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/core/limits.hpp>

namespace carrick {

status acceptor::listen(const std::string& address) {
  auto& transport = *home_.options().transport;
  if (!transport.is_local(address) && !home_.options().insecure_plaintext)
    return fail(code::refused,
                "listening at " + address +
                  " without encryption needs insecure_plaintext = true: everyone who "
                  "reaches that address could read and send messages");
  auto listener = transport.listen(home_.where(), address, *this);
  if (!listener) return listener.error();
  listener_ = std::move(*listener);
  return {};
}

void acceptor::on_accepted(std::unique_ptr<net::connection> accepted) {
  home_.accept(std::move(accepted));
}

void acceptor::on_accept_paused(const status& why) {
  home_.log().warn("transport", "accepting is paused: " + why.message());
}

} // namespace carrick
