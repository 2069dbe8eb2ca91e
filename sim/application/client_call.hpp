#pragma once

#include <carrick/actors/session.hpp>
#include <carrick/core/loop_task.hpp>
#include <carrick/core/result.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/sim/application/client_host.hpp>
#include <carrick/sim/outside/pending_reply.hpp>
#include <carrick/sim/world.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace carrick::sim {

/// A request of a simulated client, made by the node that the client is at. It has one verdict, at
/// the latest when its time is over or that node's process ends, whatever the node does.
class client_call final : public answer_sink,
                          public loop_task,
                          public std::enable_shared_from_this<client_call> {
 public:
  struct what {
    std::size_t from;  ///< number of the node that the client is at
    std::string to;    ///< "n1/store"
    duration deadline; ///< 0: the node's own
  };
  client_call(client_host& host, what call, const message_type& type, buffer body);

  /// Sends it.
  void begin();
  void cancel();
  /// `who` goes on when there is a verdict.
  void tell(fiber& who) noexcept { waits_ = &who; }
  const std::optional<result<raw_reply>>& verdict() const noexcept { return verdict_; }
  result<raw_reply> take() { return std::move(*verdict_); }

  std::size_t from() const noexcept { return call_.from; }
  /// A process of the node has ended: if it is the request's, nothing comes back.
  void process_ended(std::uint64_t incarnation);
  /// Nobody but its client needs it. Of a process that has ended nobody knows: it is touched until
  /// that is destroyed.
  bool is_free() const noexcept { return !with_node_ && !process_ended_; }

  void run() noexcept override;
  void on_answer(const answer& verdict) noexcept override;

 private:
  void settle(result<raw_reply> verdict);
  void give_up();
  bool is_with_node() const;

  client_host& host_;
  const what call_;
  const message_type& type_;
  const buffer body_;
  peer to_;
  time_point until_{};
  std::uint64_t process_ = 0; // its incarnation
  bool with_node_ = false, process_ended_ = false;
  fiber* waits_ = nullptr;
  std::optional<result<raw_reply>> verdict_;
  method_event<client_call, &client_call::give_up> give_up_{*this};
};

} // namespace carrick::sim
