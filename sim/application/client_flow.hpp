#pragma once

#include <carrick/serialization/message_type.hpp>
#include <carrick/sim/application/client_host.hpp>
#include <carrick/sim/outside/opened_stream.hpp>
#include <carrick/sim/outside/outside_flow.hpp>
#include <carrick/sim/world.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace carrick::sim {

/// A stream that a simulated client has opened, by the node that the client is at.
class client_flow final : public stream_end, public std::enable_shared_from_this<client_flow> {
 public:
  /// `runs` is what its client runs on.
  client_flow(client_host& host, std::size_t from, std::string to, fiber& runs)
      : host_(host), from_(from), to_name_(std::move(to)), runs_(runs) {}

  void open(const message_type& type, buffer opening);

  std::optional<item> next(duration limit) override;
  void send(buffer body) override;
  void half_close() override;
  void close(status why) override;
  bool half_closed() const override { return flow_ && flow_->half_closed(); }
  std::optional<status> end() const override { return flow_ ? flow_->end() : refused_; }

  std::size_t from() const noexcept { return from_; }
  void process_ended(std::uint64_t incarnation);
  /// Nobody but its client needs it. Of a process that has ended nobody knows: it is touched until
  /// that is destroyed.
  bool is_free() const { return !process_ended_ && !(flow_ && flow_->is_with_node()); }

 private:
  void news();
  void refuse();
  bool reaches_node() const;

  client_host& host_;
  const std::size_t from_;
  const std::string to_name_;
  fiber& runs_;
  std::shared_ptr<outside_flow> flow_; // null: its node does not run
  std::uint64_t process_ = 0;          // its incarnation
  bool process_ended_ = false, waits_ = false;
  std::optional<status> refused_;
  method_event<client_flow, &client_flow::news> wait_over_{*this};
  method_event<client_flow, &client_flow::refuse> refuse_{*this};
};

} // namespace carrick::sim
