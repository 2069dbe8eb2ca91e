#pragma once

#include <carrick/sim/history/judgement.hpp>

#include <string>

namespace carrick::sim {

/// An SVG picture: clients as lanes, calls as bars from their beginning to their end, in the order
/// of these and not to scale. Bars without an answer are open at the end; the call that goes wrong
/// is red.
std::string history_picture(const wrong_part& part);

} // namespace carrick::sim
