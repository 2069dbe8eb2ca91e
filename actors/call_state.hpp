#pragma once

#include <carrick/actors/asks_of_call.hpp>
#include <carrick/actors/fwd.hpp>
#include <carrick/actors/owed_answer.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/loop_task.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace carrick {

class call_table;

/// A request of a peer from its arrival to its answer. The answer is encoded on the answering
/// thread and goes out on the home loop.
class call_state final : public owed_answer, private loop_task {
 public:
  /// `type` is null where the reply is raw bytes. `link` is alive.
  call_state(call_table& table, std::shared_ptr<link_session> link, net::served_id id,
             const message_type* type, time_point deadline);
  ~call_state() override;

  /// What stands for it in CAF's message ids; unique in its table.
  std::uint64_t number() const noexcept { return number_; }
  net::served_id id() const noexcept { return id_; }
  const message_type* type() const noexcept { return type_; }

  /// The answer where the reply is at hand in another form.
  void reply_copy(const void* value);
  void reply_bytes(byte_span body);

  /// Has `f` run in `actor` when the caller gives up. False, and nothing happens, if it already
  /// has.
  bool on_cancel(const caf::strong_actor_ptr& actor, std::function<void()> f);
  /// In the actor that handles it: `ask` is cancelled when the caller gives up. False if it
  /// already has.
  bool follow(pending_ask& ask, const caf::strong_actor_ptr& actor);
  asks_of_call& asks() noexcept { return asks_; }

  // For call_table, home loop.
  bool link_alive() const noexcept { return link_->alive(); }
  bool came_from(const link_session& link) const noexcept { return link_.get() == &link; }
  void number(std::uint64_t n) noexcept { number_ = n; }
  void cancel();

 private:
  struct listener {
    caf::strong_actor_ptr actor;
    std::function<void()> f; // empty: cancels what it has asked
  };

  void do_reply(void* value) override { encode_and_send(value); }
  void do_refuse(const status& why) override;
  void run() noexcept override;
  void encode_and_send(const void* value);
  template <class F>
  void send(F answer);
  void go_home();
  void finish();
  bool listen(listener who);

  caf::intrusive_ptr<call_table> table_;
  std::shared_ptr<link_session> link_;
  loop& home_;
  const net::served_id id_;
  const message_type* const type_;
  std::uint64_t number_ = 0;

  // The answer on its way home.
  status verdict_;
  buffer body_;

  // The actor that handles it.
  asks_of_call asks_;
  bool asks_listen_ = false;

  std::mutex mutex_;
  std::vector<listener> listeners_; // guarded by mutex_
};

using call_ptr = caf::intrusive_ptr<call_state>;

} // namespace carrick
