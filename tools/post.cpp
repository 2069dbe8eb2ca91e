#include <carrick/tools/accepted.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/json_lines.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/tally.hpp>

namespace carrick::tools {
namespace {

/// What `post -o json` prints.
struct posted {
  std::string to, message;
  std::uint64_t posts = 0;
  CARRICK_DATA(posted, "carrick.tool.posted", to, message, posts)
};

/// One-way messages. Done when the node has taken them over.
class post final : public command {
 public:
  post() : command("post", "send a one-way message and wait until the node has taken it over") {}

  void declare(command_args& args) override {
    args.required("TARGET", target_, "NODE or NODE/ACTOR");
    args.required("NAME", name_, "of the post, as `handlers` shows it");
    args.optional("JSON", json_, "its fields (default: {}); - reads one post a line from stdin");
  }

  int run(invocation& at) override {
    auto cluster = cluster_access::open(at);
    if (!cluster) return at.fail(cluster.error());
    auto to = (*cluster)->find(target_);
    if (!to) return at.fail(to.error());
    auto type = message_for(**cluster, at.types, *to, name_, message_kind::post);
    if (!type) return at.fail(type.error());
    // A post has no answer that would tell.
    if (auto accepted = accepted_by(**cluster, *to, name_); !accepted)
      return at.fail(accepted.error());
    return send_all(at, **cluster, *to, **type);
  }

 private:
  int send_all(invocation& at, cluster_access& cluster, const target& to,
               const message_type& type) {
    json_lines lines{json_};
    tally results;
    for (std::string json, place; lines.next(json, place);) {
      auto message = message_at(type, json, place);
      results.add(message ? send(at, cluster, to, *message) : at.fail(message.error()));
    }
    if (auto broken = lines.broken()) results.add(at.fail(*broken));
    auto arrived = cluster.link().flush(to.node, at.globals.timeout);
    if (!arrived.ok()) return at.fail(failure_of(arrived, exit_code_of_answer(arrived.code())));
    say(at, {to.text(), name_, results.good()});
    return results.exit();
  }

  static int send(invocation& at, cluster_access& cluster, const target& to,
                  const message_value& message) {
    buffer body;
    message.encode(body);
    auto taken = cluster.link().post_raw(to.text(), message.type(), body.bytes());
    if (taken.ok()) return 0;
    return at.fail(failure_of(taken, exit_code_of_answer(taken.code())));
  }

  static void say(invocation& at, const posted& done) {
    if (at.out.format() != output_format::text) return at.out.line(json_of(done));
    at.out.note(done.to + " has taken over " + std::to_string(done.posts) + " " + done.message);
  }

  std::string target_, name_, json_ = "{}";
};

} // namespace

std::unique_ptr<command> make_post() { return std::make_unique<post>(); }

} // namespace carrick::tools
