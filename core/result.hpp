#pragma once

#include <carrick/core/status.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace carrick {

/// What value() of a failed result does: it throws std::logic_error. Found by the type of the
/// error.
[[noreturn]] void throw_unchecked(const status& why);

template <class T, class Error = status>
class result;

/// What a result<T, Error> is made from as its value.
template <class U, class T, class Error>
concept makes_value =
  std::is_convertible_v<U&&, T> && !std::is_same_v<std::remove_cvref_t<U>, Error> &&
  !std::is_same_v<std::remove_cvref_t<U>, result<T, Error>>;

/// A value, or what says why there is none.
template <class T, class Error>
class [[nodiscard]] result {
 public:
  using value_type = T;

  result(Error why) : error_(std::move(why)) {}
  template <makes_value<T, Error> U = T>
  result(U&& value) : value_(std::in_place, std::forward<U>(value)) {}
  /// `result<T> out{std::in_place};` makes the value where it stays.
  template <class... Args>
  explicit result(std::in_place_t, Args&&... args)
      : value_(std::in_place, std::forward<Args>(args)...) {}

  bool has_value() const noexcept { return value_.has_value(); }
  bool has_error() const noexcept { return !value_.has_value(); }
  explicit operator bool() const noexcept { return value_.has_value(); }

  /// The value that is there; of a failed result, undefined.
  T& operator*() & noexcept { return *value_; }
  const T& operator*() const& noexcept { return *value_; }
  T&& operator*() && noexcept { return std::move(*value_); }
  T* operator->() noexcept { return &*value_; }
  const T* operator->() const noexcept { return &*value_; }

  /// The value. Of a failed result it is a bug that throws std::logic_error.
  T& value() & { return check(), *value_; }
  const T& value() const& { return check(), *value_; }
  T value() && { return check(), std::move(*value_); }

  /// Why there is no value; one made by default where there is a value.
  const Error& error() const& noexcept { return error_; }
  Error error() && noexcept { return std::move(error_); }

 private:
  void check() const {
    if (!value_) throw_unchecked(error_);
  }

  std::optional<T> value_;
  Error error_;
};

/// `return fail(code::not_found, "no actor named stor");`
[[nodiscard]] inline status fail(code c, std::string message) { return {c, std::move(message)}; }

} // namespace carrick
