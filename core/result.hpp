#pragma once

#include <carrick/core/status.hpp>

#include <boost/system/result.hpp>

#include <stdexcept>

namespace carrick {

/// A value, or the status that says why there is none. `.value()` of a failed result is a bug.
template <class T>
using result = boost::system::result<T, status>;

/// Thrown only by result<T>::value() where nobody asked first.
[[noreturn]] inline void throw_exception_from_error(const status& s, const boost::source_location&) {
  throw std::logic_error("unchecked result: " + to_string(s));
}

/// `return fail(code::not_found, "no actor named stor");`
[[nodiscard]] inline status fail(code c, std::string message) { return {c, std::move(message)}; }

} // namespace carrick
