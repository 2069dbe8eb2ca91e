#pragma once

#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace carrick {

/// Every way in which something can end, for the API, the wire and the command line alike. The
/// numbers are part of the wire format (docs/protocol.md) and never change.
enum class code : unsigned char {
  ok = 0,
  cancelled = 1,         ///< the caller gave up, or the stream was cancelled
  deadline_exceeded = 2, ///< no verdict before the deadline
  unreachable = 3,       ///< there was no link: surely not executed
  link_lost = 4,         ///< the link broke after sending: perhaps executed
  no_handler = 5,        ///< nothing at the target serves this message
  invalid_argument = 6,  ///< the handler or the API rejects the value
  not_found = 7,         ///< the named node, actor or thing does not exist
  overloaded = 8,        ///< a limit on queued or running work is reached
  draining = 9,          ///< the node is stopping and takes nothing new
  version_mismatch = 10, ///< the message's layout differs between the two nodes
  refused = 11,          ///< admission, cluster name or policy says no
  duplicate_node = 12,   ///< a live node already uses this node id
  overrun = 13,          ///< a stream's sender ignored its credit
  internal = 14,         ///< the handler threw, or dropped its responder
  protocol_error = 15,   ///< bytes that no honest peer sends
  too_large = 16,        ///< above the limit for a frame or a message
  malformed = 17,        ///< a body does not decode to its declared message
  removed = 18,          ///< the peer was removed from the membership
  dropped = 19,          ///< pushed out of a full buffer, counted
  address_in_use = 20,   ///< the listen address is taken
  bad_config = 21,       ///< a key, value or unit in the configuration is wrong
  stalled = 22,          ///< no progress on a stream while credit was owed
  flood = 23,            ///< more anomalies than an honest peer makes
  ended = 24,            ///< the actor that was to act has ended
};

inline constexpr int code_count = 25;

/// The code as it is written in logs, JSON and docs, e.g. "deadline_exceeded".
std::string_view name_of(code c) noexcept;
/// What it means, one sentence.
std::string_view sentence_of(code c) noexcept;
/// What the reader can do about it, one sentence.
std::string_view hint_of(code c) noexcept;
/// The stable id for `explain`, e.g. "CRK0302".
std::string_view error_id_of(code c) noexcept;
/// Whether a request that ends with it was surely not executed, and is safe to repeat.
bool surely_not_executed(code c) noexcept;
/// The inverse of name_of and error_id_of; false when there is no such code.
bool parse_code(std::string_view name_or_id, code& out) noexcept;
/// A number from the wire; unknown numbers of a newer peer become `internal`.
code code_from_wire(unsigned number) noexcept;

/// How something ended: a code and, unless ok, what exactly happened, for people.
///
/// Compare codes; never decide on the text, which is UTF-8 whatever it is made from. One without a
/// text is two words and allocates nothing.
class [[nodiscard]] status {
 public:
  status() = default;
  status(carrick::code c, std::string message);
  explicit status(carrick::code c) noexcept : code_(c) {}
  status(const status& other);
  status& operator=(const status& other) { return *this = status{other}; }
  status(status&&) noexcept = default;
  status& operator=(status&&) noexcept = default;

  carrick::code code() const noexcept { return code_; }
  bool ok() const noexcept { return code_ == carrick::code::ok; }
  explicit operator bool() const noexcept { return ok(); }

  /// What happened, naming the thing and the place; may be empty.
  const std::string& message() const noexcept;
  std::string_view hint() const noexcept { return hint_of(code_); }
  std::string_view error_id() const noexcept { return error_id_of(code_); }

  friend bool operator==(const status& a, const status& b) noexcept { return a.code_ == b.code_; }
  friend bool operator==(const status& a, carrick::code b) noexcept { return a.code_ == b; }

 private:
  carrick::code code_ = carrick::code::ok;
  std::unique_ptr<const std::string> message_; ///< null: empty
};

/// "deadline_exceeded: n2/store did not answer kv.get within 200 ms".
std::string to_string(const status& s);
std::ostream& operator<<(std::ostream& out, const status& s);
std::ostream& operator<<(std::ostream& out, code c);

} // namespace carrick
