#include "source_world.hpp"
#include "text_pipe.hpp"
#include "texts.hpp"

#include <carrick/actors/system_messages.hpp>
#include <carrick/config/load.hpp>
#include <carrick/config/rows.hpp>
#include <carrick/core/base64.hpp>
#include <carrick/core/random.hpp>
#include <carrick/core/utf8.hpp>
#include <carrick/tools/console.hpp>
#include <carrick/tools/json_source.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/load_cluster.hpp>
#include <carrick/tools/log_line.hpp>
#include <carrick/tools/node_event.hpp>
#include <carrick/tools/spdlog_logger.hpp>
#include <carrick/tools/table.hpp>

#include <catch2/catch.hpp>

#include <sstream>

// Whatever bytes a text holds, wherever it comes from: a line stays one printable line, and JSON
// parses.

using namespace carrick;
using namespace carrick::test;
using namespace carrick::tools;

namespace {

constexpr int rounds = 2'000;

/// Letters, controls, good sequences and broken ones, in any order; about 1 KiB now and then.
std::string any_bytes(random_source& random) {
  static const std::vector<std::string> pieces{"a",
                                               "kv.get",
                                               "\"",
                                               "\\",
                                               "\n",
                                               "\r",
                                               "\t",
                                               std::string(1, '\0'),
                                               "\x1b[2J\x1b[31m",
                                               "\x7f",
                                               "\xc2\x85",
                                               "\xc2\x9b",
                                               "\xc3\xbc",
                                               "\xe2\x82\xac",
                                               "\xf0\x9f\x98\x80",
                                               "\xc3",
                                               "\xe2\x82",
                                               "\xf0\x9f\x98",
                                               "\xed\xa0\x80",
                                               "\xc0\xaf",
                                               "\xff",
                                               "\xfe\xff",
                                               "{\"time\":\"",
                                               "\n{\"error\":{",
                                               "=",
                                               "[",
                                               "'"};
  std::string out;
  const auto most = random.below(20) == 0 ? 1'100 : 12;
  for (auto count = random.below(static_cast<std::uint64_t>(most)) + 1; count > 0; --count)
    out += random.below(4) == 0 ? std::string(1, static_cast<char>(random.below(256)))
                                : pieces[random.below(pieces.size())];
  return out;
}

bool is_json(std::string_view text) { return parse_json(text).has_value(); }

/// Lines that end, and of which each is printable.
bool are_lines(std::string_view text) {
  if (!text.ends_with('\n')) return false;
  std::istringstream lines{std::string{text}};
  for (std::string line; std::getline(lines, line);)
    if (!printable_utf8(line)) return false;
  return true;
}

bool are_json_lines(std::string_view text) {
  if (!are_lines(text)) return false;
  std::istringstream lines{std::string{text}};
  for (std::string line; std::getline(lines, line);)
    if (!is_json(line)) return false;
  return true;
}

/// What a console prints for that failure, in both formats.
bool is_told_well(const failure& why) {
  console text{"app", {.format = output_format::text}, -1, -1};
  console json{"app", {.format = output_format::json}, -1, -1};
  const auto shown = json.text_of(why);
  return are_lines(text.text_of(why)) && are_json_lines(shown) && lines_of(shown) == 1;
}

} // namespace

TEST_CASE("any bytes in a log line: one line of text, one of JSON") {
  random_source random{1};
  for (int i = 0; i < rounds; ++i) {
    const auto node = any_bytes(random), component = any_bytes(random), text = any_bytes(random);
    const log_line line{{}, log_level::warn, node, component, text};
    INFO(to_base64(as_bytes(text)));
    CHECK(printable_utf8(to_text(line, false)));
    const auto json = to_json(line);
    CHECK(printable_utf8(json));
    const auto back = parse_log_line(json);
    REQUIRE(back);
    CHECK(back->text == made_valid(text));
    CHECK(printable_utf8(to_text({{}, back->level, "n1", back->component, back->text}, false)));
  }
}

TEST_CASE("any bytes that are logged come out as lines") {
  for (bool json : {false, true}) {
    random_source random{2};
    text_pipe pipe;
    std::string got;
    for (int i = 0; i < 50; ++i) {
      logger_options options;
      options.node = any_bytes(random);
      options.json = json;
      options.descriptor = pipe.write_end();
      spdlog_logger log{options};
      log.error(any_bytes(random), any_bytes(random));
    }
    got = pipe.content();
    CHECK(lines_of(got) == 50);
    CHECK((json ? are_json_lines(got) : are_lines(got)));
  }
}

TEST_CASE("any bytes in a failure: lines of text, one line of JSON") {
  random_source random{3};
  for (int i = 0; i < rounds; ++i) {
    const auto text = any_bytes(random);
    INFO(to_base64(as_bytes(text)));
    const failure f{code::internal,
                    text,
                    {any_bytes(random), near_names(text, {text}, "It has")},
                    exit_code::negative};
    CHECK(is_told_well(f));
    CHECK(is_told_well(failure_of(status{code::refused, text})));
    CHECK(is_told_well(failure_of(status{code::internal, std::string{cut_text(text, 1024)}})));
    CHECK(is_told_well(usage_failure("unknown command \"" + text + "\"")));
    console hostile{text, {.format = output_format::text}, -1, -1};
    CHECK(are_lines(hostile.text_of(f)));
  }
}

TEST_CASE("any bytes in the configuration, its variables and --set: findings that can be shown") {
  random_source random{4};
  const std::string file =
    "cluster = \"c\"\n[nodes.n1]\nlisten = \"127.0.0.1:1\"\n"
    "tags = { zone = \"a\" }\n";
  const std::vector<std::string> keys{"cluster",
                                      "app_version",
                                      "nodes.n1.tags.zone",
                                      "nodes.n1.listen",
                                      "nodes.n1.x",
                                      "drain.grace",
                                      "transport.frame_max",
                                      "log.level",
                                      "membership.dns.name",
                                      "membership.exec.command"};
  for (int i = 0; i < rounds; ++i) {
    const auto bytes = any_bytes(random);
    INFO(to_base64(as_bytes(bytes)));
    const auto& key = keys[random.below(keys.size())];
    for (const auto& options : std::vector<config::load_options>{
           {.environment = {{"CARRICK_APP_VERSION", bytes}}},
           {.environment = {{"CARRICK_NODES__" + bytes + "__LISTEN", "127.0.0.1:2"}}},
           {.sets = {key + "=" + bytes}},
           {.sets = {key + "=\"" + bytes + "\""}},
           {.sets = {bytes}},
           {.profile = bytes}}) {
      auto loaded = config::load_text(file, bytes, options);
      if (!loaded) {
        CHECK(is_told_well(tools::failure_of(loaded.error(), bytes)));
        continue;
      }
      CHECK(are_lines(config::print(*loaded, true)));
      CHECK(printable_utf8(loaded->cluster));
      CHECK(printable_utf8(loaded->app_version));
      for (const auto& [name, text] : loaded->nodes.begin()->second.tags)
        CHECK((printable_utf8(name) && printable_utf8(text)));
    }
    auto of_text = config::load_text("cluster = \"" + bytes + "\"\n" + bytes, "c.toml");
    if (!of_text) CHECK(is_told_well(tools::failure_of(of_text.error(), "c.toml")));
  }
}

TEST_CASE("any bytes in what nodes tell: JSON, tables and events that can be shown") {
  random_source random{5};
  for (int i = 0; i < rounds; ++i) {
    const auto bytes = any_bytes(random);
    INFO(to_base64(as_bytes(bytes)));
    system_messages::member_row row;
    row.node = row.state = row.address = row.app_version = row.why_down = bytes;
    row.tags[bytes] = bytes;
    const auto json = json_of(row);
    CHECK((is_json(json) && printable_utf8(json)));

    table shown{{"NODE", "TAGS"}};
    shown.add({bytes, bytes + "=" + bytes});
    CHECK(are_lines(shown.text(false)));

    node_event event;
    event.event = "waiting";
    event.node = "n1";
    event.lines = {bytes};
    for (const auto& line : text_of(event)) CHECK(printable_utf8(line));
    const auto as_json = json_of(event);
    CHECK((is_json(as_json) && printable_utf8(as_json)));
    REQUIRE(parse_node_event(as_json));
    for (const auto& line : text_of(*parse_node_event(as_json))) CHECK(printable_utf8(line));
  }
}

TEST_CASE("any bytes that a handler throws: the log and the answer parse", "[process]") {
  random_source random{6};
  app_folder folder;
  folder.write(cluster_toml(1, "127.0.0.1:" + std::to_string(free_port())));
  for (auto* format : {"json", "text"}) {
    app_process node{{"start", folder.file(), "--set", std::string{"log.format="} + format}};
    REQUIRE(node.prints("n1  ready after "));
    std::string requests;
    constexpr int count = 200;
    for (int i = 0; i < count; ++i)
      requests += "{\"text\":\"" + to_base64(as_bytes(any_bytes(random))) + "\"}\n";
    requests += "{\"text\":\"" + to_base64(as_bytes(std::string(1023, 'x') + "\xc3\xbc")) + "\"}\n";
    auto calls =
      run_app({"call", "n1/store", "probe.explode", "-", "--config", folder.file(), "-o", "json"},
              requests);
    CHECK(lines_of(calls.err) == count + 1);
    CHECK(are_json_lines(calls.err));
    CHECK(has(calls.err, std::string(1023, 'x') + "\""));
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"members"}, {"actors"}, {"handlers"}}) {
      auto asked = words;
      asked.insert(asked.end(), {"--config", folder.file(), "-o", "jsonl"});
      auto answer = run_app(asked);
      CHECK(answer.exit == 0);
      CHECK(are_json_lines(answer.out));
    }
    node.send(SIGTERM);
    CHECK(node.wait() == 0);
    CHECK(lines_of(node.err()) > count);
    CHECK((*format == 'j' ? are_json_lines(node.err()) : are_lines(node.err())));
  }
}

TEST_CASE("a tag or version that is not UTF-8 is refused, by its name, before a node starts",
          "[process]") {
  app_folder folder;
  folder.write(cluster_toml(1));
  auto by_set = run_app({"start", folder.file(), "--set", "nodes.n1.tags.zone=\xff", "-o", "json"});
  CHECK(by_set.exit == 2);
  CHECK(are_json_lines(by_set.err));
  CHECK(has(by_set.err, "nodes.n1.tags.zone"));
  CHECK(has(by_set.err, "not UTF-8"));
  auto by_variable = run_to_end(
    by_shell("CARRICK_APP_VERSION=$(printf '1\\377') exec \"$@\"", {"start", folder.file()}));
  CHECK(by_variable.exit == 2);
  CHECK(are_lines(by_variable.err));
  CHECK(has(by_variable.err, "CARRICK_APP_VERSION: not UTF-8"));
}
