#pragma once

#include <carrick/config/origin.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace carrick::config {

/// A tree of values of which each knows where it comes from. It has no idea of TOML.
class value {
 public:
  struct entry;
  using array = std::vector<value>;
  using table = std::vector<entry>; ///< in the order of the source; keys are unique
  using variant = std::variant<table, array, std::string, std::int64_t, double, bool>;

  /// An empty table.
  value();
  value(variant what, origin where);
  // Elsewhere, since only there an entry, which holds a value, is complete.
  value(const value&);
  value(value&&) noexcept;
  value& operator=(const value&);
  value& operator=(value&&) noexcept;
  ~value();

  const variant& what() const noexcept { return what_; }
  const origin& where() const noexcept { return where_; }
  void set_where(origin where) { where_ = std::move(where); }
  /// Null unless it is of that type.
  template <class T>
  const T* as() const noexcept {
    return std::get_if<T>(&what_);
  }
  template <class T>
  T* as() noexcept {
    return std::get_if<T>(&what_);
  }

  /// The child of a table; null if there is none, or this is no table.
  const value* find(std::string_view key) const noexcept;
  value* find(std::string_view key) noexcept;
  /// The child of a table, made as an empty table at `where` if there was none; what is no table
  /// becomes one.
  value& child(std::string_view key, const origin& where);
  void erase(std::string_view key);

  /// Of a value from the environment or --set: the text as it was given, for where a string is
  /// wanted though it looks like a number. Empty otherwise.
  const std::string& text() const noexcept { return text_; }
  void set_text(std::string text) { text_ = std::move(text); }

 private:
  variant what_;
  origin where_;
  std::string text_;
};

/// A key of a table, and where the key stands.
struct value::entry {
  std::string key;
  origin where;
  value held;
};

/// "a table", "an array", "a string", "an integer", "a number", "true or false": for findings.
std::string_view kind_of(const value& v) noexcept;

/// Lays `above` over `below`: tables are merged key by key, everything else is replaced.
void overlay(value& below, const value& above);

} // namespace carrick::config
