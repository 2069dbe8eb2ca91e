#pragma once

#include <carrick/actors/actor_stats.hpp>
#include <carrick/actors/ask.hpp>
#include <carrick/actors/atom_messages.hpp>
#include <carrick/actors/blocking.hpp>
#include <carrick/actors/caf_status.hpp>
#include <carrick/actors/down_event.hpp>
#include <carrick/actors/drain.hpp>
#include <carrick/actors/hosted.hpp>
#include <carrick/actors/local_messages.hpp>
#include <carrick/actors/log_text.hpp>
#include <carrick/actors/member_messages.hpp>
#include <carrick/actors/peer.hpp>
#include <carrick/actors/responder.hpp>
#include <carrick/actors/send_status.hpp>
#include <carrick/actors/stream.hpp>
#include <carrick/actors/verb.hpp>
#include <carrick/core/log.hpp>
#include <carrick/core/random.hpp>
#include <carrick/core/result.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace carrick {

using behavior = caf::behavior;

class fair_inbox;
class stream_core;
struct actor_parts;

namespace detail {
class behavior_builder;
}

/// For whom a post to many was not taken, and why.
using post_failed = std::function<void(const peer&, const status&)>;
/// How something of an actor's that is done elsewhere ended; runs in the actor, once, later.
using status_told = std::function<void(const status&)>;

/// The base of users' actors: a CAF actor that serves and sends messages of the cluster. It runs on
/// the loops of its node and moves between them; its handlers never run at the same time.
///
/// An exception in a handler does not end it: the caller gets `internal` with the text, and the log
/// has it with actor and message. What it sends to one target arrives in that order. All is for the
/// actor's own turn, unless it says otherwise.
class actor_base : public hosted<caf::event_based_actor> {
 public:
  explicit actor_base(caf::actor_config& config);
  ~actor_base() override;

  // -- what it serves -----------------------------------------------------------------------------

  /// A behavior of handlers for messages of the cluster and for any others, as CAF has them:
  ///
  ///     reply f(const request&)                    or caf::result<reply>, carrick::result<reply>
  ///     void f(const request&, responder<reply>)   answered later, from anywhere
  ///     void f(const post&)
  ///     stream_callback<in> f(const opening&, stream<out, in>)
  ///
  /// What actors of one process send() each other needs no conversation, but CAF must know its
  /// type: a CARRICK_DATA, or CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type) in the global namespace for what
  /// shall never leave the process.
  ///
  /// The node offers the messages under the actor's name, once the first behavior stands; serving
  /// again replaces them. Actors without a configured name are for their own process.
  template <class... Handlers>
  behavior serve(Handlers... handlers);

  // -- other nodes --------------------------------------------------------------------------------

  /// A node by its id: `find("n2")`. Naming one that is no member is no error until it is used.
  peer find(std::string_view node) const;
  peer find(const carrick::node_id& node) const;

  /// A request, sent by `.then(on_value, on_status)` or `.then(on_result)`. The deadline is this
  /// one or the node's `ask_deadline`, and never later than that of the request being handled; it
  /// is cancelled when the caller of that gives up, when this actor ends, and by what then()
  /// returns.
  template <sent_by_ask T>
  asking<T> ask(const peer& to, T request, duration deadline = {}) {
    return {*this, to, std::move(request), {.deadline = deadline}};
  }
  template <sent_by_ask T>
  asking<T> ask(const peer& to, T request, const call_options& options) {
    return {*this, to, std::move(request), options};
  }

  /// A post. Without a link it waits in the buffer of unsent posts. The status is known, and not
  /// just ok, only when this actor happens to run on the node's home loop; what is refused or
  /// dropped is counted in any case.
  template <sent_by_post T>
  send_status post(const peer& to, const T& message) {
    return post_erased(to, message_type_of<T>(), &message);
  }

  /// One post to each of those, encoded once, in their order. What fails for one does not hinder
  /// the others; `on_failure` runs in this actor, later, for each peer that it was not taken for.
  template <sent_by_post T>
  void post(std::span<const peer> to, const T& message, post_failed on_failure = {}) {
    post_to_all(to, message_type_of<T>(), &message, std::move(on_failure));
  }

  /// A post whose status is told in any case: ok when it was taken, into the buffer of unsent posts
  /// or onto the link.
  template <sent_by_post T>
  void post(const peer& to, const T& message, status_told f) {
    post_told(to, message_type_of<T>(), &message, std::move(f));
  }

  /// For posts that were refused as `overloaded`, since the buffer of unsent posts to that peer is
  /// full and drops none (`when_full` is `block` or `fail`). `f` is told ok when the buffer is at
  /// most half full; `deadline_exceeded` after `limit` (0: the node's `ask_deadline`); `draining`,
  /// `removed` or `not_found` when there will be no room.
  void on_room(const peer& to, status_told f, duration limit = {});

  /// Opens a stream and returns this side's end.
  template <sent_by_open T, class Callbacks = detail::callbacks_of<T>>
  stream<item_in_of<T>, item_out_of<T>> open(const peer& to, const T& opening,
                                             Callbacks callbacks = {},
                                             const call_options& options = {}) {
    using in = item_out_of<T>;
    constexpr bool fits = std::is_same_v<Callbacks, stream_callback<in>>;
    static_assert(fits,
                  "carrick: the callbacks of open() are a carrick::stream_callback of the "
                  "items from the handler");
    if constexpr (fits)
      return stream<item_in_of<T>, in>{
        open_erased({to, &message_type_of<T>(), &opening, options},
                    std::unique_ptr<detail::stream_callbacks>{
                      new detail::typed_stream_callbacks<in>{std::move(callbacks)}})};
    else
      return {};
  }

  /// From now on this actor gets member_event: one `snapshot` for each member, then changes.
  void subscribe_members();

  /// From now on this actor gets exactly one down_event for that actor of that node: when it ends,
  /// at once if there is none of that name, or when the node fails, leaves, is replaced by another
  /// process or is no member. A link that breaks and comes back to the same process is no event.
  /// With the event the monitor is gone, unless it is to be a lasting one; what is monitored
  /// already stays one monitor. Of an actor that is about to be started again nothing is told until
  /// then.
  void monitor(const peer& node, std::string_view actor, const monitor_options& options = {});
  /// No event of it comes any more.
  void demonitor(const peer& node, std::string_view actor);
  using hosted::demonitor;
  using hosted::monitor;

  // -- the message being handled ------------------------------------------------------------------

  /// When the caller of the request being handled stops to wait; `never` if there is none.
  /// Callbacks of ask() and blocking() inherit it from the handler that began them.
  time_point deadline() const;
  /// What is left until deadline(), not below zero; the longest duration if there is none.
  duration remaining() const;
  /// The caller of the request being handled gave up.
  bool cancelled() const;
  /// Runs `f` in this actor when that happens; at once if it already has.
  void on_cancel(std::function<void()> f);

  // -- surroundings -------------------------------------------------------------------------------

  /// Work for a thread that may block: `blocking([=] { return read(path); }).then([=](result<text>)
  /// {})`.
  template <class Work>
  blocking_work_of<Work> blocking(Work work) {
    return {*this, std::move(work)};
  }
  /// As CAF's. Should this actor end first, who waits for it hears `ended`; a CAF
  /// request of this process does not.
  caf::response_promise make_response_promise() {
    promises_answer();
    return hosted::make_response_promise();
  }
  template <class T, class... Ts>
  auto make_response_promise() {
    promises_answer();
    return hosted::make_response_promise<T, Ts...>();
  }
  /// The time of this node: virtual in simulation. Never read another clock.
  time_point now() const;
  /// What time it is for people, by this node's clock: it jumps, and differs between nodes.
  std::chrono::system_clock::time_point wall_now() const;
  /// Seeded, of this actor alone. Never draw from another source.
  random_source& random() noexcept;

  /// One line, put together from texts, numbers and statuses; not put together at all where its
  /// level is off.
  template <class... Parts>
  void log_debug(const Parts&... parts) const {
    log_parts(log_level::debug, parts...);
  }
  template <class... Parts>
  void log_info(const Parts&... parts) const {
    log_parts(log_level::info, parts...);
  }
  template <class... Parts>
  void log_warn(const Parts&... parts) const {
    log_parts(log_level::warn, parts...);
  }
  template <class... Parts>
  void log_error(const Parts&... parts) const {
    log_parts(log_level::error, parts...);
  }

  /// The id of the node it runs on. Any thread.
  const carrick::node_id& node() const noexcept;
  /// The configured name, or "actor". Any thread.
  const char* name() const override;

  // -- for the node, any thread -------------------------------------------------------------------

  node_core& core() const noexcept { return core_; }
  /// The configured name; empty if it has none.
  const std::string& actor_name() const noexcept;
  /// As registered: "kv.store"; empty if it was not spawned by name.
  const std::string& type_name() const noexcept;
  /// "store (kv.store)", for people.
  std::string label() const;
  actor_activity busy() const { return stats_.activity(); }
  void fill(system_messages::actor_row& row) const;
  bool has_ended() const noexcept {
    return getf(caf::abstract_actor::is_terminated_flag | caf::abstract_actor::is_cleaned_up_flag);
  }
  /// Why it could not begin to serve; ok if it did, or might still. Final in
  /// node_core::actor_ended().
  status start_failure() const;

  // -- for the parts of an actor ------------------------------------------------------------------

  /// The request being handled or continued; null if there is none.
  call_ptr current_call() const;
  void goes_on_with(call_ptr context);
  std::uint64_t sender_number() const noexcept { return sender_; }
  buffer& scratch() noexcept;
  fair_inbox& inbox() noexcept;
  actor_stats& stats() noexcept { return stats_; }
  /// The actor cannot serve as it should: tells the node, and ends.
  void fail_start(status why);
  /// For the monitor of that number, if it still stands; `lasts`: it goes on.
  void monitor_down(std::uint64_t number, down_event what, bool lasts);
  void monitor_up(std::uint64_t number, up_event what);
  void adopt(stream_core& core);
  void forget(stream_core& core);
  /// The number of a request that was asked, until it has its verdict here; `no_ask` if there are
  /// too many (limits::open_requests).
  std::uint32_t adopt(pending_ask& ask);
  void forget_ask(std::uint32_t number) noexcept;
  void cancel_ask(std::uint32_t number);
  static constexpr std::uint32_t no_ask = 0xffffffff;

  // -- overridden ---------------------------------------------------------------------------------

  using hosted::enqueue;
  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* from) override;
  caf::invoke_message_result consume(caf::mailbox_element& what) override;
  void initialize() override;
  bool cleanup(caf::error&& reason, caf::execution_unit* host) override;

 protected:
  caf::error on_handler_exception(const status& thrown) override;

 private:
  send_status post_erased(const peer& to, const message_type& type, const void* message);
  void post_to_all(std::span<const peer> to, const message_type& type, const void* message,
                   post_failed on_failure);
  void post_told(const peer& to, const message_type& type, const void* message, status_told f);
  stream_handle open_erased(const erased_call& what,
                            std::unique_ptr<detail::stream_callbacks> callbacks);
  behavior serves(detail::behavior_builder& handlers);
  void offer();
  void set_start_failure(status why);
  bool logs(log_level level) const;
  void log(log_level level, std::string_view text) const;
  template <class... Parts>
  void log_parts(log_level level, const Parts&... parts) const {
    if (logs(level)) log(level, log_text(parts...));
  }
  void set_handlers();
  caf::result<caf::message> on_unexpected(caf::message_view& what);
  void run_event(actor_event& event);
  std::string current_message_name() const;
  void drop_monitors();
  void end_streams();
  void promises_answer();
  void break_promises();
  template <class Event>
  void deliver_event(Event what);
  void took(duration time);

  node_core& core_;
  const std::uint64_t sender_;
  actor_stats stats_;
  const std::unique_ptr<actor_parts> parts_;
};

/// An actor with a state of its own, in `self->state`.
template <class State>
using stateful = caf::stateful_actor<State, actor_base>;

} // namespace carrick

#include <carrick/actors/serve.hpp>
