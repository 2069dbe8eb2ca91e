#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/ids.hpp>
#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/link_ids.hpp>

#include <cstdint>
#include <memory>
#include <string_view>

namespace carrick {

/// The seam between what moves messages (links, dispatchers, receivers) and what gives and takes
/// them (handlers, users' actors, clients). All of it belongs to the node's home loop: every call
/// in either direction happens there.

/// The verdict of a request as its asker gets it.
struct answer {
  carrick::code code;
  byte_span payload;           ///< the reply's body if ok, else a text; valid during the call
  const peer_layouts* layouts; ///< how the peer encodes; null: exactly as we do
};

/// Who waits for the verdict of a request.
class answer_sink {
 public:
  /// Exactly once for each request(), possibly from inside it. May destroy the sink.
  virtual void on_answer(const answer& verdict) noexcept = 0;

  /// Set while the request is on a link: for cancel().
  std::weak_ptr<link_session> link;
  net::request_id id{};

 protected:
  ~answer_sink() = default;
};

/// Who takes the events of a stream.
class stream_sink {
 public:
  /// An opening has gone out or was accepted: `link` and `id` below are set.
  virtual void on_open() noexcept {}
  /// One item; its cost is given back with link_session::consumed() when it was consumed.
  virtual void on_item(byte_span body, std::uint32_t cost) noexcept = 0;
  virtual void on_half_closed() noexcept = 0;
  virtual void on_writable() noexcept = 0;
  /// Last call, exactly once; `text` is valid during the call. May destroy the sink.
  virtual void on_ended(carrick::code code, std::string_view text) noexcept = 0;

  std::shared_ptr<link_session> link; ///< null before on_open() and after on_ended()
  net::stream_id id{};

 protected:
  ~stream_sink() = default;
};

/// An established link as handlers see it. Outlives its link: late answers then go nowhere.
class link_session {
 public:
  virtual ~link_session() = default;

  virtual bool alive() const noexcept = 0;
  virtual loop& home() const noexcept = 0;
  virtual peer_record& peer() const noexcept = 0;
  virtual const peer_layouts* layouts() const noexcept = 0;

  /// Who has one turn together where its messages wait for theirs.
  virtual const std::shared_ptr<turn_group>& takes_turns_with() const noexcept = 0;
  /// Its peer takes what it has asked for so slowly that more of it is better put off.
  virtual bool reads_slowly() const noexcept = 0;
  /// Then `who` is told once that it no longer does, or that the link is gone: fair_inbox::go_on().
  virtual void tell_when_read(actor_base& who) = 0;

  virtual void respond(net::served_id id, byte_span body) = 0;
  virtual void refuse(net::served_id id, carrick::code why, std::string_view text) = 0;
  virtual void cancel(net::request_id id) = 0;
  /// A post of that size was handled to its end.
  virtual void post_consumed(std::size_t body_bytes) = 0;

  /// An opening of that size goes to a mailbox; then: so many, of that size together, were
  /// handled.
  virtual void hold_opening(std::size_t body_bytes) = 0;
  virtual void openings_handled(std::size_t count, std::size_t body_bytes) = 0;
  /// Of all streams that the peer opened. When there is news of it, each has its on_writable().
  virtual const std::shared_ptr<unsent_items>& unsent() const noexcept = 0;
  /// Makes `sink` the taker of a stream that the peer opened.
  virtual void accept_stream(net::stream_id id, stream_sink& sink) = 0;
  virtual status send_item(net::stream_id id, byte_span body) = 0;
  virtual std::size_t stream_credit(net::stream_id id) const = 0;
  virtual void limit_stall(net::stream_id id, duration most) = 0;
  virtual void half_close(net::stream_id id) = 0;
  /// The last word on a stream: no event of it follows, on_ended() neither.
  virtual void end_stream(net::stream_id id, carrick::code why, std::string_view text) = 0;
  virtual void consumed(net::stream_id id, std::uint32_t cost) = 0;

  /// For handlers that are CAF actors: the actor that answers of CAF requests go to, and a place in
  /// its table. The reply, of the type `reply` describes, or the error is encoded and sent as the
  /// answer to `id`.
  virtual receiver& answers() noexcept = 0;
};

/// Its body is valid during the call.
using net::incoming;

/// Serves one message at one endpoint. Called on the home loop; what takes long goes elsewhere.
class message_handler {
 public:
  virtual ~message_handler() = default;

  /// Owes exactly one respond() or refuse() of `id`, now or later. Default: refuses as no_handler.
  virtual void on_request(const std::shared_ptr<link_session>& link, net::served_id id,
                          const incoming& request);
  /// `ok`: taken; post_consumed() is owed. Anything else: refused with that code, counted.
  virtual carrick::code on_post(const std::shared_ptr<link_session>& link, const incoming& post);
  /// Accepts with accept_stream() or ends the stream.
  virtual void on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                         const incoming& opening);

  /// Nothing comes to it any more.
  virtual void on_withdrawn() {}

  /// The message this serves; null for raw handlers.
  virtual const message_type* type() const noexcept = 0;
  /// "kv.get".
  virtual std::string_view message_name() const noexcept = 0;
  /// "inline", "typed", "actor".
  virtual std::string_view kind() const noexcept = 0;
  /// Name of the actor behind it; empty for the node itself.
  virtual std::string_view actor_name() const noexcept { return {}; }
  /// That actor; null for the node itself.
  virtual const actor_base* served_by() const noexcept { return nullptr; }
};

} // namespace carrick
