#include "source_world.hpp"
#include "texts.hpp"

#include <carrick/core/base64.hpp>

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>

using namespace carrick::test;

namespace {

/// Either it could do its work, or it says which limit kept it from that. Never a crash.
void check_that_it_says(const app_result& r, const std::string& limit) {
  INFO(limit << ": exit " << r.exit << "\n" << r.out << r.err);
  if (r.exit == 0) return;
  if (has(r.err, "error while loading shared libraries")) return; // not ours to say
  CHECK(r.exit >= 1);
  CHECK(r.exit <= 3);
  CHECK(has(r.err, "error[CRK"));
  // An actor that could not be made says so itself.
  CHECK((has(r.err, limit) || (limit == "ulimit -v" && has(r.err, "out of memory"))));
}

/// Of address space.
std::uint64_t bytes_of(const app_process& process) {
  auto statm = read_file("/proc/" + std::to_string(process.pid()) + "/statm");
  return std::stoull(statm) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::size_t descriptors_of(const app_process& process) {
  std::filesystem::directory_iterator all{"/proc/" + std::to_string(process.pid()) + "/fd"};
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace

TEST_CASE("too few descriptors are named, wherever they run out", "[process]") {
  known_node n1;
  app_process node{n1.start()};
  REQUIRE(n1.serves());
  known_node n2;
  n2.folder.write(cluster_toml(1, "localhost:0"));
  for (int count = 4; count < 24; ++count) {
    auto limited = "ulimit -n " + std::to_string(count) + "; exec \"$@\"";
    check_that_it_says(
      run_to_end(by_shell(limited, {"ping", "n1", "-c", "1", "--connect", n1.address})),
      "open files");
    app_process other{by_shell(limited, n2.start())};
    if (other.prints("ready")) other.send(SIGTERM);
    int exit = other.wait();
    check_that_it_says({exit, other.out(), other.err()}, "open files");
  }
}

TEST_CASE("threads that cannot be started are named", "[process]") {
  known_node n1;
  const std::string no_threads = "ulimit -s 100000000000; exec \"$@\"";
  for (const auto& words : std::vector<std::vector<std::string>>{
         n1.start(), {"ping", "--connect", n1.address}, {"bench", "--duration", "1ms"}}) {
    auto r = run_to_end(by_shell(no_threads, words));
    CHECK(r.exit == 1);
    check_that_it_says(r, "ulimit -s");
  }
}

TEST_CASE("memory that is not there is named", "[process]") {
  known_node n1;
  for (int mib = 16; mib < 64; ++mib) {
    app_process node{
      by_shell("ulimit -v " + std::to_string(mib * 1024) + "; exec \"$@\"", n1.start())};
    if (node.prints("ready")) node.send(SIGTERM);
    int exit = node.wait();
    check_that_it_says({exit, node.out(), node.err()}, "ulimit -v");
  }
}

#ifdef CARRICK_KV
TEST_CASE("a node whose memory runs out refuses as overloaded, or ends by its own word",
          "[process]") {
  for (std::size_t bytes : {2'000, 60'000, 1'000'000, 4'000'000})
    for (int mib : {52, 100}) {
      known_node n1;
      n1.folder.write("cluster = \"kv\"\n[runtime]\nloops = 2\n[nodes.n1]\nlisten = \"" +
                      n1.address +
                      "\"\nactors = [{ name = \"store\", type = \"kv.store\", "
                      "options = { alone_after_ms = 0 } }]\n");
      const auto kv = [&](const std::string& limit, std::vector<std::string> words) {
        words.insert(words.begin(), {"/bin/sh", "-c", limit + "exec \"$@\"", "sh", CARRICK_KV});
        words.insert(words.end(), {"--config", n1.folder.file()});
        return words;
      };
      app_process node{app_process::other{
        kv("ulimit -v " + std::to_string(mib * 1024) + "; ", {"start", "--node", "n1"})}};
      if (node.prints("ready")) {
        std::string puts;
        const auto data = carrick::to_base64(std::vector<std::byte>(bytes));
        for (std::size_t i = 0; i < 20 + 300'000'000 / bytes / 4 && puts.size() < 400'000'000; ++i)
          puts += "{\"key\":\"k" + std::to_string(i) + "\",\"data\":\"" + data + "\"}\n";
        app_process client{app_process::other{kv("", {"call", "n1/store", "kv.put", "-"})}, puts};
        int exit = client.wait();
        INFO(mib << " MiB, values of " << bytes << " bytes\n" << client.err().substr(0, 2'000));
        CHECK(exit != -1);
        CHECK(!has(client.err(), "bad_alloc"));
        CHECK(!has(client.err(), "CRK0306")); // internal
        CHECK(!has(client.err(), "CRK0202")); // deadline_exceeded
        node.send(SIGTERM);
      }
      int exit = node.wait();
      INFO(mib << " MiB, values of " << bytes << " bytes: exit " << exit << "\n" << node.err());
      CHECK((exit == 0 || exit == 1));
      if (exit == 1) CHECK(has(node.err(), "error[CRK0304]: out of memory"));
      CHECK(!has(node.err(), "terminate"));
    }
}
#endif

TEST_CASE("a node that has reached a limit still ends in good order", "[process]") {
  known_node n1;
  app_process node{n1.start()};
  REQUIRE(node.prints("ready"));
  SECTION("descriptors") { node.set_limit(RLIMIT_NOFILE, descriptors_of(node)); }
  SECTION("threads") { node.set_limit(RLIMIT_AS, bytes_of(node) + 1024 * 1024); }
  node.send(SIGTERM);
  CHECK(node.wait() == 0);
  CHECK(has(node.out(), "n1  stopped after "));
}

TEST_CASE("numbers beyond all bounds are wrong usage", "[process]") {
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"sim", "--nodes", "100000000000"},
                                             {"sim", "explore", "--jobs", "100000000000"},
                                             {"bench", "--size", "100000000000"},
                                             {"bench", "--in-flight", "100000000000"}}) {
    auto r = run_app(words);
    CHECK(r.exit == 2);
    CHECK(has(r.err, "expected a whole number from 1 to "));
  }
}
