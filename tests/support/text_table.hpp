#pragma once

#include <carrick/serialization/value_source.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace carrick::test {

/// A flat table as it might stand in cluster.toml, a line a key; digits are integers.
class text_table_source final : public value_source {
 public:
  using rows = std::vector<std::pair<std::string, std::string>>;
  explicit text_table_source(rows table) : rows_(std::move(table)) {}

  value_shape shape() const override {
    if (at_ == outside) return value_shape::object;
    return integer() ? value_shape::integer : value_shape::text;
  }
  bool boolean() const override { return false; }
  std::optional<std::int64_t> integer() const override { return parsed<std::int64_t>(); }
  std::optional<std::uint64_t> natural() const override { return parsed<std::uint64_t>(); }
  std::optional<double> number() const override { return 0; }
  std::string_view text() const override { return rows_[at_].second; }
  std::optional<std::vector<std::byte>> bytes() const override { return {}; }
  std::size_t size() const override { return rows_.size(); }
  std::string_view key(std::size_t index) const override { return rows_[index].first; }
  void enter(std::size_t index) override { at_ = index; }
  void leave() override { at_ = outside; }
  std::string shown() const override { return at_ == outside ? "{...}" : rows_[at_].second; }
  std::string place() const override {
    return "cluster.toml:" + std::to_string(at_ == outside ? 1 : at_ + 1);
  }

 private:
  static constexpr auto outside = static_cast<std::size_t>(-1);

  template <class Number>
  std::optional<Number> parsed() const {
    const auto& text = rows_[at_].second;
    Number value{};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
  }

  rows rows_;
  std::size_t at_ = outside;
};

inline std::shared_ptr<value_source> text_table(text_table_source::rows table) {
  return std::make_shared<text_table_source>(std::move(table));
}

} // namespace carrick::test
