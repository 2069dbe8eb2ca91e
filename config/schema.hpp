#pragma once

#include <carrick/config/cluster_spec.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace carrick::config {

/// From `min` to `max`, both allowed.
template <class T>
struct range {
  T min;
  T max;
};

/// What a text or an address may be.
struct text_rule {
  std::size_t bytes_min = 0;
  std::size_t bytes_max = 255;
  bool may_have_controls = false; ///< control characters but U+0000; else none
};
struct address_rule {
  bool may_be_empty = false;
  bool may_listen = false; ///< port 0 and 0.0.0.0 mean something
  bool numeric = false;    ///< an IP address
};

/// Is shown every key of the configuration with the place where its value belongs: one visitor
/// fills the values from a tree, another prints them.
class schema_visitor {
 public:
  virtual void section(std::string_view key, const std::function<void()>& inside) = 0;

  virtual void text(std::string_view key, std::string& to, text_rule rule) = 0;
  virtual void texts(std::string_view key, std::vector<std::string>& to, text_rule each) = 0;
  virtual void address(std::string_view key, std::string& to, address_rule rule) = 0;
  virtual void flag(std::string_view key, bool& to) = 0;
  virtual void time(std::string_view key, duration& to, range<duration> allowed) = 0;
  virtual void size(std::string_view key, std::size_t& to, range<std::size_t> allowed) = 0;
  virtual void count(std::string_view key, std::size_t& to, range<std::size_t> allowed) = 0;
  virtual void ratio(std::string_view key, double& to, range<double> allowed) = 0;
  virtual void choice(std::string_view key, std::size_t& to,
                      std::span<const std::string_view> names) = 0;

  // Keys with a form of their own.
  virtual void tags(std::string_view key, std::map<std::string, std::string>& to) = 0;
  virtual void levels(std::string_view key, std::map<std::string, log_level>& to) = 0;
  virtual void loops(std::string_view key, loops_spec& to) = 0;
  virtual void nodes(std::string_view key, std::map<node_id, node_spec>& to) = 0;
  virtual void actors(std::string_view key, std::vector<actor_spec>& to) = 0;
  virtual void actor_type(std::string_view key, std::string& to) = 0;
  virtual void options(std::string_view key, value& to) = 0;

 protected:
  ~schema_visitor() = default;
};

/// All keys of the file but `schema` and `profile`.
void describe(cluster_spec& spec, schema_visitor& visitor);
/// The keys of [nodes.ID] and of [[nodes.ID.actors]].
void describe(node_spec& node, schema_visitor& visitor);
void describe(actor_spec& actor, schema_visitor& visitor);

} // namespace carrick::config
