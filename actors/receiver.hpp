#pragma once

#include <carrick/actors/call_table.hpp>
#include <carrick/actors/pinned.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/actors/unhandled.hpp>
#include <carrick/net/link.hpp>

#include <caf/event_based_actor.hpp>

#include <memory>

namespace carrick {

class handler_table;

/// What one peer begins arrives here, and is handed to who serves it. To the actors that serve,
/// this is the sender: their answers come back to it, and go out on the link from which the request
/// came.
///
/// Lives on the home loop; its link calls it there directly.
class receiver final : public pinned<caf::event_based_actor> {
 public:
  /// `handlers` outlives it.
  receiver(caf::actor_config& config, const handler_table& handlers);
  ~receiver() override;

  void on_request(const std::shared_ptr<link_session>& link, const net::request_arrived& request);
  /// `ok`: handed over. Anything else: refused with that code.
  carrick::code on_post(const std::shared_ptr<link_session>& link, const net::post_arrived& post);
  void on_stream(const std::shared_ptr<link_session>& link, const net::stream_opened& stream);
  /// See call_table::cancel().
  bool on_cancel(const link_session& link, net::served_id id);
  /// Calls of links that are gone are cancelled and forgotten. Also done when a new link is seen.
  void forget_lost_links();

  // For handlers.
  /// The answer to `id` is owed from now on, by whoever holds what is returned. `type` is null for
  /// raw replies.
  call_ptr expect_answer(std::shared_ptr<link_session> link, net::served_id id,
                         const message_type* type, time_point deadline);
  /// With which a CAF request asks for that answer.
  static caf::message_id message_id_of(const call_state& call) noexcept;
  /// Where what waits in mailboxes counts.
  unhandled_ptr posts_of(const std::shared_ptr<link_session>& link);
  unhandled_ptr openings_of(const std::shared_ptr<link_session>& link);
  /// Requests that are not answered yet. Any thread.
  std::size_t calls() const { return calls_->size(); }

  using pinned::enqueue;
  /// Takes answers of CAF actors, on their thread. Any thread.
  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* from) override;

  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "carrick.receiver"; }

 private:
  void answered(caf::mailbox_element& answer) const;

  const handler_table& handlers_;
  const caf::intrusive_ptr<call_table> calls_;
  void begin_with(const std::shared_ptr<link_session>& link);

  // Of the youngest link.
  unhandled_ptr posts_;
  unhandled_ptr openings_;
};

} // namespace carrick
