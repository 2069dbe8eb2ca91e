#include <carrick/tools/bench/bench_node.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/call_on.hpp>
#include <carrick/actors/peer_layouts.hpp>
#include <carrick/tools/bench/measurement.hpp>

#include <condition_variable>
#include <mutex>

namespace carrick::tools::bench {
namespace {

using namespace std::chrono_literals;

node_options options_of(const char* id, const char* other, const std::string& other_address) {
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

loops_options one_loop() { return {.loops = 1}; }

behavior echo_actor(actor_base* self) {
  return self->serve([](const echo& e) { return echoed{e.data}; });
}

registry calling_registry() {
  registry types;
  types.messages<echo, note, raw_note, get_counts>();
  return types;
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

} // namespace

struct serving_node::counted {
  std::uint64_t posts = 0, bytes = 0; // home loop

  counts now() const {
    auto used = usage_of_this_process();
    return {posts, bytes, used.cpu_s, used.rss_kib};
  }

  /// Posts as bytes: what a raw inline handler of posts costs.
  class raw_handler final : public message_handler {
   public:
    explicit raw_handler(std::shared_ptr<counted> into) : into_(std::move(into)) {}
    code on_post(const std::shared_ptr<link_session>& link, const incoming& post) override {
      ++into_->posts;
      into_->bytes += post.body.size();
      link->post_consumed(post.body.size());
      return code::ok;
    }
    const message_type* type() const noexcept override { return nullptr; }
    std::string_view message_name() const noexcept override {
      return name_of_message<raw_note>();
    }
    std::string_view kind() const noexcept override { return "inline"; }

   private:
    std::shared_ptr<counted> into_;
  };

  registry types(std::shared_ptr<counted> self) {
    auto known = calling_registry();
    known.handle_raw(raw_echo_name,
                     [] { return [](raw_request& r) { r.reply(r.body()); }; });
    known.handle<echo>([] { return [](const echo& e) { return echoed{e.data}; }; });
    known.handle<note>([self] {
      return [self](const note& n) {
        ++self->posts;
        self->bytes += n.data.size();
      };
    });
    known.handle<get_counts>([self] { return [self](const get_counts&) { return self->now(); }; });
    known.add("bench.echo", echo_actor);
    return known;
  }
};

serving_node::serving_node()
  : counted_(std::make_shared<counted>()),
    threads_(one_loop()),
    node_(options_of("server", "caller", ""), counted_->types(counted_), threads_) {}

serving_node::~serving_node() { static_cast<void>(node_.stop(1s)); }

result<std::string> serving_node::start() {
  auto started = node_.start({{std::string{actor_name}, "bench.echo", nullptr}});
  if (!started.ok()) return started;
  started = call_on(node_.core().home(), [&] {
    return node_.core().add_handler({0, message_id<raw_note>},
                                    std::make_shared<counted::raw_handler>(counted_));
  });
  if (!started.ok()) return started;
  return node_.address();
}

calling_node::calling_node(const std::string& server_address)
  : threads_(one_loop()),
    node_(options_of("caller", "server", server_address), calling_registry(), threads_) {}

status calling_node::start() {
  auto started = node_.start();
  if (!started.ok()) return started;
  return node_.wait_for_members(2, 5s);
}

peer calling_node::server(bool actor) {
  auto found = node_.find(*node_id::parse("server"));
  return actor ? found.at(actor_name) : found;
}

result<counts> calling_node::server_counts() {
  waiting_sink sink;
  auto to = server();
  call_on(home(), [&] {
    outgoing message;
    message.head.to = {0, message_id<get_counts>};
    message.deadline = home().now() + 5s;
    core().request(to.record(), message, sink);
  });
  return sink.wait();
}

} // namespace carrick::tools::bench
