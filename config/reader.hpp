#pragma once

#include <carrick/config/actor_types.hpp>
#include <carrick/config/finding.hpp>
#include <carrick/config/schema.hpp>
#include <carrick/config/value.hpp>
#include <carrick/core/quantity.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace carrick::config {

/// Fills what a schema describes from a tree. Everything in the tree that has no place, or is not
/// what the place needs, is reported; the place then keeps what it had.
class reader final : public schema_visitor {
 public:
  /// `types`: those that the program knows; null: not judged.
  reader(const value& root, const std::vector<known_actor_type>* types, report& to);

  /// Complains of the keys of the root that no call asked for; `others` are allowed there too.
  void finish(const std::vector<std::string>& others = {});
  /// Where the values that were found come from, by path.
  std::map<std::string, origin> take_origins() { return std::move(origins_); }

  void section(std::string_view key, const std::function<void()>& inside) override;
  void text(std::string_view key, std::string& to, text_rule rule) override;
  void texts(std::string_view key, std::vector<std::string>& to, text_rule each) override;
  void address(std::string_view key, std::string& to, address_rule rule) override;
  void flag(std::string_view key, bool& to) override;
  void time(std::string_view key, duration& to, range<duration> allowed) override;
  void size(std::string_view key, std::size_t& to, range<std::size_t> allowed) override;
  void count(std::string_view key, std::size_t& to, range<std::size_t> allowed) override;
  void ratio(std::string_view key, double& to, range<double> allowed) override;
  void choice(std::string_view key, std::size_t& to,
              std::span<const std::string_view> names) override;
  void tags(std::string_view key, std::map<std::string, std::string>& to) override;
  void levels(std::string_view key, std::map<std::string, log_level>& to) override;
  void loops(std::string_view key, loops_spec& to) override;
  void nodes(std::string_view key, std::map<node_id, node_spec>& to) override;
  void actors(std::string_view key, std::vector<actor_spec>& to) override;
  void actor_type(std::string_view key, std::string& to) override;
  void options(std::string_view key, value& to) override;

 private:
  /// A table that is being read, and the keys that were asked for.
  struct open_table {
    const value* table;
    std::string path;
    std::vector<std::string> asked;
  };

  const value* find(std::string_view key);
  const value* find_table(std::string_view key);
  const value::array* find_array(std::string_view key);
  /// The text of a value, also of one from outside that looks like a number; null: reported.
  const std::string* text_of(const value& v, std::string_view wanted);
  bool fits(const value& v, const std::string& text, text_rule rule);
  void has_controls(const value& v, const std::string& text);
  /// The number of a whole number within the range; reported if it is something else.
  bool read_count(const value& v, std::size_t& to, range<std::size_t> allowed);
  template <class T>
  void quantity(std::string_view key, T& to, range<T> allowed,
                result<T, problem> (*parse)(std::string_view), std::string (*format)(T),
                std::string_view what, std::string_view example);

  void within(const value& table, std::string path, const std::function<void()>& inside);
  void close(const std::vector<std::string>& others);
  void node(const value::entry& from, std::map<node_id, node_spec>& to);
  void actor(const value& from, std::vector<actor_spec>& to);
  void log_level_of(const value& v, log_level& to);

  std::string path_of(std::string_view key) const;
  void note(const std::string& path, const value& v);
  void note_all(const std::string& path, const value& v);
  void wrong(const value& v, std::string message, std::string hint = {});
  void expected(const value& v, std::string_view what, std::string hint = {});

  const std::vector<known_actor_type>* types_;
  report& report_;
  std::vector<open_table> open_;
  std::map<std::string, origin> origins_;
};

} // namespace carrick::config
