#pragma once

#include <carrick/core/status.hpp>

#include <caf/atom.hpp>
#include <caf/error.hpp>

// A status converts to caf::error, so that handlers which return caf::result may return a status.

template <>
struct caf::detail::error_factory<carrick::status> {
  static constexpr bool specialized = true;
  static constexpr caf::atom_value category = caf::atom("carrick");
};

namespace caf {
template <>
error::error(carrick::status what);
} // namespace caf

namespace carrick {

/// The status that `what` was made from; for CAF's own errors the one that fits best. `ok` for
/// none.
status status_of(const caf::error& what);
/// Why an actor ended: `ok` if by its own will, or since its node stops.
status status_of_end(const caf::error& reason);

} // namespace carrick
