#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/sources/etcd_lane.hpp>
#include <carrick/actors/sources/member_source.hpp>
#include <carrick/actors/sources/options.hpp>
#include <carrick/membership/etcd_lease.hpp>
#include <carrick/membership/etcd_view.hpp>

#include <memory>
#include <string>

namespace carrick {

class node_home;

/// Members from etcd: this node's key under a lease, and a watch of all keys. The rules are in
/// membership::etcd_lease and membership::etcd_view; each has at most one call under way.
class etcd_source final : public member_source {
 public:
  etcd_source(const etcd_source_options& options, node_home& home, source_events& events);
  ~etcd_source() override;

  std::string name() const override;
  void start(const own_registration& self) override;
  void stop() override;

 private:
  template <class Machine, class Owner>
  friend class etcd_lane;
  using lease_lane = etcd_lane<membership::etcd_lease, etcd_source>;
  using view_lane = etcd_lane<membership::etcd_view, etcd_source>;

  /// Makes the calls that are due, tells the news, and sets the timer.
  void go_on();
  void tell_view();
  void tell_lease();
  void on_timer() { go_on(); }
  void left();

  const etcd_source_options options_;
  node_home& home_;
  source_events& events_;
  const std::unique_ptr<net::transport> transport_;
  std::string own_id_;
  std::unique_ptr<lease_lane> lease_;
  std::unique_ptr<view_lane> view_; ///< null when it leaves
  bool lease_failed_ = false;
  member_timer<etcd_source, &etcd_source::on_timer> timer_;
  member_timer<etcd_source, &etcd_source::left> leave_timer_;
};

} // namespace carrick
