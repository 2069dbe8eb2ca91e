#include <carrick/tools/command.hpp>
#include <carrick/tools/explain_pages.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/table.hpp>

namespace carrick::tools {
namespace {

/// What `explain` prints.
struct explained {
  std::string id, code, sentence, hint, page;
  std::uint32_t number = 0;
  CARRICK_DATA(explained, "carrick.tool.explained", id, code, number, sentence, hint, page)
};

explained explained_code(code c) {
  return {.id = std::string{error_id_of(c)},
          .code = std::string{name_of(c)},
          .sentence = std::string{sentence_of(c)},
          .hint = std::string{hint_of(c)},
          .page = std::string{explain_page(c)},
          .number = static_cast<std::uint32_t>(c)};
}

/// The page of an error, offline.
class explain final : public command {
 public:
  explain() : command("explain", "what an error means, and what to look at") {}

  void declare(command_args& args) override {
    args.optional("ERROR", error_, "CRK0301, or its name; none: all of them");
  }

  int run(invocation& at) override {
    if (error_.empty()) return list(at);
    auto wanted = error_.starts_with("crk") ? "CRK" + error_.substr(3) : error_;
    code c{};
    if (!parse_code(wanted, c))
      return at.fail(usage_failure("there is no error \"" + error_ + "\"",
                                   {near_names(error_, names(), "There is")}));
    if (at.out.format() == output_format::text)
      at.out.text(explain_text(c));
    else
      at.out.line(json_of(explained_code(c)));
    return 0;
  }

 private:
  static std::vector<std::string> names() {
    std::vector<std::string> out;
    for (int i = 0; i < code_count; ++i) out.emplace_back(name_of(static_cast<code>(i)));
    for (int i = 0; i < code_count; ++i) out.emplace_back(error_id_of(static_cast<code>(i)));
    return out;
  }

  static int list(invocation& at) {
    table out{{"ID", "NAME", "NUMBER", "MEANING"}};
    out.align_right(2);
    std::vector<std::string> json;
    for (int i = 0; i < code_count; ++i) {
      auto row = explained_code(static_cast<code>(i));
      out.add({row.id, row.code, std::to_string(row.number), row.sentence});
      json.push_back(json_of(row));
    }
    at.out.list(out, json);
    return 0;
  }

  std::string error_;
};

} // namespace

std::unique_ptr<command> make_explain() { return std::make_unique<explain>(); }

} // namespace carrick::tools
