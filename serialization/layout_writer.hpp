#pragma once

#include <carrick/serialization/layout.hpp>

#include <string_view>

namespace carrick {

/// Collects the declared types inside a message while its fields are put into words.
class layout_writer {
 public:
  explicit layout_writer(std::vector<part_layout>& parts) : parts_(parts) {}

  /// Adds a part unless it is known; `fields` is called after the name is taken, so that a type
  /// that contains itself ends.
  template <class Fields>
  void part(std::string_view name, bool extensible, Fields&& fields) {
    if (known(name)) return;
    auto index = parts_.size();
    parts_.push_back({std::string{name}, extensible, {}});
    auto listed = fields();
    parts_[index].fields = std::move(listed);
  }

 private:
  bool known(std::string_view name) const;

  std::vector<part_layout>& parts_;
};

} // namespace carrick
