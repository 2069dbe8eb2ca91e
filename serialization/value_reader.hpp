#pragma once

#include <carrick/serialization/value_source.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carrick {

/// Something wrong in a value from outside.
struct value_finding {
  std::string path;  ///< "value.items[3].ttl"
  std::string text;  ///< `expected an integer, got "abc"`
  std::string place; ///< "cluster.toml:24", or empty
};

/// `value.items[3].ttl: expected an integer, got "abc"`.
std::string to_string(const value_finding& finding);

/// Reads one tree of a source: knows the path to where it stands and collects what is wrong there,
/// at most 100 findings, so that one look shows them all.
class value_reader {
 public:
  /// `root` names the whole in paths. The source outlives the reader.
  explicit value_reader(value_source& source, std::string root = "value")
      : source_(source), path_(std::move(root)) {}

  const value_source& at() const noexcept { return source_; }
  bool is(value_shape shape) const { return source_.shape() == shape; }

  /// Each of these complains and returns nothing when the current value is something else.
  std::optional<bool> boolean();
  std::optional<std::int64_t> integer(std::int64_t min, std::int64_t max);
  std::optional<std::uint64_t> natural(std::uint64_t max);
  /// From -`max` to `max`, or not finite.
  std::optional<double> number(double max);
  std::optional<std::string_view> text(std::string_view expected = "a text");
  std::optional<std::vector<std::byte>> bytes();
  /// The number of children.
  std::optional<std::size_t> list();
  std::optional<std::size_t> object();

  /// Calls `read` on the child; its path is "[index]" in a list and ".key" in an object.
  template <class Read>
  void child(std::size_t index, Read&& read) {
    auto parent = enter(index);
    if (parent) {
      read();
      leave(*parent);
    }
  }
  /// Of an object: the position of its key `name`.
  std::optional<std::size_t> find(std::string_view name) const;
  /// Complains of each key that is not in `known`, with the nearest of them.
  void check_keys(std::span<const std::string_view> known);
  /// The position of the current text in `known`; complains with the nearest.
  std::optional<std::size_t> one_of(std::span<const std::string_view> known);

  void complain(std::string text);
  /// "expected `what`, got ...".
  void expected(std::string_view what);

  const std::vector<value_finding>& findings() const noexcept { return findings_; }

 private:
  std::optional<std::size_t> enter(std::size_t index);
  void leave(std::size_t parent_path);

  value_source& source_;
  std::string path_;
  std::vector<value_finding> findings_;
  int depth_ = 0;
};

} // namespace carrick
