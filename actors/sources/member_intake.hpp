#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/sources/member_source.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/settling.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace carrick {

class node_home;

/// How a node's source of members is.
struct source_report {
  std::string name;    ///< "static", "etcd 127.0.0.1:2379"
  std::string problem; ///< empty: it answers, and what it said last is in force
  time_point since{};  ///< of the problem
};

/// Takes what the source of a node says, lets it settle, and gives it to the membership: where a
/// source fails the last list stays in force. The node itself is always a member.
///
/// Lives on the home loop of its node.
class member_intake final : private source_events {
 public:
  explicit member_intake(node_home& home);
  ~member_intake();

  /// The list that the node begins with. `invalid_argument` if it cannot be right.
  status set_up(membership::update list);
  void start();
  void refresh();
  /// The members stay as they are from now on; this node stays registered.
  void drain();
  /// The source leaves, after which ended() is true.
  void stop();
  /// drain() was not called, or the source has left.
  bool ended() const noexcept { return phase_ == phase::idle || phase_ == phase::running; }
  /// Ends it at once.
  void abort();

  source_report report() const;
  /// Nobody but the node's user changes the members. Any thread.
  bool is_static() const noexcept;
  /// A list of the source is in force. Any thread.
  bool has_heard() const noexcept { return heard_; }

 private:
  enum class phase : unsigned char { idle, running, draining, leaving };

  void on_members(const membership::update& list) override;
  void on_refused(const status& why) override;
  void on_lost(const status& why) override;
  void on_warning(const std::string& text) override;
  void on_stopped() override;

  membership::update with_self(const membership::update& list) const;
  void settle();
  void on_timer() { settle(); }
  void problem_is(const std::string& text);

  node_home& home_;
  std::optional<membership::settling> settling_;
  std::unique_ptr<member_source> source_;
  std::optional<member_timer<member_intake, &member_intake::on_timer>> timer_;
  std::string problem_;
  time_point problem_since_{};
  bool lost_ = false;
  phase phase_ = phase::idle;
  std::atomic<bool> heard_{false};
};

} // namespace carrick
