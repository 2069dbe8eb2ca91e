#include "cluster_process.hpp"
#include "pieces.hpp"

#include "../kv/kv.hpp"

#include <carrick/actors/client.hpp>
#include <carrick/actors/system_messages.hpp>
#include <carrick/tools/progress.hpp>
#include <carrick/tools/stopwatch.hpp>

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

using namespace std::chrono_literals;
using carrick::status;
using carrick::tools::stopwatch;

namespace demo {
namespace {

constexpr std::size_t callers = 8; // each with one request under way
constexpr int tries = 5;           // of a request that failed while a node went away
constexpr std::size_t writes_while_down = 100;
constexpr int look_every_ms = 50;

double seconds(carrick::duration d) { return std::chrono::duration<double>(d).count(); }

void say(const std::string& line) { std::cout << line << std::endl; }

/// Runs `work` on every piece from several threads, with a bar. Stops at the first failure.
class parallel {
 public:
  parallel(std::string what, const data_set& data) : what_(std::move(what)), data_(data) {}

  status run(const std::function<status(const piece&)>& work) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < callers; ++i) threads.emplace_back([&] { take_pieces(work); });
    while (done_ < data_.pieces.size() && !failed_) {
      draw();
      poll(nullptr, 0, look_every_ms);
    }
    for (auto& thread : threads) thread.join();
    draw();
    if (isatty(STDERR_FILENO)) std::fputs("\r\033[K", stderr);
    std::lock_guard guard{mutex_};
    return worst_;
  }
  std::size_t done() const noexcept { return done_; }

 private:
  void take_pieces(const std::function<status(const piece&)>& work) {
    for (std::size_t i = next_++; i < data_.pieces.size() && !failed_; i = next_++) {
      auto outcome = work(data_.pieces[i]);
      if (outcome.ok()) {
        ++done_;
        continue;
      }
      std::lock_guard guard{mutex_};
      worst_ = outcome;
      failed_ = true;
    }
  }
  void draw() const {
    if (!isatty(STDERR_FILENO)) return;
    auto line = carrick::tools::progress_text(what_, done_, data_.pieces.size(), "");
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
  }

  const std::string what_;
  const data_set& data_;
  std::atomic<std::size_t> next_{0}, done_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  status worst_;
};

carrick::client make_client(const cluster_file& file) {
  carrick::node_options options;
  options.cluster = "kv-demo";
  options.ask_deadline = 10s;
  for (std::size_t i = 0; i < file.nodes.size(); ++i)
    options.members.push_back(
      {.node = *carrick::node_id::parse(file.nodes[i]), .addresses = {file.addresses[i]}});
  carrick::registry types;
  types.messages<kv::put, kv::get, kv::compare>();
  return {options, types};
}

/// The demo: every step says what it does, and the first that fails ends it.
class demonstration {
 public:
  demonstration(std::string kv, std::string folder, data_set data, cluster_file file)
      : kv_(std::move(kv)),
        folder_(std::move(folder)),
        data_(std::move(data)),
        file_(std::move(file)),
        client_(make_client(file_)),
        sums_(data_.pieces.size()) {}

  status run() {
    stopwatch total;
    auto done = start();
    if (done.ok()) done = load();
    if (done.ok()) done = bring_back();
    for (const auto* node : {"n3", "n2"})
      if (done.ok()) done = read_back(node);
    if (done.ok()) done = compare_digests();
    if (done.ok()) print_table(total.elapsed());
    cluster_->stop();
    if (returned_) returned_->stop();
    return done;
  }

 private:
  status start() {
    say("starting n1, n2, n3 (kv up; their log: " + folder_ + "/nodes.log)");
    auto started = process::start({kv_, "-c", file_.path, "up"}, folder_ + "/nodes.log");
    if (!started) return started.error();
    cluster_.emplace(std::move(*started));
    for (const auto& node : file_.nodes)
      if (auto ready = wait_until_ready(node); !ready.ok()) return ready;
    return {};
  }

  status wait_until_ready(const std::string& node) {
    status last;
    for (carrick::tools::deadline limit{20s}; !limit.over(); poll(nullptr, 0, look_every_ms)) {
      auto info = client_.ask(node, carrick::system_messages::info{}, 1s);
      if (info && info->ready) return {};
      last = info ? status{carrick::code::unreachable, node + " is not linked with all members"}
                  : info.error();
    }
    return last;
  }

  /// Every piece through n1; n2 dies half-way, with puts under way.
  status load() {
    say("loading " + std::to_string(data_.files.size()) + " files in " +
        std::to_string(data_.pieces.size()) + " pieces through n1");
    stopwatch time;
    std::once_flag kill_n2;
    parallel loading{"loading", data_};
    auto done = loading.run([&](const piece& p) {
      if (loading.done() >= data_.pieces.size() / 2) std::call_once(kill_n2, [&] { kill_node(); });
      return put_piece(p);
    });
    load_seconds_ = seconds(time.elapsed());
    if (!done.ok()) return done;
    std::call_once(kill_n2, [&] { kill_node(); });
    for (std::size_t i = puts_while_down_; i < writes_while_down; ++i) {
      auto put = ask_put({"extra/" + std::to_string(i), {}});
      if (!put.ok()) return put;
    }
    say("n2 was killed with puts under way; " + std::to_string(puts_while_down_) +
        " more were acknowledged by n1 and n3");
    return {};
  }

  void kill_node() {
    auto pid = child_with(cluster_->pid(), "n2");
    if (pid > 0 && kill(pid, SIGKILL) == 0) n2_is_down_ = true;
  }

  status put_piece(const piece& p) {
    auto bytes = read_piece(data_, p);
    checksum sum;
    sum.add(bytes);
    sums_[static_cast<std::size_t>(&p - data_.pieces.data())] = sum.value();
    return ask_put({p.key, std::move(bytes)});
  }

  status ask_put(const kv::put& put) {
    status last;
    for (int i = 0; i < tries; ++i) {
      auto done = client_.ask("n1/store", put);
      ++requests_;
      if (done) {
        if (n2_is_down_ && done->copies == 2) ++puts_while_down_;
        return {};
      }
      ++retries_;
      last = done.error();
    }
    return {last.code(), put.key + ": " + last.message()};
  }

  status bring_back() {
    if (!n2_is_down_) return {carrick::code::not_found, "the process of n2 was not found"};
    say("starting n2 again; it catches up before it serves reads");
    stopwatch time;
    auto started =
      process::start({kv_, "-c", file_.path, "start", "--node", "n2"}, folder_ + "/n2-again.log");
    if (!started) return started.error();
    returned_.emplace(std::move(*started));
    auto ready = wait_until_ready("n2");
    if (!ready.ok()) return ready;
    auto served = client_.ask("n2/store", kv::get{data_.pieces.front().key}, 30s);
    if (!served) return served.error();
    say("n2 serves again after " + std::to_string(seconds(time.elapsed())).substr(0, 4) + " s");
    return {};
  }

  status read_back(const std::string& node) {
    say("reading everything back from " + node);
    std::vector<std::uint64_t> got(data_.pieces.size());
    parallel reading{"reading " + node, data_};
    auto done = reading.run([&](const piece& p) -> status {
      auto found = client_.ask(node + "/store", kv::get{p.key});
      ++requests_;
      if (!found) return {found.error().code(), p.key + ": " + found.error().message()};
      checksum sum;
      sum.add(found->data);
      got[static_cast<std::size_t>(&p - data_.pieces.data())] = sum.value();
      if (!found->found) return {carrick::code::not_found, node + " does not have " + p.key};
      return {};
    });
    if (!done.ok()) return done;
    std::vector<char> differs(data_.files.size());
    for (std::size_t i = 0; i < got.size(); ++i)
      if (got[i] != sums_[i]) differs[data_.pieces[i].file] = 1;
    auto wrong = std::count(differs.begin(), differs.end(), 1);
    if (wrong > 0)
      return {carrick::code::internal, std::to_string(wrong) + " files differ on " + node};
    say("  " + std::to_string(data_.files.size()) + " files of " +
        std::to_string(data_.files.size()) + " are equal on " + node);
    return {};
  }

  status compare_digests() {
    std::map<std::string, kv::digest> digests;
    for (const auto& node : file_.nodes) {
      auto known = client_.ask(node + "/store", kv::compare{});
      if (!known) return known.error();
      std::printf("  digest of %s: %llu keys, %016llx\n", node.c_str(),
                  static_cast<unsigned long long>(known->digest.keys),
                  static_cast<unsigned long long>(known->digest.sum));
      digests[node] = known->digest;
    }
    if (digests["n1"] == digests["n2"] && digests["n1"] == digests["n3"]) return {};
    return {carrick::code::internal, "the digests of the nodes differ"};
  }

  void print_table(carrick::duration total) {
    std::uint64_t reconnects = 0;
    std::map<std::string, std::uint64_t> drops;
    for (const auto& node : file_.nodes) {
      auto rows = client_.ask(node, carrick::system_messages::members{});
      if (!rows) continue;
      for (const auto& row : rows->members) {
        reconnects += row.reconnects;
        for (const auto& [why, count] : row.lost_by) drops[why] += count;
      }
    }
    auto megabytes = static_cast<double>(data_.bytes) / 1e6;
    std::printf(
      "\nfiles        %zu\nbytes        %llu\nseconds      %.1f (loading %.1f)\n"
      "MB/s         %.1f (loading, three copies)\nrequests     %zu (%zu tried again)\n"
      "requests/s   %.0f\nreconnects   %llu\ndropped      ",
      data_.files.size(), static_cast<unsigned long long>(data_.bytes), seconds(total),
      load_seconds_, megabytes / load_seconds_, requests_.load(), retries_.load(),
      static_cast<double>(requests_.load()) / seconds(total),
      static_cast<unsigned long long>(reconnects));
    if (drops.empty()) std::printf("0");
    for (const auto& [why, count] : drops)
      std::printf("%llu %s  ", static_cast<unsigned long long>(count), why.c_str());
    std::printf("\n\n");
  }

  const std::string kv_, folder_;
  const data_set data_;
  const cluster_file file_;
  carrick::client client_;
  std::vector<std::uint64_t> sums_; // by piece
  std::optional<process> cluster_, returned_;
  std::atomic<bool> n2_is_down_{false};
  std::atomic<std::size_t> requests_{0}, retries_{0}, puts_while_down_{0};
  double load_seconds_ = 0;
};

int run(int argc, char** argv) {
  std::string kv;
  std::vector<std::string> folders;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::string_view{argv[i]} == "--kv") kv = argv[i + 1];
    if (std::string_view{argv[i]} == "--data") folders.emplace_back(argv[i + 1]);
  }
  if (kv.empty() || argc % 2 == 0) {
    std::cerr << "usage: kv_demo --kv PROGRAM [--data FOLDER]...\n";
    return 2;
  }
  if (folders.empty()) folders = {"/usr/share/common-licenses", "/usr/share/doc"};
  auto data = find_pieces(folders);
  if (data.pieces.empty()) {
    std::cerr << "kv_demo: there is no file below " << folders.front() << '\n';
    return 2;
  }
  std::string folder = (std::filesystem::temp_directory_path() / "kv-demo-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  auto file = write_cluster_file(folder);
  if (!file) {
    std::cerr << "kv_demo: " << file.error() << '\n';
    return 1;
  }
  auto done = demonstration{kv, folder, std::move(data), *file}.run();
  if (!done.ok()) {
    std::cerr << "kv_demo: FAILED: " << done << "\n  the nodes' log: " << folder << "/nodes.log\n";
    return 1;
  }
  std::filesystem::remove_all(folder);
  say("all equal: every file on n3 and n2, every digest");
  return 0;
}

} // namespace
} // namespace demo

int main(int argc, char** argv) { return demo::run(argc, argv); }
