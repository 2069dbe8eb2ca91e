#include <carrick/tools/explain_pages.hpp>

#include <carrick/tools/exit_code.hpp>

#include <array>

namespace carrick::tools {
namespace {

// In the order of the codes.
constexpr std::array<std::string_view, code_count> pages{
  // ok
  R"(The operation did what it was asked to do.
)",
  // cancelled
  R"(Whoever asked no longer wants the answer: it called cancel, its stream was
closed, or its process was interrupted. A handler learns of it as soon as the
cancel arrives; what it answers afterwards is thrown away. On the handler's side a
cancelled stream ends with this status, so a stream-callback can tell it from a
clean end.
)",
  // deadline_exceeded
  R"(Every request has a deadline, 5 s unless the call or [defaults] ask_deadline says
otherwise. It travels with the request and shrinks at each hop, so the handler may
have been told to stop as well. The request may have been executed.

Look at:
  actors NODE        a handler that is busy for long, or a deep mailbox
  ping NODE          whether the link itself is slow
  the node's log     "held the loop": a handler that blocks holds others up
)",
  // unreachable
  R"(No link to the node stood when the request was to be sent, so nothing was sent and
nothing was executed: it is safe to repeat. The message says why the last attempt
to connect failed.

Look at:
  members            the state of the node, and why its link is down
  the node's address "connection refused" means that nothing listens there
  --connect          is it the address of the cluster that you mean?
)",
  // link_lost
  R"(The link broke after the request had been sent and before its answer came. The
handler may have run, or not, or may still be running. Posts are not concerned:
those that were not taken over are counted as in doubt if the process restarted.

Repeat the request only if doing it twice does no harm, or ask first whether it
was done.
)",
  // no_handler
  R"(The node was reached, and nothing there serves a message of that name: the actor
has no such handler, the actor does not exist, or (without an actor in the target)
none of its actors serves it.

Look at:
  handlers NODE      the messages that the node and its actors accept
  actors NODE        whether the actor runs at all
  the type's serve() whether the handler is in the list that is given to it
)",
  // invalid_argument
  R"(A value is not what the callee accepts. On the command line it is a JSON field of
the wrong type, out of range, or of a name that the message does not have; the
path in the message ("$.items[3].ttl") says which. From a handler it is the
handler's own judgement, and its text says why.

Look at:
  handlers --describe NAME   the fields, and an example as JSON
)",
  // not_found
  R"(What was named does not exist: a node that is no member, an actor type that this
program has not registered, or, from a handler, a thing of the application.

Actor types are registered explicitly: a type that is compiled in but was not added
to the registry does not exist. The message names those that do.
)",
  // overloaded
  R"(A limit was reached, and taking more would have used memory without bound: too
many requests open or running, too many bytes being assembled, or a full buffer of
unsent posts whose policy is "fail". Or it is a limit of the system on this process:
descriptors, threads, memory. The message names the limit.

It goes away when the work that is there is done. Send less at once, spread the
work over more nodes, or raise the limit if memory allows it.
)",
  // draining
  R"(The node has been told to stop. It finishes what it has begun, within the grace
time, and takes nothing new. The request was not executed: send it to another
member, or wait until the node is back.
)",
  // version_mismatch
  R"(The two programs were built from different declarations of the same message, and
the difference is not harmless. Layouts are compared when two nodes meet; only the
messages that differ are refused, and the message names the field.

Harmless is: a field appended at the end. Not harmless is: a field inserted,
removed, renamed, reordered or of another type; any change of a CARRICK_DATA that
is a part of other messages, unless it is CARRICK_EXTENSIBLE_DATA.

  fix: move the new field to the end, or give the new layout a new name
)",
  // refused
  R"(The other side does not want this connection or this operation. Most often:

  another cluster     both ends must agree on `cluster` in the file
  not a member        the node id is in the file of one side and not of the other
  plain links         listening or dialing beyond loopback without encryption needs
                      transport.insecure_plaintext = true

Both sides log the reason.
)",
  // duplicate_node
  R"(A process with this node id is linked already, and it answers: two processes were
started with the same --node. A process that was restarted is no duplicate: the
silent old connection is replaced after a second.

Stop one of the two, or give it an id of its own in the file.
)",
  // overrun
  R"(Streams have credit in bytes: the receiver says how much may be under way. The
sender went beyond it, so its stream was ended to protect the receiver's memory.

A handler that sends on every event must look at writable() first, and drop,
merge or wait when it is false.
)",
  // internal
  R"(The handler did not come to an answer of its own: it threw an exception, its actor
ended, or the responder was destroyed without an answer. The caller is told at
once; the node lives on. The log of the answering node names actor and message.
)",
  // protocol_error
  R"(The bytes that came are not what a Carrick node of a compatible version sends. At
the start of a connection it usually means that something else listens at that
address, or that something else dialed this one. Later it means damage on the way
(checksum) or a broken peer. The connection was closed; nothing else was touched.
)",
  // too_large
  R"(A message is above the limit of one of the two sides: 16 MiB, unless
transport.message_max says otherwise. The limit bounds what one message can make
the other side hold in memory.

Send pieces, or a stream: its items are bounded by credit, not by a total.
)",
  // malformed
  R"(A body arrived whole and is not an encoding of its message: bytes are missing or
left over, a text is not UTF-8, an enumerator does not exist. The message names
the field and the byte.

With programs of one build this does not happen. Layouts are compared when nodes
meet, so look for hand-written encodings and for types whose serialize() does
not match their declaration.
)",
  // removed
  R"(The node was taken out of the membership, so its link was closed on purpose and what
waited for it was given up and counted. If it comes back it starts anew.

Look at:
  members --watch    when it left
  the file           whether its table [nodes.ID] was deleted
)",
  // dropped
  R"(Posts to a node wait in a bounded buffer while its link is down or slow. The
buffer was full, and by its policy (drop-oldest) the oldest post went. It is
counted, here and in `members`: accepted = delivered + refused + dropped + unsent +
in flight + in doubt.

Raise [defaults] posts.max or posts.max_bytes, choose when_full = "fail" to be told at
the call or "block" to be told when there is room again, or use requests where each
one matters.
)",
  // address_in_use
  R"(Another process, or another node of the same file, listens at this address
already. The message says which key of the configuration asks for it.

  listen = "127.0.0.1:0"   any free port, if nobody has to dial this node
  up --auto-ports          free ports for all nodes of a local cluster
  ss -ltnp                 who has it
)",
  // bad_config
  R"(The configuration is judged before anything starts: unknown keys, wrong types, units
that are missing, names that contradict each other. Each finding has file, line and
column, and the nearest right name.

Precedence: default < file < [profile.NAME] < CARRICK_SECTION__KEY < --set.

Look at:
  config check FILE           every finding at once
  config print --origin FILE  which value won, and where it is from
)",
  // stalled
  R"(A stream's receiver had bytes in hand and gave none of the credit back for 30 s: it
does not consume. The stream was ended, so that its sender is not held for ever.
The link and all other streams are not concerned.

Look at the receiving actor with `actors`: a deep mailbox or a long handler.
)",
  // flood
  R"(A few odd frames are normal: the losers of honest races, and frames of a newer
version. Each costs a token, and the link had none left. The peer is broken or
hostile; its connection was closed. The log says which frames came.
)",
  // ended
  R"(The actor that was to do this has ended: it called quit, an exception ended it, or
its node is stopping. Requests that it had taken and not answered end with this
status. The node's log says why it ended.
)",
};

std::string exit_line(code c) {
  auto own = static_cast<int>(exit_code_of(c));
  auto answered = static_cast<int>(exit_code_of_answer(c));
  std::string out = "exit code: " + std::to_string(own);
  if (own != answered) out += ", or " + std::to_string(answered) + " when a handler answered it";
  return out + "\n";
}

} // namespace

std::string_view explain_page(code c) noexcept {
  auto i = static_cast<std::size_t>(c);
  return i < pages.size() ? pages[i] : std::string_view{};
}

std::string explain_text(code c) {
  std::string out{error_id_of(c)};
  out.append("  ").append(name_of(c)).append("\n").append(sentence_of(c)).append("\n\n");
  out.append(explain_page(c)).append("\n");
  if (!hint_of(c).empty()) out.append("hint: ").append(hint_of(c)).append("\n");
  return out + exit_line(c);
}

} // namespace carrick::tools
