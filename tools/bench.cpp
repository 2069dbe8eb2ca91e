#include <carrick/core/limits.hpp>
#include <carrick/tools/bench_plan.hpp>
#include <carrick/tools/command.hpp>

namespace carrick::tools {
namespace {

/// Load, measured.
class bench_command final : public command {
 public:
  bench_command()
      : command("bench", "how fast requests and posts are between two processes of its own") {}

  void declare(command_args& args) override {
    args.list_option("--only", plan_.only, "W1 round trip, W2 in flight, W3 posts, W4 large posts");
    args.option("--size", plan_.bytes, {1, limits::message_bytes},
                "of a message of W1 to W3 in bytes (default: 64)");
    args.option("--in-flight", plan_.in_flight, {1, limits::open_requests},
                "requests open at a time in W2 (default: 512)");
    args.option("--duration", plan_.time, "of each measurement (default: 2s)");
    args.flag("--serve", plan_.serve, "be the other process; ends with its parent");
  }

  int run(invocation& at) override { return run_bench(at, plan_); }

 private:
  bench_plan plan_;
};

} // namespace

std::unique_ptr<command> make_bench() { return std::make_unique<bench_command>(); }

} // namespace carrick::tools
