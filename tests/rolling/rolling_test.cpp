#include "../../examples/kv/kv.hpp"
#include "../../examples/kv_demo/cluster_process.hpp"

#include <carrick/actors/client.hpp>
#include <carrick/actors/system_messages.hpp>
#include <carrick/tools/stopwatch.hpp>

#include <catch2/catch.hpp>

#include <poll.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <set>
#include <thread>

using namespace std::chrono_literals;

namespace carrick::test {
namespace {

constexpr int look_ms = 20;
constexpr std::size_t callers = 4;

/// Looks until `f` is true; false if it never is.
bool eventually(const std::function<bool()>& f) {
  for (tools::deadline limit{60s}; !limit.over(); ::poll(nullptr, 0, look_ms))
    if (f()) return true;
  return false;
}

class folder {
 public:
  folder() : path_((std::filesystem::temp_directory_path() / "rolling-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
  }
  ~folder() { std::filesystem::remove_all(path_); }
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

registry messages() {
  registry types;
  types.messages<kv::put, kv::get>();
  return types;
}

client client_of(const demo::cluster_file& file) {
  node_options options;
  options.cluster = "kv-demo";
  for (std::size_t i = 0; i < file.nodes.size(); ++i)
    options.members.push_back(
      {.node = *node_id::parse(file.nodes[i]), .addresses = {file.addresses[i]}});
  return {options, messages()};
}

/// Three nodes, each a process of the one build or the other.
class kv_cluster {
 public:
  kv_cluster() : file_(*demo::write_cluster_file(folder_.path())), client_(client_of(file_)) {
    for (const auto& node : file_.nodes) start(node, KV_NOW);
    for (const auto& node : file_.nodes) REQUIRE(eventually([&] { return serves(node); }));
  }

  const demo::cluster_file& file() const noexcept { return file_; }
  client& asker() noexcept { return client_; }

  /// As an operator would: SIGTERM, the next build, and on when it serves.
  void replace(const std::string& node, const char* build) {
    processes_.at(node).stop();
    start(node, build);
    REQUIRE(eventually([&] { return serves(node); }));
  }
  /// The fields of the message that differs, as the node says.
  std::size_t fields_of_replicate(const std::string& node) {
    auto known = client_.ask(node, system_messages::handlers{});
    REQUIRE(known.has_value());
    for (const auto& row : known->handlers)
      if (row.message == "kv.replicate") return row.fields.size();
    return 0;
  }
  std::string log() const {
    std::ifstream in{folder_.path() + "/log"};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

 private:
  void start(const std::string& node, const char* build) {
    auto started = demo::process::start({build, "-c", file_.path, "start", "--node", node},
                                        folder_.path() + "/log");
    REQUIRE(started.has_value());
    processes_.insert_or_assign(node, std::move(*started));
  }
  bool serves(const std::string& node) {
    auto info = client_.ask(node, system_messages::info{}, 1s);
    return info && info->ready && client_.ask(node + "/store", kv::get{"any"}).has_value();
  }

  const folder folder_;
  const demo::cluster_file file_;
  client client_;
  std::map<std::string, demo::process> processes_;
};

/// Puts and gets without a pause, from several threads, at all nodes in turn. What was surely not
/// executed is tried at the next node; everything else that fails is a failed request.
class load {
 public:
  explicit load(const kv_cluster& at) : nodes_(at.file().nodes), client_(client_of(at.file())) {
    for (std::size_t i = 0; i < callers; ++i) threads_.emplace_back([this, i] { call(i); });
  }
  ~load() { stop(); }

  void stop() {
    ending_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  std::size_t requests() const noexcept { return requests_; }
  std::size_t tried_again() const noexcept { return tried_again_; }
  /// After stop().
  const std::vector<std::string>& failures() const noexcept { return failures_; }
  const std::set<std::string>& keys() const noexcept { return keys_; }

 private:
  void call(std::size_t caller) {
    for (std::size_t i = 0; !ending_; ++i) {
      auto key = std::to_string(caller) + "/" + std::to_string(i % 1'000);
      if (ask(i, kv::put{key, kv::bytes(100)})) acknowledged(key);
      ask(i + 1, kv::get{key});
    }
  }

  template <class Request>
  bool ask(std::size_t first, const Request& request) {
    ++requests_;
    status last;
    for (std::size_t i = 0; i < 2 * nodes_.size(); ++i) {
      const auto& node = nodes_[(first + i) % nodes_.size()];
      auto done = client_.ask(node + "/store", request);
      if (done) return true;
      last = {done.error().code(), node + ": " + done.error().message()};
      if (last != code::unreachable && last != code::draining) break;
      ++tried_again_;
    }
    failed(to_string(last));
    return false;
  }
  void failed(const std::string& what) {
    std::lock_guard guard{mutex_};
    failures_.push_back(what);
  }
  void acknowledged(const std::string& key) {
    std::lock_guard guard{mutex_};
    keys_.insert(key);
  }

  const std::vector<std::string> nodes_;
  client client_;
  std::atomic<bool> ending_{false};
  std::atomic<std::size_t> requests_{0}, tried_again_{0};
  std::mutex mutex_;
  std::vector<std::string> failures_;
  std::set<std::string> keys_;
  std::vector<std::thread> threads_;
};

} // namespace

TEST_CASE("nodes are replaced one by one by the next build, and no request fails") {
  kv_cluster cluster;
  load calls{cluster};
  const auto& nodes = cluster.file().nodes;
  auto goes_on = [&, before = std::size_t{0}]() mutable {
    before = calls.requests() + 100;
    return eventually([&] { return calls.requests() >= before; });
  };
  for (const auto& node : nodes) {
    INFO(node);
    REQUIRE(goes_on());
    CHECK(cluster.fields_of_replicate(node) == 2);
    cluster.replace(node, KV_NEXT);
    CHECK(cluster.fields_of_replicate(node) == 3);
  }
  REQUIRE(goes_on());
  calls.stop();
  INFO(cluster.log());
  for (const auto& failure : calls.failures()) UNSCOPED_INFO(failure);
  CHECK(calls.failures().empty());
  CHECK(calls.tried_again() > 0);
  for (const auto& node : nodes)
    for (const auto& key : calls.keys()) {
      auto has = [&] {
        auto found = cluster.asker().ask(node + "/store", kv::get{key});
        return found && found->found;
      };
      INFO(node << " " << key);
      REQUIRE((has() || eventually(has)));
    }
}

} // namespace carrick::test
