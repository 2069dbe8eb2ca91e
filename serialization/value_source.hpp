#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick {

enum class value_shape : std::uint8_t { null, boolean, integer, number, text, list, object };

/// A tree of values from outside (JSON, TOML) as a message is built from it: a cursor that stands
/// on one value. What is asked of the current value fits its shape().
class value_source {
 public:
  virtual ~value_source() = default;
  virtual value_shape shape() const = 0;

  virtual bool boolean() const = 0;
  /// Of an integer: nothing when it is beyond the type.
  virtual std::optional<std::int64_t> integer() const = 0;
  virtual std::optional<std::uint64_t> natural() const = 0;
  /// Of an integer or a number: nothing when it is beyond the type.
  virtual std::optional<double> number() const = 0;
  virtual std::string_view text() const = 0;
  /// Of a text: the bytes that it stands for in this language, nothing when it stands for none.
  virtual std::optional<std::vector<std::byte>> bytes() const = 0;

  /// Of a list or an object.
  virtual std::size_t size() const = 0;
  /// Of an object: the key of its child `index`.
  virtual std::string_view key(std::size_t index) const = 0;
  /// Steps to a child and back.
  virtual void enter(std::size_t index) = 0;
  virtual void leave() = 0;

  /// The current value as its language writes it, cut short; for errors.
  virtual std::string shown() const = 0;
  /// Where the current value comes from, as "cluster.toml:24"; empty where nobody knows.
  virtual std::string place() const { return {}; }
};

} // namespace carrick
