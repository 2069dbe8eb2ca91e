#pragma once

#include "../support/program.hpp"

namespace carrick::bench::plain {

/// W12 with epoll: one connection to each other node for requests, one from each for theirs.
void mesh(const options& asked, board& shared, std::size_t self);

} // namespace carrick::bench::plain
