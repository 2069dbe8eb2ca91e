#pragma once

#include <carrick/serialization/value_source.hpp>
#include <carrick/serialization/value_visitor.hpp>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// A neutral tree in memory, so that both directions are tested without a JSON library.
struct tree {
  using list = std::vector<tree>;
  using object = std::vector<std::pair<std::string, tree>>;
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, list, object>
    what = nullptr;

  tree() = default;
  tree(bool x) : what(x) {}
  tree(int x) : what(std::int64_t{x}) {}
  tree(std::int64_t x) : what(x) {}
  tree(std::uint64_t x) : what(x) {}
  tree(double x) : what(x) {}
  tree(const char* x) : what(std::string{x}) {}
  tree(std::string x) : what(std::move(x)) {}
  tree(list x) : what(std::move(x)) {}
  tree(object x) : what(std::move(x)) {}
};

/// As JSON would show it.
std::string to_text(const tree& t);

/// Makes a tree of what it is shown. Bytes become the text "hex:...".
class tree_writer final : public carrick::value_visitor {
 public:
  tree take() { return std::move(root_); }

  void begin_object() override { open(tree::object{}); }
  void key(std::string_view name) override { key_ = name; }
  void end_object() override { open_.pop_back(); }
  void begin_list(std::size_t size) override;
  void end_list() override { open_.pop_back(); }
  void null() override { add({}); }
  void boolean(bool value) override { add(value); }
  void integer(std::int64_t value) override { add(value); }
  void natural(std::uint64_t value) override { add(value); }
  void number(double value) override { add(value); }
  void text(std::string_view value) override { add(std::string{value}); }
  void bytes(carrick::byte_span value) override;

 private:
  tree& add(tree value);
  void open(tree value) { open_.push_back(&add(std::move(value))); }

  tree root_;
  std::vector<tree*> open_; // lists reserve what they announce, so these stay
  std::string key_;
};

/// A cursor over a tree, which outlives it.
class tree_source final : public carrick::value_source {
 public:
  explicit tree_source(const tree& root) : path_{&root} {}

  carrick::value_shape shape() const override;
  bool boolean() const override { return std::get<bool>(at().what); }
  std::optional<std::int64_t> integer() const override;
  std::optional<std::uint64_t> natural() const override;
  std::optional<double> number() const override;
  std::string_view text() const override { return std::get<std::string>(at().what); }
  std::optional<std::vector<std::byte>> bytes() const override;
  std::size_t size() const override;
  std::string_view key(std::size_t index) const override {
    return std::get<tree::object>(at().what)[index].first;
  }
  void enter(std::size_t index) override;
  void leave() override { path_.pop_back(); }
  std::string shown() const override { return to_text(at()); }
  std::string place() const override { return "depth " + std::to_string(path_.size() - 1); }

 private:
  const tree& at() const { return *path_.back(); }
  std::vector<const tree*> path_;
};
