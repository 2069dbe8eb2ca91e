#include <carrick/tools/bench_plan.hpp>
#include <carrick/tools/command.hpp>

namespace carrick::tools {
namespace {

/// Load, measured.
class bench final : public command {
 public:
  bench() : command("bench", "how fast posts and requests are") {}

  void declare(command_args& args) override {
    args.optional("TARGET", plan_.target, "NODE or NODE/ACTOR (default: two processes of its own)");
    args.option("--size", plan_.bytes, 0, "of a message in bytes (default: 64)");
    args.option("--in-flight", plan_.in_flight, 1, "requests open at a time (default: 512)");
    args.option("--duration", plan_.time, "of each measurement (default: 3s)");
  }

  int run(invocation& at) override { return run_bench(at, plan_); }

 private:
  bench_plan plan_;
};

} // namespace

std::unique_ptr<command> make_bench() { return std::make_unique<bench>(); }

} // namespace carrick::tools
