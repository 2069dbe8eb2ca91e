#pragma once

#include "../support/program.hpp"

namespace carrick::bench {

/// The serving side of two nodes.
void serve(const options& asked, board& shared);

/// The other side: requests, as the workload and the handler have them.
void ask(const options& asked, board& shared);
void post(const options& asked, board& shared);
void ask_beside_bulk(const options& asked, board& shared);
void exchange_items(const options& asked, board& shared);
/// Items echoed on `--count` open streams in turn.
void use_streams(const options& asked, board& shared);

} // namespace carrick::bench
