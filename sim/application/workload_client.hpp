#pragma once

#include <carrick/actors/verb.hpp>
#include <carrick/core/result.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/sim/application/client_host.hpp>
#include <carrick/sim/application/look.hpp>
#include <carrick/sim/draws.hpp>
#include <carrick/sim/outside/opened_stream.hpp>
#include <carrick/sim/outside/pending_reply.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carrick::sim {

/// A simulated client: what a workload's code is given. It is at a node, which makes its requests,
/// posts and streams as that node's own; while the node does not run it gets `unreachable`. Time
/// passes only in the methods that wait: ask(), get(), next(), wait().
///
/// Of a request that fails, surely_not_executed(code) says whether it may have happened all the
/// same: after `deadline_exceeded`, `link_lost` and `cancelled`, nobody knows.
class workload_client {
 public:
  workload_client(client_host& host, std::string name, std::size_t at, fiber& runs)
      : host_(host),
        name_(std::move(name)),
        random_(host_source(host, name_)),
        at_(at),
        runs_(runs) {}
  workload_client(const workload_client&) = delete;
  workload_client& operator=(const workload_client&) = delete;

  /// "writers 2": its workload, and which of its clients it is, from 1.
  const std::string& name() const noexcept { return name_; }
  /// Its own draws. Never draw from another source.
  draws& random() noexcept { return random_; }
  /// Since the run began.
  duration elapsed() const;
  /// False once the faults have ended: the client shall then come to its end.
  bool goes_on() const noexcept { return host_.goes_on(); }

  std::vector<std::string> nodes() const { return look().nodes(); }
  /// One of them, drawn.
  std::string any_node();
  /// Where it is: drawn at its beginning.
  const std::string& node() const;
  void move_to(std::string_view node);

  void wait(duration length);

  /// One request, and its verdict. `to` is "n1", "n1/store". 0: the node's deadline.
  template <sent_by_ask T>
  result<reply_of<T>> ask(std::string_view to, const T& message, duration deadline = {}) {
    return begin(to, message, deadline).get();
  }
  /// The same for who does not wait for the verdict.
  template <sent_by_ask T>
  pending_reply<reply_of<T>> begin(std::string_view to, const T& message, duration deadline = {}) {
    buffer body;
    encode(message, body);
    return pending_reply<reply_of<T>>{
      begin_raw(to, message_type_of<T>(), std::move(body), deadline)};
  }
  /// One post; ok: on its way.
  template <sent_by_post T>
  status post(std::string_view to, const T& message) {
    buffer body;
    encode(message, body);
    return post_raw(to, message_type_of<T>(), std::move(body));
  }
  template <sent_by_open T>
  opened_stream<item_out_of<T>, item_in_of<T>> open(std::string_view to, const T& opening) {
    buffer body;
    encode(opening, body);
    return opened_stream<item_out_of<T>, item_in_of<T>>{
      open_raw(to, message_type_of<T>(), std::move(body))};
  }

  /// A look into the cluster, which costs nothing.
  sim::look look() const;
  /// For faults and members: `c.where().partition({"n1"}, {"n2"})`. Its methods that let time pass
  /// are not for clients.
  cluster& where() const { return host_.where(); }
  /// What it has begun so far.
  std::uint64_t begun() const noexcept { return begun_; }

 private:
  static draws host_source(client_host& host, const std::string& name);
  std::shared_ptr<begun_ask> begin_raw(std::string_view to, const message_type& type, buffer body,
                                       duration deadline);
  status post_raw(std::string_view to, const message_type& type, buffer body);
  std::shared_ptr<stream_end> open_raw(std::string_view to, const message_type& type, buffer body);
  void note(const std::string& text) const { host_.note(name_, text); }

  client_host& host_;
  const std::string name_;
  draws random_;
  std::size_t at_;
  fiber& runs_;
  std::uint64_t begun_ = 0;
};

} // namespace carrick::sim
