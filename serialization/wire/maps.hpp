#pragma once

#include <carrick/serialization/wire/sequences.hpp>
#include <carrick/serialization/wire/text.hpp>
#include <carrick/serialization/wire/tuples.hpp>

#include <functional>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace carrick::detail {

/// How many keys an honest bucket never has. A sender who chooses keys of one hash would make each
/// insertion as long as the whole table.
inline constexpr std::size_t bucket_keys_max = 64;

template <class T>
inline constexpr bool is_sorted_map = false;
template <class K, class V, class A>
inline constexpr bool is_sorted_map<std::map<K, V, std::less<K>, A>> = true;
template <class K, class V, class A>
inline constexpr bool is_sorted_map<std::map<K, V, std::less<>, A>> = true;

template <class T>
inline constexpr bool is_hashed_map = false;
template <class K, class V, class H, class E, class A>
inline constexpr bool is_hashed_map<std::unordered_map<K, V, H, E, A>> = true;

template <class T>
inline constexpr bool is_sorted_set = false;
template <class K, class A>
inline constexpr bool is_sorted_set<std::set<K, std::less<K>, A>> = true;
template <class K, class A>
inline constexpr bool is_sorted_set<std::set<K, std::less<>, A>> = true;

template <class T>
inline constexpr bool is_hashed_set = false;
template <class K, class H, class E, class A>
inline constexpr bool is_hashed_set<std::unordered_set<K, H, E, A>> = true;

template <class T>
inline constexpr bool is_map = is_sorted_map<T> || is_hashed_map<T>;
template <class T>
inline constexpr bool is_set = is_sorted_set<T> || is_hashed_set<T>;

/// The key of an entry of a map or a set, or of what will become one.
template <class Keyed, class Entry>
const typename Keyed::key_type& key_of(const Entry& entry) {
  if constexpr (is_map<Keyed>)
    return entry.first;
  else
    return entry;
}

/// Adds an entry that was read. Sorted containers are sent in order, so that one comparison shows a
/// key that stands twice; hashed ones are guarded against a flood of keys of one hash.
template <class Keyed, class Entry>
void add_entry(byte_reader& in, Keyed& keyed, Entry&& entry) {
  if constexpr (is_sorted_map<Keyed> || is_sorted_set<Keyed>) {
    auto end = keyed.end();
    if (!keyed.empty() && !keyed.key_comp()(key_of<Keyed>(*--end), key_of<Keyed>(entry)))
      in.malformed("a key stands twice, or keys are not in order");
    keyed.emplace_hint(keyed.end(), std::forward<Entry>(entry));
  } else {
    auto [place, added] = keyed.emplace(std::forward<Entry>(entry));
    if (!added) in.malformed("a key stands twice");
    if (keyed.bucket_size(keyed.bucket(key_of<Keyed>(*place))) > bucket_keys_max)
      in.malformed("too many keys of one hash");
  }
}

/// The texts of map keys.
inline std::string_view key_text(const std::string& key) { return key; }
inline std::string_view key_text(const node_id& key) { return key.text(); }

template <class Map>
requires is_map<Map>
struct wire<Map> {
  using key = typename Map::key_type;
  using mapped = typename Map::mapped_type;
  static constexpr std::size_t bytes_min = 1;

  static void save(byte_writer& out, const Map& map) {
    out.count(map.size());
    for (const auto& [k, v] : map) {
      save_element(out, k);
      detail::save(out, v);
    }
  }
  static void load(byte_reader& in, Map& map) {
    map.clear();
    auto count = in.elements(element_bytes_min<key> + wire<mapped>::bytes_min);
    for (; count > 0; --count) {
      entry each{};
      load_element(in, each.first);
      detail::load(in, each.second);
      add_entry(in, map, std::move(each));
    }
  }
  static std::string describe(layout_writer& parts) {
    return (is_sorted_map<Map> ? "map<" : "hash_map<") + detail::describe<key>(parts) + "," +
      detail::describe<mapped>(parts) + ">";
  }
  /// An object when the keys are texts, else a list of pairs.
  static void visit(const void* value, value_visitor& visitor) {
    const auto& map = *static_cast<const Map*>(value);
    if constexpr (wire_key_text<key>) {
      visitor.begin_object();
      for (const auto& [k, v] : map) {
        visitor.key(key_text(k));
        detail::visit(value_type_of<mapped>, &v, visitor);
      }
      visitor.end_object();
    } else {
      visitor.begin_list(map.size());
      for (const auto& [k, v] : map) {
        visitor.begin_list(2);
        detail::visit(value_type_of<key>, &k, visitor);
        detail::visit(value_type_of<mapped>, &v, visitor);
        visitor.end_list();
      }
      visitor.end_list();
    }
  }
  static void build(value_reader& reader, void* value) {
    static_cast<Map*>(value)->clear();
    if constexpr (wire_key_text<key>)
      build_object(reader, value, &add_named);
    else
      build_list(reader, value, &add_pair);
  }

 private:
  using entry = std::pair<key, mapped>;

  static void add_named(value_reader& reader, void* map, std::string_view name) {
    entry each{};
    if (!wire<key>::assign(name, each.first)) return reader.complain("the key is no node id");
    detail::build(value_type_of<mapped>, reader, &each.second);
    add(reader, map, std::move(each));
  }
  static void add_pair(value_reader& reader, void* map) {
    entry each{};
    detail::build(value_type_of<entry>, reader, &each);
    add(reader, map, std::move(each));
  }
  // By what load() uses, too: one more way of inserting is a dozen functions to a compiler.
  static void add(value_reader& reader, void* value, entry&& each) {
    auto& map = *static_cast<Map*>(value);
    auto size = map.size();
    map.emplace_hint(map.end(), std::move(each));
    if (map.size() == size) reader.complain("the key stands twice");
  }
};

template <class Set>
requires is_set<Set>
struct wire<Set> {
  using key = typename Set::key_type;
  static constexpr std::size_t bytes_min = 1;

  static void save(byte_writer& out, const Set& set) {
    out.count(set.size());
    for (const auto& k : set) save_element(out, k);
  }
  static void load(byte_reader& in, Set& set) {
    set.clear();
    for (auto count = in.elements(element_bytes_min<key>); count > 0; --count) {
      key k{};
      load_element(in, k);
      add_entry(in, set, std::move(k));
    }
  }
  static std::string describe(layout_writer& parts) {
    return (is_sorted_set<Set> ? "set<" : "hash_set<") + detail::describe<key>(parts) + ">";
  }
  static constexpr auto visit = &visit_list<Set>;
  static void build(value_reader& reader, void* value) {
    static_cast<Set*>(value)->clear();
    build_list(reader, value, [](value_reader& at, void* set) {
      key k{};
      detail::build(value_type_of<key>, at, &k);
      auto& keys = *static_cast<Set*>(set);
      auto size = keys.size();
      keys.emplace_hint(keys.end(), std::move(k));
      if (keys.size() == size) at.complain("the key stands twice");
    });
  }
};

} // namespace carrick::detail
