#include <carrick/tools/accepted.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/interruption.hpp>
#include <carrick/tools/json_lines.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/progress.hpp>
#include <carrick/tools/tally.hpp>

namespace carrick::tools {
namespace {

/// One request, or many, each answered by a line of JSON.
class call final : public command {
 public:
  call() : command("call", "send a request and print its answer as JSON") {}

  void declare(command_args& args) override {
    args.required("TARGET", target_, "NODE or NODE/ACTOR");
    args.required("NAME", name_, "of the request, as `handlers` shows it");
    args.optional("JSON", json_, "its fields (default: {}); - reads one request a line from stdin");
    args.option("--deadline", deadline_, "of each request (default: --timeout)");
    args.option("--repeat", repeat_, {.min = 1}, "send each request so many times");
  }

  int run(invocation& at) override {
    auto cluster = cluster_access::open(at);
    if (!cluster) return at.fail(cluster.error());
    auto to = (*cluster)->find(target_);
    if (!to) return at.fail(to.error());
    auto type = message_for(**cluster, at.types, *to, name_, message_kind::request);
    if (!type) return at.fail(type.error());
    if (deadline_ == duration::zero()) deadline_ = at.globals.timeout;
    interruption::take();
    const interruption::watch watch;
    interrupted_ = watch.token();
    auto exit = send_all(at, **cluster, *to, **type);
    auto signal = interruption::signal();
    return signal != 0 ? static_cast<int>(exit_code_of_signal(signal)) : exit;
  }

 private:
  int send_all(invocation& at, cluster_access& cluster, const target& to,
               const message_type& type) {
    json_lines lines{json_, [] { return interruption::signal() != 0; }};
    tally results;
    auto goes_on = [&] { return !at.out.in_vain() && interruption::signal() == 0; };
    for (std::string json, place; goes_on() && lines.next(json, place);) {
      auto message = message_at(type, json, place);
      if (!message) {
        results.add(at.fail(message.error()));
        continue;
      }
      buffer body;
      message->encode(body);
      progress_bar bar{at.out, "calling", repeat_};
      for (std::uint64_t i = 0; i < repeat_ && goes_on(); ++i) {
        results.add(send(at, cluster, to, type, body));
        if (repeat_ > 1) bar.show(i + 1);
      }
    }
    if (auto broken = lines.broken()) results.add(at.fail(*broken));
    return results.exit();
  }

  int send(invocation& at, cluster_access& cluster, const target& to, const message_type& type,
           const buffer& body) {
    auto answer = cluster.link().ask_raw(to.text(), type, body.bytes(), deadline_, interrupted_);
    if (!answer && interruption::signal() != 0) return 0; // nobody asks how it ended
    if (!answer) return at.fail(why_not(cluster, to, answer.error()));
    auto json = json_of(*type.reply, answer->body.bytes(), answer->decoding);
    if (!json) return at.fail(failure_of(json.error()));
    at.out.line(*json);
    return 0;
  }

  failure why_not(cluster_access& cluster, const target& to, const status& why) {
    if (why.code() == code::no_handler)
      if (auto accepted = accepted_by(cluster, to, name_); !accepted) return accepted.error();
    return failure_of(why, exit_code_of_answer(why.code()));
  }

  std::string target_, name_, json_ = "{}";
  duration deadline_{};
  std::uint64_t repeat_ = 1;
  std::stop_token interrupted_;
};

} // namespace

std::unique_ptr<command> make_call() { return std::make_unique<call>(); }

} // namespace carrick::tools
