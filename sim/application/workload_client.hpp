#pragma once

#include <carrick/actors/verb.hpp>
#include <carrick/core/result.hpp>
#include <carrick/sim/application/client_call.hpp>
#include <carrick/sim/application/client_flow.hpp>
#include <carrick/sim/application/client_host.hpp>
#include <carrick/sim/application/look.hpp>
#include <carrick/sim/draws.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carrick::sim {

class workload_client;

/// A request of a client that is under way: for who wants to do something meanwhile, or to cancel
/// it. A value; forgetting it does not cancel it.
template <class Reply>
class pending_reply {
 public:
  pending_reply(workload_client& by, std::shared_ptr<client_call> call)
      : by_(&by), call_(std::move(call)) {}

  /// The handler hears of it; the verdict is `cancelled`, unless another one was there before.
  void cancel() { call_->cancel(); }
  bool is_there() const noexcept { return call_->verdict().has_value(); }
  /// The verdict, once.
  result<Reply> get();

 private:
  workload_client* by_;
  std::shared_ptr<client_call> call_;
};

/// A client's end of a stream that it has opened. Items come as Out and go as In. Forgotten before
/// its end, it is cancelled.
template <class Out, class In>
class opened_stream {
 public:
  opened_stream(workload_client& by, std::shared_ptr<client_flow> flow)
      : by_(&by), flow_(std::move(flow)) {}
  opened_stream(opened_stream&&) noexcept = default;
  opened_stream& operator=(opened_stream&&) noexcept = default;
  ~opened_stream() {
    if (flow_) flow_->cancel();
  }

  /// The next item; none: nothing came within that time, or the stream has ended.
  std::optional<Out> next(duration limit);
  void send(const In& item) {
    buffer body;
    encode(item, body);
    flow_->send(std::move(body));
  }
  void half_close() { flow_->half_close(); }
  void cancel() { flow_->cancel(); }
  /// None while it goes on. Items that came before it may still be there.
  const std::optional<status>& end() const noexcept { return flow_->end(); }

 private:
  workload_client* by_;
  std::shared_ptr<client_flow> flow_;
};

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
    return {*this, begin_raw(to, message_type_of<T>(), std::move(body), deadline)};
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
    return {*this, open_raw(to, message_type_of<T>(), std::move(body))};
  }

  /// A look into the cluster, which costs nothing.
  sim::look look() const;
  /// For faults and members: `c.where().partition({"n1"}, {"n2"})`. Its methods that let time pass
  /// are not for clients.
  cluster& where() const { return host_.where(); }
  /// What it has begun so far.
  std::uint64_t begun() const noexcept { return begun_; }

  // For the templates.
  result<raw_reply> verdict_of(client_call& call);
  std::optional<client_flow::item> next_of(client_flow& flow, duration limit);

 private:
  static draws host_source(client_host& host, const std::string& name);
  std::shared_ptr<client_call> begin_raw(std::string_view to, const message_type& type, buffer body,
                                         duration deadline);
  status post_raw(std::string_view to, const message_type& type, buffer body);
  std::shared_ptr<client_flow> open_raw(std::string_view to, const message_type& type, buffer body);
  void note(const std::string& text) const { host_.note(name_, text); }

  client_host& host_;
  const std::string name_;
  draws random_;
  std::size_t at_;
  fiber& runs_;
  std::uint64_t begun_ = 0;
};

template <class Reply>
result<Reply> pending_reply<Reply>::get() {
  auto answer = by_->verdict_of(*call_);
  if (!answer) return answer.error();
  return decode<Reply>(answer->body.bytes(), answer->decoding);
}

template <class Out, class In>
std::optional<Out> opened_stream<Out, In>::next(duration limit) {
  auto item = by_->next_of(*flow_, limit);
  if (!item) return {};
  auto value = decode<Out>(item->body.bytes(), item->decoding);
  if (!value) return {};
  return std::move(*value);
}

} // namespace carrick::sim
