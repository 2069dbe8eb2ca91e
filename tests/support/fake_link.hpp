#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/actors/turn_group.hpp>
#include <carrick/actors/unsent_items.hpp>
#include <carrick/core/limits.hpp>

#include <map>
#include <string>
#include <vector>

namespace carrick::test {

/// The verdict of a request that a test made by hand.
struct kept_answer {
  carrick::code code;
  std::string payload;
};

/// A link to the node itself that holds nothing up but items without credit: what is sent arrives
/// inside the call. It keeps what is answered to requests that no sink waits for.
class fake_link final : public link_session, public std::enable_shared_from_this<fake_link> {
 public:
  fake_link(loop& home, peer_record& peer, receiver& answers)
      : home_(home), peer_(peer), answers_(answers) {}

  /// A request arrives; its answer goes to `sink`, or is kept when there is none.
  net::served_id arrive(endpoint to, byte_span body, time_point deadline,
                        answer_sink* sink = nullptr);
  carrick::code arrive_post(endpoint to, byte_span body);
  /// Both ends of a stream are at this link: the opener's has odd ids.
  void arrive_stream(endpoint to, byte_span body, stream_sink& opener);
  void cancel_request(net::served_id id);
  /// Everything open ends as lost.
  void lose();

  // What happened.
  std::vector<kept_answer> kept;
  std::size_t posts_consumed = 0;
  bool slow = false;
  std::shared_ptr<turn_group> turns = std::make_shared<turn_group>(); ///< its own
  std::vector<caf::strong_actor_ptr> told_when_read;
  std::shared_ptr<unsent_items> unsent_total = std::make_shared<unsent_items>(limits::held_bytes);
  std::size_t post_bytes_consumed = 0;
  std::size_t opening_bytes_held = 0;
  std::size_t window = limits::stream_window;
  std::size_t credit_given = 0;
  duration stall_limit{};
  std::string last_end; ///< "cancelled: the actor has ended"
  std::size_t streams() const { return ends_.size(); }

  // link_session
  bool alive() const noexcept override { return alive_; }
  loop& home() const noexcept override { return home_; }
  peer_record& peer() const noexcept override { return peer_; }
  const peer_layouts* layouts() const noexcept override { return nullptr; }
  void respond(net::served_id id, byte_span body) override;
  void refuse(net::served_id id, carrick::code why, std::string_view text) override;
  void cancel(net::request_id) override {}
  const std::shared_ptr<turn_group>& takes_turns_with() const noexcept override { return turns; }
  bool reads_slowly() const noexcept override { return slow; }
  void tell_when_read(actor_base& who) override { told_when_read.emplace_back(who.ctrl()); }
  void post_consumed(std::size_t body_bytes) override;
  void hold_opening(std::size_t body_bytes) override { opening_bytes_held += body_bytes; }
  void openings_handled(std::size_t, std::size_t body_bytes) override {
    opening_bytes_held -= body_bytes;
  }
  const std::shared_ptr<unsent_items>& unsent() const noexcept override { return unsent_total; }
  void accept_stream(net::stream_id id, stream_sink& sink) override;
  status send_item(net::stream_id id, byte_span body) override;
  std::size_t stream_credit(net::stream_id id) const override;
  void limit_stall(net::stream_id, duration most) override { stall_limit = most; }
  void half_close(net::stream_id id) override;
  void end_stream(net::stream_id id, carrick::code why, std::string_view text) override;
  void consumed(net::stream_id id, std::uint32_t cost) override;

 private:
  struct end {
    stream_sink* sink = nullptr;
    std::size_t outstanding = 0; ///< of what this end sends
    bool waits = false;
  };

  void verdict(net::served_id id, carrick::code code, byte_span payload);
  static std::uint32_t other(std::uint32_t id) { return id % 2 == 1 ? id + 1 : id - 1; }

  receiver& answers() noexcept override { return answers_; }

  loop& home_;
  peer_record& peer_;
  receiver& answers_;
  bool alive_ = true;
  std::uint32_t last_request_ = 0;
  std::uint32_t last_stream_ = 1;
  std::map<std::uint32_t, answer_sink*> waiting_;
  std::map<std::uint32_t, end> ends_;
};

} // namespace carrick::test
