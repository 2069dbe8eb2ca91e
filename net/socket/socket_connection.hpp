#pragma once

#include <carrick/net/socket/socket_kind.hpp>
#include <carrick/net/socket/socket_stream.hpp>
#include <carrick/net/transport.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <memory>
#include <string>

namespace carrick::net {

/// A connection over a connected stream socket of any kind.
class socket_connection final : public connection {
 public:
  socket_connection(loop_services& owner, std::shared_ptr<const socket_kind> kind, unique_fd socket,
                    socket_peer peer);
  ~socket_connection() override;

  void start(connection_events& events) override;
  std::size_t write(std::span<const byte_span> pieces) override;
  void pause_reading(bool paused) override;
  void half_close() override;
  void close() override;
  std::string remote_address() const override;
  bool is_local() const noexcept override { return is_local_; }
  bool has_integrity() const noexcept override;

 private:
  const std::shared_ptr<const socket_kind> kind_;
  const bool is_local_;
  const boost::intrusive_ptr<socket_stream> stream_;
};

} // namespace carrick::net
