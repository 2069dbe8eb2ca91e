#include <carrick/tools/command_line.hpp>
#include <carrick/tools/table.hpp>

#include "text_pipe.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::test;
using namespace carrick::tools;
using namespace std::chrono_literals;

namespace {

struct given {
  std::string target, json = "{}";
  std::vector<std::string> nodes;
  std::uint64_t repeat = 1;
  duration deadline{};
  bool watch = false;
};

class probe final : public command {
 public:
  explicit probe(given& into) : command("probe", "tries arguments"), into_(into) {}
  void declare(command_args& args) override {
    args.required("TARGET", into_.target, "whom");
    args.optional("JSON", into_.json, "what");
    args.option("--repeat", into_.repeat, {1, 1'000'000}, "how often");
    args.option("--deadline", into_.deadline, "how long");
    args.list_option("--nodes", into_.nodes, "which");
    args.flag("--watch", into_.watch, "go on");
  }
  int run(invocation&) override { return 0; }

 private:
  given& into_;
};

struct world {
  given args;
  command_line line;

  world() : line("kv", commands(args)) {}
  static command_list commands(given& into) {
    command_list out = all_commands();
    out.push_back(std::make_unique<probe>(into));
    return out;
  }
  bool runs(std::vector<std::string> words) {
    auto parsed = line.parse(std::move(words));
    return std::holds_alternative<command*>(parsed);
  }
  failure fails(std::vector<std::string> words) {
    auto parsed = line.parse(std::move(words));
    REQUIRE(std::holds_alternative<failure>(parsed));
    auto out = std::get<failure>(parsed);
    CHECK(out.exit == exit_code::usage);
    CHECK(!out.code);
    return out;
  }
};

} // namespace

TEST_CASE("arguments and flags, global ones before and behind the command") {
  world w;
  REQUIRE(w.runs({"-o", "json", "probe", "n1", "[1,2]", "--repeat", "3", "--deadline", "1.5s",
                  "--set", "a=1", "--set", "b=[1,2]", "--nodes", "n1,n2", "--connect", "h:1,h:2",
                  "--watch", "-q"}));
  CHECK(w.args.target == "n1");
  CHECK(w.args.json == "[1,2]");
  CHECK(w.args.repeat == 3);
  CHECK(w.args.deadline == 1500ms);
  CHECK(w.args.nodes == std::vector<std::string>{"n1", "n2"});
  CHECK(w.args.watch);
  const auto& globals = w.line.globals();
  CHECK(globals.format == output_format::json);
  CHECK(globals.set == std::vector<std::string>{"a=1", "b=[1,2]"});
  CHECK(globals.connect == std::vector<std::string>{"h:1", "h:2"});
  CHECK(globals.quiet);
  CHECK(globals.color);
}

TEST_CASE("flags that take away") {
  world w;
  REQUIRE(w.runs({"probe", "n1", "--no-color", "--no-progress"}));
  CHECK(!w.line.globals().color);
  CHECK(!w.line.globals().progress);
}

TEST_CASE("a dash and negative numbers are arguments") {
  world w;
  REQUIRE(w.runs({"probe", "n1", "-"}));
  CHECK(w.args.json == "-");
  world v;
  REQUIRE(v.runs({"probe", "n1", "-5"}));
  CHECK(v.args.json == "-5");
}

TEST_CASE("a misspelt command is named with the nearest") {
  auto f = world{}.fails({"strt"});
  CHECK(f.message == "unknown command \"strt\"");
  REQUIRE(f.hints.size() == 1);
  CHECK(f.hints[0].starts_with("did you mean start?  There is: up, start"));
}

TEST_CASE("a misspelt option is named with the nearest, also a global one") {
  auto f = world{}.fails({"probe", "n1", "--deadlin", "1s"});
  CHECK(f.message == "unknown option \"--deadlin\"");
  CHECK(f.hints[0].starts_with("did you mean --deadline?"));
  CHECK(world{}
          .fails({"probe", "--outputt=json", "n1"})
          .hints[0]
          .starts_with("did you mean --output?"));
}

TEST_CASE("what is missing or too much") {
  CHECK(has(world{}.fails({}).message, "a command is missing"));
  auto missing = world{}.fails({"probe"});
  CHECK(has(missing.message, "TARGET"));
  CHECK(missing.hints[0] == "usage: kv probe TARGET [JSON]");
  CHECK(world{}.fails({"probe", "n1", "{}", "more"}).message == "nothing was expected at \"more\"");
}

TEST_CASE("values of the wrong form") {
  CHECK(has(world{}.fails({"probe", "n1", "--repeat", "0"}).message, "whole number from 1"));
  CHECK(has(world{}.fails({"probe", "n1", "--repeat", "100000000000"}).message,
            "from 1 to 1000000, got \"100000000000\""));
  CHECK(has(world{}.fails({"probe", "n1", "--repeat", "many"}).message, "\"many\""));
  CHECK(has(world{}.fails({"probe", "n1", "--deadline", "5"}).message, "--deadline"));
  auto format = world{}.fails({"probe", "n1", "-o", "jsn"});
  CHECK(has(format.message, "did you mean json?"));
}

TEST_CASE("help names every command") {
  world w;
  auto parsed = w.line.parse({"--help"});
  REQUIRE(std::holds_alternative<command_line::help>(parsed));
  const auto& text = std::get<command_line::help>(parsed).text;
  for (const auto& one : all_commands()) CHECK(has(text, one->name()));
}

TEST_CASE("a console prints lists in each form") {
  table rows{{"A"}};
  rows.add({"x"});
  rows.add({"y"});
  auto printed = [&](output_format format) {
    text_pipe out, err;
    console c{"kv", {.format = format}, out.write_end(), err.write_end()};
    c.list(rows, {"{\"a\":\"x\"}", "{\"a\":\"y\"}"});
    return out.content();
  };
  CHECK(printed(output_format::text) == "A\nx\ny\n");
  CHECK(printed(output_format::json) == "[{\"a\":\"x\"},{\"a\":\"y\"}]\n");
  CHECK(printed(output_format::jsonl) == "{\"a\":\"x\"}\n{\"a\":\"y\"}\n");
}

TEST_CASE("notes are silent when quiet, errors are not") {
  text_pipe out, err;
  console c{"kv", {.format = output_format::text, .quiet = true}, out.write_end(), err.write_end()};
  c.note("hello");
  CHECK(c.fail(usage_failure("no")) == 2);
  CHECK(out.content().empty());
  CHECK(err.content() == "error: no\n  more: kv --help   (exit 2)\n");
}
