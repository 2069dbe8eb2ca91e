#pragma once

#include <carrick/serialization/message_type.hpp>

#include <array>
#include <span>

namespace carrick {

/// The messages that a node knows, by name and id. Nothing registers itself: an application adds
/// what it uses. A value; copies share the constant type objects.
class message_registry {
 public:
  static constexpr std::size_t messages_max = 4'096;

  /// One message with its layout.
  struct entry {
    const message_type* type;
    message_layout layout;
  };

  /// Adds messages and what they reach: replies and items. Adding one twice is harmless; what
  /// contradicts another message is left out and shows in check().
  template <message... T>
  message_registry& add() {
    (add(message_type_of<T>()), ...);
    return *this;
  }
  message_registry& add(const message_type& type);
  message_registry& add(const message_registry& others);

  /// `invalid_argument` with everything that is wrong, one sentence each: two types of one name,
  /// two names of one id, a part of a message that differs from another part of its name, too many.
  [[nodiscard]] status check() const;

  /// Sorted by id.
  std::span<const entry> entries() const noexcept { return entries_; }
  /// Null when there is none.
  const entry* find(std::uint32_t id) const noexcept;
  const entry* find(std::string_view name) const noexcept;
  /// For "did you mean".
  std::vector<std::string> names() const;

  /// XXH3-128 over (id, layout hash) of all messages in order of their id: equal hashes, and two
  /// nodes need not compare further.
  std::array<std::byte, 16> hash() const;

 private:
  void check_same_type(const entry& known, const message_type& added);
  void check_parts(const message_layout& layout);
  void problem(std::string sentence);

  std::vector<entry> entries_;
  std::vector<part_layout> parts_;
  std::vector<std::string> problems_;
};

} // namespace carrick
