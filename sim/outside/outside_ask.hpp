#pragma once

#include <carrick/actors/node_core.hpp>
#include <carrick/core/loop_task.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/sim/outside/pending_reply.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace carrick::sim {

/// A request from outside of the nodes' loops, made by one of them. It may be answered when nobody
/// waits for it any more, so whoever made it keeps it until answered(), or until that node is gone.
class outside_ask final : public answer_sink,
                          public loop_task,
                          public std::enable_shared_from_this<outside_ask> {
 public:
  /// `news` is called with the verdict, wherever that comes; may be empty.
  outside_ask(peer to, const message_type& type, buffer body, time_point deadline,
              std::function<void()> news = {});

  /// Sends it.
  void begin();
  /// The handler hears of it. Any thread, while the node is there.
  void cancel();
  /// The node is gone: nothing comes back.
  void lost(const status& why);

  time_point deadline() const noexcept { return deadline_; }
  // Any thread.
  bool answered() const;
  /// Once, when answered().
  result<raw_reply> take();

  void run() noexcept override;
  void on_answer(const answer& verdict) noexcept override;

 private:
  void settle(result<raw_reply> verdict);

  const peer to_;
  const message_type& type_;
  const buffer body_;
  const time_point deadline_;
  const std::function<void()> news_;

  mutable std::mutex mutex_; // guards the rest
  std::optional<result<raw_reply>> verdict_;
};

} // namespace carrick::sim
