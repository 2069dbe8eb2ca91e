#pragma once

#include <carrick/serialization/declaration.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace carrick {

/// A field as both sides of a link must agree on it: its name and its type in words, such as
/// "string", "u32", "list<kv.value>" or "optional<i64>".
struct field_layout {
  std::string name;
  std::string type;
  friend bool operator==(const field_layout&, const field_layout&) = default;
};

/// A declared type that is a part of a message.
struct part_layout {
  std::string name;
  bool extensible = false;
  std::vector<field_layout> fields;
  friend bool operator==(const part_layout&, const part_layout&) = default;
};

/// Everything about a message that its encoding depends on. A reply and items are named here and
/// have layouts of their own.
struct message_layout {
  std::string name;
  std::uint32_t id = 0;
  message_kind kind = message_kind::data;
  std::vector<field_layout> fields;
  std::string reply;    ///< of a request
  std::string item_out; ///< of a stream
  std::string item_in;  ///< of a stream
  /// The declared types inside, at any depth, in the order of their first use.
  std::vector<part_layout> parts;
  /// XXH3-64 of all of the above: equal hashes, equal bytes.
  std::uint64_t hash = 0;
};

/// "{ key: string, ttl: u32 }".
std::string to_string(const std::vector<field_layout>& fields);

/// The hash of all of it but `hash`.
std::uint64_t hash_of(const message_layout& layout);

} // namespace carrick
