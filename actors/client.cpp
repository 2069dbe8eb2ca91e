#include <carrick/actors/client.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/client_stream.hpp>
#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/loops.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_layouts.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/system_messages.hpp>
#include <carrick/actors/waiting.hpp>
#include <carrick/core/random.hpp>

#include <condition_variable>
#include <map>
#include <mutex>

#include <unistd.h>

namespace carrick {
namespace {

using namespace std::chrono_literals;

constexpr loops_options one_loop{.loops = 1}; // of a client with a thread of its own

node_options client_options(node_options options) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id = "client-";
  for (auto seed = options.seed != 0 ? options.seed : system_seed(); id.size() < 19; seed >>= 4)
    id += digits[seed & 15];
  options.id = *node_id::parse(id);
  options.role = net::role::client;
  options.listen.clear();
  options.advertise.clear();
  return options;
}

/// One blocking request: made on the loop, its verdict taken there, waited for outside.
class blocking_ask final : public answer_sink, public loop_task {
 public:
  blocking_ask(peer to, const message_type& type, byte_span body, time_point deadline)
      : to_(to), type_(type), body_(body), deadline_(deadline) {}

  result<client::raw_answer> wait() {
    std::unique_lock guard{mutex_};
    wait_until(to_.core().home(), guard, done_, never,
               [this] { return verdict_.has_value() && !cancelling_; });
    return std::move(*verdict_);
  }

  /// Any thread.
  void cancel() {
    {
      std::lock_guard guard{mutex_};
      if (verdict_ || std::exchange(cancelling_, true)) return;
    }
    to_.core().home().submit(cancel_task_);
  }

  void run() noexcept override {
    outgoing message;
    message.head.to = {to_.target(), type_.id};
    message.type = &type_;
    message.body = body_;
    message.deadline = deadline_;
    message.wait_for_link = true;
    to_.core().request(to_.record(), message, *this);
  }

  void on_answer(const answer& verdict) noexcept override {
    std::lock_guard guard{mutex_};
    if (verdict.code != code::ok) {
      verdict_.emplace(status{verdict.code, std::string{as_text(verdict.payload)}});
    } else {
      client::raw_answer got;
      got.body.append(verdict.payload);
      if (verdict.layouts != nullptr) got.decoding = verdict.layouts->decoding(type_.reply->id);
      verdict_.emplace(std::move(got));
    }
    done_.notify_one();
  }

 private:
  struct cancel_task final : loop_task {
    explicit cancel_task(blocking_ask& of) noexcept : ask(of) {}
    void run() noexcept override { ask.cancel_at_home(); }
    blocking_ask& ask;
  };

  void cancel_at_home() {
    std::unique_lock guard{mutex_};
    if (!verdict_) {
      guard.unlock();
      to_.core().cancel(*this);
      guard.lock();
    }
    cancelling_ = false;
    done_.notify_one();
  }

  const peer to_;
  const message_type& type_;
  const byte_span body_;
  const time_point deadline_;
  cancel_task cancel_task_{*this};
  std::mutex mutex_; // guards the rest
  std::condition_variable done_;
  std::optional<result<client::raw_answer>> verdict_;
  bool cancelling_ = false;
};

/// One that waits for something about its posts.
class blocking_wait final : public room_sink, public loop_task {
 public:
  blocking_wait(peer to, net::post_wait what, time_point deadline)
      : to_(to), what_(what), deadline_(deadline) {}

  status wait() {
    auto& home = to_.core().home();
    home.submit(*this);
    std::unique_lock guard{mutex_};
    wait_until(home, guard, done_, never, [this] { return verdict_.has_value(); });
    return *verdict_;
  }

  void run() noexcept override { to_.core().wait_for_posts(to_.record(), what_, deadline_, *this); }
  void on_room(const status& verdict) noexcept override {
    std::lock_guard guard{mutex_};
    verdict_ = verdict;
    done_.notify_one();
  }

 private:
  const peer to_;
  const net::post_wait what_;
  const time_point deadline_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::optional<status> verdict_;
};

} // namespace

class client::impl {
 public:
  impl(node_options options, registry types)
      : impl(std::move(options), std::move(types), *std::make_unique<loops>(one_loop)) {}
  impl(node_options options, registry types, loops& threads)
      : node_(client_options(std::move(options)), std::move(types), threads),
        started_(node_.start()) {}

  /// "n1", "n1/store".
  /// `what` waits, and who waits on a loop holds up all actors there.
  result<peer> target(std::string_view to, std::string_view what) {
    if (!started_.ok()) return started_;
    if (in_other_process())
      return fail(code::invalid_argument,
                  "client::" + std::string{what} +
                    " in a process that was forked from the one that made this client: its " +
                    "threads are not here; make a client after the fork");
    if (loop::current() != nullptr)
      return fail(code::invalid_argument,
                  "client::" + std::string{what} +
                    " waits, and was called in a handler, on a loop: there, " +
                    "use what the actor has (self->ask, self->post, self->open), or call it in "
                    "self->blocking()");
    auto slash = to.find('/');
    auto id = node_id::parse(to.substr(0, slash));
    if (!id) return id.error();
    auto found = node_.find(*id);
    return slash == std::string_view::npos ? found : found.at(to.substr(slash + 1));
  }
  time_point deadline_in(duration given) {
    auto chosen = given != duration::zero() ? given : node_.core().options().ask_deadline;
    return deadline_after(home().now(), chosen);
  }
  /// What became of the posts to that peer since the flush before.
  status since_last_flush(const node_id& to, const net::post_account& account) {
    std::lock_guard guard{mutex_};
    auto before = std::exchange(flushed_[to], account);
    auto accepted = account.accepted - before.accepted;
    auto delivered = account.delivered - before.delivered;
    if (accepted == delivered) return {};
    auto why = code::dropped;
    for (auto [reason, count] : account.lost_by)
      if (count > before.lost_by[reason]) why = reason;
    return {why,
            std::to_string(accepted - delivered) + " of " + std::to_string(accepted) +
              " posts were not delivered"};
  }
  /// A fork() takes no threads along.
  bool in_other_process() const noexcept { return ::getpid() != made_in_; }
  loop& home() { return node_.core().home(); }
  node_core& core() { return node_.core(); }

 private:
  const pid_t made_in_ = ::getpid();
  node node_;
  status started_;
  std::mutex mutex_;
  std::map<node_id, net::post_account> flushed_; // guarded by mutex_
};

client::client(node_options options, registry types)
    : impl_(std::make_unique<impl>(std::move(options), std::move(types))) {}

client::client(node_options options, registry types, loops& threads)
    : impl_(std::make_unique<impl>(std::move(options), std::move(types), threads)) {}

client::~client() {
  // What would be waited for runs in another process.
  if (impl_->in_other_process()) static_cast<void>(impl_.release());
}

result<client::raw_answer> client::ask_raw(std::string_view to, const message_type& type,
                                           byte_span body, duration deadline,
                                           std::stop_token stop) {
  auto target = impl_->target(to, "ask");
  if (!target) return target.error();
  blocking_ask ask{*target, type, body, impl_->deadline_in(deadline)};
  impl_->home().submit(ask);
  std::stop_callback on_stop{std::move(stop), [&ask] { ask.cancel(); }};
  return ask.wait();
}

status client::post_raw(std::string_view to, const message_type& type, byte_span body,
                        duration limit) {
  auto target = impl_->target(to, "post");
  if (!target) return target.error();
  outgoing message;
  message.head.to = {target->target(), type.id};
  message.type = &type;
  message.body = body;
  const bool waits = impl_->core().options().posts.when_full == when_full::block;
  const auto deadline = impl_->deadline_in(limit);
  for (;;) {
    auto taken =
      call_on(impl_->home(), [&] { return impl_->core().post(target->record(), message); });
    if (!waits || taken != code::overloaded) return taken;
    auto room = blocking_wait{*target, net::post_wait::room, deadline}.wait();
    if (!room.ok()) return room;
  }
}

status client::flush(std::string_view to, duration limit) {
  auto target = impl_->target(to, "flush");
  if (!target) return target.error();
  auto until = deadline_after(impl_->home().now(), limit);
  auto settled = blocking_wait{*target, net::post_wait::settled, until}.wait();
  if (!settled.ok() && settled != code::removed) return settled;
  auto account = call_on(impl_->home(), [&] {
    auto& record = target->record();
    return record.dispatcher != nullptr ? record.dispatcher->account() : record.past;
  });
  return impl_->since_last_flush(target->id(), account);
}

status client::stream_raw(std::string_view to, const message_type& type, byte_span body,
                          const stream_options& options) {
  auto target = impl_->target(to, "stream");
  if (!target) return target.error();
  client_stream stream{*target, type, impl_->home()};
  return stream.follow(body, options);
}

result<duration> client::ping(std::string_view to, duration deadline) {
  auto begin = impl_->home().now();
  auto answer = ask(to, system_messages::info{}, deadline);
  if (!answer) return answer.error();
  return impl_->home().now() - begin;
}

} // namespace carrick
