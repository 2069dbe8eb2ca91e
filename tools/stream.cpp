#include <carrick/tools/accepted.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/follow_stream.hpp>
#include <carrick/tools/json_lines.hpp>
#include <carrick/tools/json_view.hpp>

namespace carrick::tools {
namespace {

/// A stream, shown as lines of JSON.
class stream final : public command {
 public:
  stream() : command("stream", "open a stream and print its items as JSON lines until it ends") {}

  void declare(command_args& args) override {
    args.required("TARGET", target_, "NODE or NODE/ACTOR");
    args.required("NAME", name_, "of the stream, as `handlers` shows it");
    args.optional("JSON", json_, "fields of its opening message (default: {})");
    args.optional("ITEMS", items_,
                  "- sends the lines of stdin as items, as they come, then half-closes");
    args.flag("--half-close", half_close_, "say at once that no items will come");
  }

  int run(invocation& at) override {
    if (json_ == "-") { // without an opening message
      json_ = "{}";
      items_ = "-";
    }
    if (!items_.empty() && items_ != "-")
      return at.fail(usage_failure("items come from stdin: write - instead of \"" + items_ + "\""));
    auto cluster = cluster_access::open(at);
    if (!cluster) return at.fail(cluster.error());
    auto to = (*cluster)->find(target_);
    if (!to) return at.fail(to.error());
    auto type = message_for(**cluster, at.types, *to, name_, message_kind::stream);
    if (!type) return at.fail(type.error());
    if (auto accepted = accepted_by(**cluster, *to, name_); !accepted)
      return at.fail(accepted.error());
    auto prepared = prepare(at, *to, **type);
    if (!prepared) return at.fail(prepared.error());
    return follow_stream(at, **cluster, std::move(*prepared));
  }

 private:
  outcome<followed_stream> prepare(invocation& at, const target& to,
                                   const message_type& type) const {
    followed_stream out;
    out.to = to.text();
    out.type = &type;
    out.reads_items = !items_.empty();
    out.half_close = half_close_ || !items_.empty();
    out.show = [&at](const message_value& item) { at.out.line(json_of(item)); };
    auto opening = message_at(type, json_, {});
    if (!opening) return opening.error();
    opening->encode(out.opening);
    return out;
  }

  std::string target_, name_, json_ = "{}", items_;
  bool half_close_ = false;
};

} // namespace

std::unique_ptr<command> make_stream() { return std::make_unique<stream>(); }

} // namespace carrick::tools
