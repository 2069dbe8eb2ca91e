#pragma once

#include "../support/program.hpp"

namespace carrick::bench {

/// W12: one node a process, all to all.
void mesh(const options& asked, board& shared, std::size_t self);

/// All nodes in the driving process, on its loops; `--count` of them, all to all.
void serve_nothing(const options& asked, board& shared);
void mesh_in_one_process(const options& asked, board& shared);

} // namespace carrick::bench
