#pragma once

#include "../support/program.hpp"
#include "grpc_bench.grpc.pb.h"

#include <memory>

namespace grpc {
class Server;
}

namespace carrick::bench::grpc_peer {

using carrick_bench::Message;

/// One with the callback interface, one with threads that block. The rest counts what is posted.
std::unique_ptr<grpc::Service> callback_service(board& shared);
std::unique_ptr<grpc::Service> sync_service(board& shared);

/// Posts as the bytes that they are on the wire, without a message class.
std::unique_ptr<grpc::Service> raw_service(board& shared);

/// What both ends of a connection may use of memory, for large messages.
inline constexpr int frame_bytes = 128 * 1024;
inline constexpr int window_bytes = 4 * 1024 * 1024;

/// Serves at a port of its own; says so on the board.
std::unique_ptr<grpc::Server> start(grpc::Service& service, board& shared, std::size_t index = 0);

} // namespace carrick::bench::grpc_peer
