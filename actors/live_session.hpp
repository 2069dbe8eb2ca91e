#pragma once

#include <carrick/actors/session.hpp>
#include <carrick/net/post_state.hpp>

namespace carrick {

class link_actor;

/// The session of one link_actor. Its calls do nothing once the link has ended, but for posts:
/// those that are handled later make room on the next link of the peer.
class live_session final : public link_session {
 public:
  live_session(link_actor& link, loop& home, std::shared_ptr<peer_record> peer);

  /// The link has ended.
  void detach() noexcept { link_ = nullptr; }

  bool alive() const noexcept override { return link_ != nullptr; }
  loop& home() const noexcept override { return home_; }
  peer_record& peer() const noexcept override { return *peer_; }
  const peer_layouts* layouts() const noexcept override;

  void respond(net::served_id id, byte_span body) override;
  void refuse(net::served_id id, carrick::code why, std::string_view text) override;
  void cancel(net::request_id id) override;
  void post_consumed(std::size_t body_bytes) override;
  void accept_stream(net::stream_id id, stream_sink& sink) override;
  status send_item(net::stream_id id, byte_span body) override;
  std::size_t stream_credit(net::stream_id id) const override;
  void limit_stall(net::stream_id id, duration most) override;
  void half_close(net::stream_id id) override;
  void end_stream(net::stream_id id, carrick::code why, std::string_view text) override;
  void consumed(net::stream_id id, std::uint32_t cost) override;
  receiver& answers() noexcept override;

 private:
  link_actor* link_;
  loop& home_;
  std::shared_ptr<peer_record> peer_;
  std::shared_ptr<net::post_state> posts_;
  std::uint64_t posts_generation_; // of those that came on this link
};

} // namespace carrick
