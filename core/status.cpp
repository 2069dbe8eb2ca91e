#include <carrick/core/status.hpp>

#include <carrick/core/utf8.hpp>

#include <array>
#include <ostream>

namespace carrick {
namespace {

struct code_entry {
  std::string_view name;
  std::string_view id;
  std::string_view sentence;
  std::string_view hint;
};

constexpr std::array<code_entry, code_count> entries{{
  {"ok", "CRK0000", "It worked.", ""},
  {"cancelled", "CRK0201", "The caller or the other side of the stream gave up.",
   "nothing to do unless you did not mean to cancel"},
  {"deadline_exceeded", "CRK0202", "No verdict came before the deadline.",
   "raise the deadline, or look for a slow handler with `actors`"},
  {"unreachable", "CRK0203", "There was no link to the node, so nothing was executed.",
   "see `members` for the state of the node; the request is safe to repeat"},
  {"link_lost", "CRK0204", "The link broke after sending, so it was perhaps executed.",
   "repeat it only if the handler is idempotent"},
  {"no_handler", "CRK0301", "Nothing at the target serves this message.",
   "see `handlers` for what the node accepts"},
  {"invalid_argument", "CRK0302", "The handler or the API rejects a value.",
   "read the message; `handlers --describe` shows the fields"},
  {"not_found", "CRK0303", "The named node, actor or thing does not exist.",
   "see `members` and `actors` for the names"},
  {"overloaded", "CRK0304", "A limit on queued or running work is reached.",
   "send less at once, or raise the limit that the message names"},
  {"draining", "CRK0305", "The node is stopping and takes nothing new.",
   "send to another member, or wait until it is back"},
  {"version_mismatch", "CRK0107", "The layout of this message differs between the two nodes.",
   "fields may only be appended; give a changed layout a new name"},
  {"refused", "CRK0101", "Admission or a policy of the other side says no.",
   "compare cluster name, node id and credentials of both sides"},
  {"duplicate_node", "CRK0102", "A live node already uses this node id.",
   "stop the other process or give this one its own id"},
  {"overrun", "CRK0206", "The sender of a stream went beyond its credit.",
   "check writable() before send, or enlarge the window"},
  {"internal", "CRK0306", "The handler threw, or dropped its responder without an answer.",
   "see the log of the answering node"},
  {"protocol_error", "CRK0103", "The peer sent bytes that no honest peer sends.",
   "check what listens at that address, and both versions"},
  {"too_large", "CRK0307", "Above the limit for a frame or a message.",
   "send less, cut it into pieces, or use a stream"},
  {"malformed", "CRK0308", "A body does not decode to its declared message.",
   "check that both sides were built from the same message declaration"},
  {"removed", "CRK0207",
   "The node was removed from the membership; a request to it was perhaps executed.",
   "see `members --watch` for when and by whom"},
  {"dropped", "CRK0208", "Pushed out of a full buffer, and counted.",
   "enlarge the buffer of unsent posts or send less"},
  {"address_in_use", "CRK0401", "The listen address is taken by another socket.",
   "choose another port, or port 0 for any free one"},
  {"bad_config", "CRK0402", "A key, value or unit in the configuration is wrong.",
   "`config check FILE` shows every finding with its line"},
  {"stalled", "CRK0209", "A stream made no progress while credit was owed.",
   "the receiver does not consume; look at it with `actors`"},
  {"flood", "CRK0104", "More anomalies than an honest peer makes.",
   "the peer is broken or hostile; its log may say more"},
  {"ended", "CRK0309", "The actor that was to act has ended.", "see the node's log for the reason"},
}};

const code_entry& entry_of(code c) noexcept {
  auto i = static_cast<std::size_t>(c);
  return entries[i < entries.size() ? i : static_cast<std::size_t>(code::internal)];
}

} // namespace

std::string_view name_of(code c) noexcept { return entry_of(c).name; }
std::string_view sentence_of(code c) noexcept { return entry_of(c).sentence; }
std::string_view hint_of(code c) noexcept { return entry_of(c).hint; }
std::string_view error_id_of(code c) noexcept { return entry_of(c).id; }

bool surely_not_executed(code c) noexcept { return c == code::unreachable || c == code::draining; }

bool parse_code(std::string_view text, code& out) noexcept {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (text != entries[i].name && text != entries[i].id) continue;
    out = static_cast<code>(i);
    return true;
  }
  return false;
}

code code_from_wire(unsigned number) noexcept {
  return number < code_count ? static_cast<code>(number) : code::internal;
}

status::status(carrick::code c, std::string message) : code_(c) {
  if (message.empty()) return;
  // Texts come from peers and from exceptions, and end in JSON.
  if (!valid_utf8(message)) message = made_valid(message);
  message_ = std::make_unique<const std::string>(std::move(message));
}

status::status(const status& other) : code_(other.code_) {
  if (other.message_) message_ = std::make_unique<const std::string>(*other.message_);
}

const std::string& status::message() const noexcept {
  static const std::string empty;
  return message_ ? *message_ : empty;
}

std::string to_string(const status& s) {
  std::string out{name_of(s.code())};
  if (!s.message().empty()) out += ": " + s.message();
  return out;
}

std::ostream& operator<<(std::ostream& out, const status& s) { return out << to_string(s); }
std::ostream& operator<<(std::ostream& out, code c) { return out << name_of(c); }

} // namespace carrick
