#pragma once

#include <carrick/config/value.hpp>
#include <carrick/serialization/value_source.hpp>

#include <vector>

namespace carrick::config {

/// A tree as serialization reads it, with the places of its values: how an actor's options get from
/// the file into its struct. Owns its copy of the tree.
class tree_source final : public value_source {
 public:
  explicit tree_source(value root);
  tree_source(const tree_source&) = delete;
  tree_source& operator=(const tree_source&) = delete;

  value_shape shape() const override;
  bool boolean() const override;
  std::optional<std::int64_t> integer() const override;
  std::optional<std::uint64_t> natural() const override;
  std::optional<double> number() const override;
  std::string_view text() const override;
  /// Bytes are written as hexadecimal digits.
  std::optional<std::vector<std::byte>> bytes() const override;
  std::size_t size() const override;
  std::string_view key(std::size_t index) const override;
  void enter(std::size_t index) override;
  void leave() override;
  std::string shown() const override;
  std::string place() const override;

 private:
  const value& at() const noexcept { return *path_.back(); }

  value root_;
  std::vector<const value*> path_;
};

/// Where the value that a value_reader calls `path` comes from: `root_name` is what it calls
/// `root`. The root's own place if there is no such value.
origin origin_at(const value& root, std::string_view root_name, std::string_view path);

} // namespace carrick::config
