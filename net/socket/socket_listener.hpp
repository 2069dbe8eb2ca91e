#pragma once

#include <carrick/net/socket/socket_acceptor.hpp>
#include <carrick/net/transport.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <string>
#include <utility>

namespace carrick::net {

/// Ends its acceptor with itself.
class socket_listener final : public listener {
 public:
  explicit socket_listener(boost::intrusive_ptr<socket_acceptor> acceptor)
      : acceptor_(std::move(acceptor)) {}
  ~socket_listener() override { acceptor_->close(); }

  std::string address() const override { return acceptor_->address(); }

 private:
  const boost::intrusive_ptr<socket_acceptor> acceptor_;
};

} // namespace carrick::net
