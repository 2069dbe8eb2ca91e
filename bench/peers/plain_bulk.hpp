#pragma once

#include "../support/program.hpp"

namespace carrick::bench::plain {

/// W6 on one socket: requests between bulk messages, each behind a header of size and kind.
void answer_beside_bulk(const options& asked, board& shared);
void ask_beside_bulk(const options& asked, board& shared);

} // namespace carrick::bench::plain
