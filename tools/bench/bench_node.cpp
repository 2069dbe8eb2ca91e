#include <carrick/tools/bench/bench_node.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/call_on.hpp>
#include <carrick/tools/bench/exchange_end.hpp>
#include <carrick/tools/bench/measurement.hpp>
#include <carrick/tools/bench/piece_exchange.hpp>
#include <carrick/tools/bench/stream_echo.hpp>

#include <condition_variable>
#include <mutex>

namespace carrick::tools::bench {
namespace {

using namespace std::chrono_literals;

behavior serving_actor(actor_base* self) {
  return self->serve([](const echo& e) { return echoed{e.data}; },
                     [](const sample& s) {
                       return sampled{s.number, s.text, s.numbers};
                     },
                     [](const exchange& e, piece_stream end) { return take_part(e, end); });
}

/// A request whose answer another thread waits for.
class waiting_sink final : public answer_sink {
 public:
  void on_answer(const answer& verdict) noexcept override {
    std::lock_guard guard{mutex_};
    if (verdict.code == code::ok)
      answer_.emplace(decode<counts>(verdict.payload));
    else
      answer_.emplace(status{verdict.code, std::string{as_text(verdict.payload)}});
    done_.notify_one();
  }
  result<counts> wait() {
    std::unique_lock guard{mutex_};
    done_.wait(guard, [this] { return answer_.has_value(); });
    return *answer_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  std::optional<result<counts>> answer_;
};

registry calling_types() {
  registry types;
  types.messages<echo, sample, note, raw_note, exchange, get_counts>();
  return types;
}

/// Never answers: what waits for it is what is measured.
class holding_handler final : public message_handler {
 public:
  void on_request(const std::shared_ptr<link_session>&, net::served_id, const incoming&) override {}
  const message_type* type() const noexcept override { return nullptr; }
  std::string_view message_name() const noexcept override { return raw_hold_name; }
  std::string_view kind() const noexcept override { return "inline"; }
};

} // namespace

/// Home loop.
struct bench_node::arrivals {
  arrival_log* log = nullptr;
  std::uint64_t posts = 0, bytes = 0;

  void count(std::size_t more) {
    ++posts;
    bytes += more;
    if (log != nullptr) log->arrived(more);
  }

  counts now() const {
    auto used = usage_of_this_process();
    return {posts, bytes, used.cpu_s, used.rss_kib};
  }

  /// Posts as bytes: what a raw inline handler of posts costs.
  class raw_handler final : public message_handler {
   public:
    explicit raw_handler(std::shared_ptr<arrivals> into) : into_(std::move(into)) {}
    code on_post(const std::shared_ptr<link_session>& link, const incoming& post) override {
      into_->count(post.body.size());
      link->post_consumed(post.body.size());
      return code::ok;
    }
    const message_type* type() const noexcept override { return nullptr; }
    std::string_view message_name() const noexcept override { return name_of_message<raw_note>(); }
    std::string_view kind() const noexcept override { return "inline"; }

   private:
    const std::shared_ptr<arrivals> into_;
  };

  static registry types(const std::shared_ptr<arrivals>& self) {
    auto known = calling_types();
    known.handle_raw(raw_echo_name, [] { return [](raw_request& r) { r.reply(r.body()); }; });
    known.handle<echo>([] { return [](const echo& e) { return echoed{e.data}; }; });
    known.handle<sample>([] {
      return [](const sample& s) { return sampled{s.number, s.text, s.numbers}; };
    });
    known.handle<note>([self] { return [self](const note& n) { self->count(n.data.size()); }; });
    known.handle<get_counts>([self] { return [self](const get_counts&) { return self->now(); }; });
    known.add("bench.serving", serving_actor);
    return known;
  }
};

bench_node::bench_node(node_options options, loops& threads, arrival_log* log)
    : arrivals_(std::make_shared<arrivals>(arrivals{log})),
      node_(std::move(options), arrivals::types(arrivals_), threads) {}

bench_node::~bench_node() { static_cast<void>(node_.stop(1s)); }

status bench_node::start(bool actors) {
  std::vector<actor_options> wanted;
  if (actors) wanted.push_back({std::string{actor_name}, "bench.serving", nullptr});
  if (auto started = node_.start(std::move(wanted)); !started.ok()) return started;
  return call_on(home(), [&] {
    status added;
    auto add = [&](std::uint32_t message, std::shared_ptr<message_handler> handler,
                   std::uint32_t target = 0) {
      if (added.ok()) added = core().add_handler({target, message}, std::move(handler));
    };
    auto notes = std::make_shared<arrivals::raw_handler>(arrivals_);
    add(message_id<raw_note>, notes);
    add(message_id<raw_note>, notes, name_hash(bulk_name));
    add(name_hash(raw_exchange_name), std::make_shared<exchange_handler>());
    add(name_hash(raw_stream_echo_name), std::make_shared<stream_echo_handler>());
    add(name_hash(raw_hold_name), std::make_shared<holding_handler>());
    return added;
  });
}

peer bench_node::find(const char* id, bool actor) {
  auto found = node_.find(*node_id::parse(id));
  return actor ? found.at(actor_name) : found;
}

node_options pair_options(const char* id, const char* other, const std::string& other_address) {
  node_options options;
  options.id = *node_id::parse(id);
  options.cluster = "bench";
  options.listen = "127.0.0.1:0";
  options.dial_fallback = 10ms;
  member_options peer{.node = *node_id::parse(other)};
  if (!other_address.empty()) peer.addresses.push_back(other_address);
  options.members = {peer};
  return options;
}

result<counts> counts_of(bench_node& from, const peer& of) {
  waiting_sink sink;
  call_on(from.home(), [&] {
    outgoing message;
    message.head.to = {0, message_id<get_counts>};
    message.deadline = from.home().now() + 5s;
    from.core().request(of.record(), message, sink);
  });
  return sink.wait();
}

} // namespace carrick::tools::bench
