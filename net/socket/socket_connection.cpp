#include <carrick/net/socket/socket_connection.hpp>

#include <utility>

namespace carrick::net {

socket_connection::socket_connection(loop_services& owner, std::shared_ptr<const socket_kind> kind,
                                     unique_fd socket, socket_peer peer)
    : kind_(std::move(kind)),
      is_local_(peer.is_local),
      stream_(new socket_stream{owner, std::move(socket), std::move(peer.address)}) {}

socket_connection::~socket_connection() { stream_->close(); }

void socket_connection::start(connection_events& events) { stream_->start(events); }

std::size_t socket_connection::write(std::span<const byte_span> pieces) {
  return stream_->write(pieces);
}

void socket_connection::pause_reading(bool paused) { stream_->pause_reading(paused); }
void socket_connection::half_close() { stream_->half_close(); }
void socket_connection::close() { stream_->close(); }
std::string socket_connection::remote_address() const { return stream_->remote_address(); }

// What stays on this machine stays in its memory.
bool socket_connection::has_integrity() const noexcept {
  return is_local_ || kind_->has_integrity();
}

} // namespace carrick::net
