#pragma once

#include <carrick/actors/session.hpp>
#include <carrick/actors/unsent_items.hpp>
#include <carrick/net/post_state.hpp>

#include <caf/actor_control_block.hpp>

#include <vector>

namespace carrick {

class link_actor;

/// The session of one link_actor. Its calls do nothing once the link has ended, but for posts:
/// those that are handled later make room on the next link of the peer.
class live_session final : public link_session {
 public:
  live_session(link_actor& link, loop& home, std::shared_ptr<peer_record> peer);

  /// From now on; before its first message.
  void takes_turns_with(std::shared_ptr<turn_group> others) noexcept { turns_ = std::move(others); }
  /// The link has ended.
  void detach();
  /// Bytes were written: the peer may have caught up.
  void look() {
    if (!told_when_read_.empty()) tell_if_read();
    if (unsent_->news()) tell_streams();
  }

  bool alive() const noexcept override { return link_ != nullptr; }
  loop& home() const noexcept override { return home_; }
  peer_record& peer() const noexcept override { return *peer_; }
  const peer_layouts* layouts() const noexcept override;
  const std::shared_ptr<turn_group>& takes_turns_with() const noexcept override { return turns_; }

  bool reads_slowly() const noexcept override;
  void tell_when_read(actor_base& who) override;
  void respond(net::served_id id, byte_span body) override;
  void refuse(net::served_id id, carrick::code why, std::string_view text) override;
  void cancel(net::request_id id) override;
  void post_consumed(std::size_t body_bytes) override;
  void hold_opening(std::size_t body_bytes) override;
  void openings_handled(std::size_t count, std::size_t body_bytes) override;
  const std::shared_ptr<unsent_items>& unsent() const noexcept override { return unsent_; }
  void accept_stream(net::stream_id id, stream_sink& sink) override;
  status send_item(net::stream_id id, byte_span body) override;
  std::size_t stream_credit(net::stream_id id) const override;
  void limit_stall(net::stream_id id, duration most) override;
  void half_close(net::stream_id id) override;
  void end_stream(net::stream_id id, carrick::code why, std::string_view text) override;
  void consumed(net::stream_id id, std::uint32_t cost) override;
  receiver& answers() noexcept override;

 private:
  void tell_if_read();
  void tell_streams();
  template <class F>
  void on_link(F f);

  link_actor* link_;
  loop& home_;
  std::shared_ptr<peer_record> peer_;
  std::shared_ptr<net::post_state> posts_;
  std::uint64_t posts_generation_; // of those that came on this link
  std::vector<caf::strong_actor_ptr> told_when_read_;
  const std::shared_ptr<unsent_items> unsent_;
  std::shared_ptr<turn_group> turns_;
};

} // namespace carrick
