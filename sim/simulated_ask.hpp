#pragma once

#include <carrick/actors/client.hpp>
#include <carrick/actors/node_core.hpp>

#include <memory>
#include <optional>

namespace carrick::sim {

/// A request from outside of the simulated nodes, made by one of them. It may be answered when
/// nobody waits for it any more, so whoever made it keeps it until answered().
class simulated_ask final : public answer_sink, public loop_task {
 public:
  simulated_ask(peer to, const message_type& type, byte_span body, time_point deadline);

  void run() noexcept override;
  void on_answer(const answer& verdict) noexcept override;

  bool answered() const noexcept { return verdict_.has_value(); }
  result<client::raw_answer> take() { return std::move(*verdict_); }

 private:
  const peer to_;
  const message_type& type_;
  buffer body_;
  const time_point deadline_;
  std::optional<result<client::raw_answer>> verdict_;
};

} // namespace carrick::sim
