#include <carrick/core/base64.hpp>
#include <carrick/tools/failure.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/log_line.hpp>
#include <carrick/tools/node_event.hpp>
#include <carrick/tools/progress.hpp>
#include <carrick/tools/stopwatch.hpp>
#include <carrick/tools/table.hpp>
#include <carrick/tools/target.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::tools;
using namespace std::chrono_literals;

TEST_CASE("base64 of every length, and only its own form back") {
  CHECK(to_base64(as_bytes("")) == "");
  CHECK(to_base64(as_bytes("f")) == "Zg==");
  CHECK(to_base64(as_bytes("fo")) == "Zm8=");
  CHECK(to_base64(as_bytes("foo")) == "Zm9v");
  CHECK(to_base64(as_bytes("foob")) == "Zm9vYg==");
  for (std::string text : {"", "a", "ab", "abc", "abcd", "\xff\x01\x7f"}) {
    auto back = from_base64(to_base64(as_bytes(text)));
    REQUIRE(back);
    CHECK(as_text(*back) == text);
  }
  for (auto wrong : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Z===", "Zm9=", "Zm9v\n", "Zm 9", "=Zg="})
    CHECK(!from_base64(wrong));
}

TEST_CASE("a table without lines") {
  table t{{"NODE", "RTT", "STATE"}};
  t.align_right(1);
  CHECK(t.empty());
  t.add({"n1", "1 ms", "up"});
  t.add({"n\xc3\xa4me", "", "down"});
  CHECK(t.text(false) ==
        "NODE   RTT  STATE\n"
        "n1    1 ms  up\n"
        "n\xc3\xa4me     -  down\n");
}

TEST_CASE("a table shows control characters of strangers as what they are") {
  table t{{"NODE"}};
  t.add({"\x1b[31mred\n"});
  CHECK(t.text(false) == "NODE\n\\x1b[31mred\\x0a\n");
}

TEST_CASE("an error as people read it") {
  failure f{code::no_handler,
            "n1/store has no handler \"kv.gte\"",
            {near_names("kv.gte", {"kv.get", "kv.put"}, "It accepts")},
            exit_code::not_found};
  CHECK(to_text(f, "kv", false) ==
        "error[CRK0301]: n1/store has no handler \"kv.gte\"\n"
        "  did you mean kv.get?  It accepts: kv.get, kv.put\n"
        "  more: kv explain CRK0301   (exit 5)\n");
  CHECK(to_text(usage_failure("unknown command \"strt\""), "kv", false) ==
        "error: unknown command \"strt\"\n"
        "  more: kv --help   (exit 2)\n");
}

TEST_CASE("an error as JSON and back") {
  failure f{code::no_handler, "no \"x\"", {"a", "b"}, exit_code::not_found};
  CHECK(to_json(f) ==
        "{\"error\":{\"id\":\"CRK0301\",\"code\":\"no_handler\",\"message\":\"no \\\"x\\\"\","
        "\"hints\":[\"a\",\"b\"],\"exit\":5}}");
  auto back = parse_failure(to_json(f));
  REQUIRE(back);
  CHECK(back->code == f.code);
  CHECK(back->hints == f.hints);
  CHECK(back->exit == f.exit);
  CHECK(!parse_failure(to_json(usage_failure("x")))->code);
  CHECK(!parse_failure("{\"error\":7}"));
  CHECK(!parse_failure("an error"));
}

TEST_CASE("near names list what there is, but not without end") {
  CHECK(near_names("zzz", {}, "There is") == "There is: nothing");
  CHECK(near_names("zzz", {"a", "b"}, "There is") == "There is: a, b");
  std::vector<std::string> many(25, "name");
  CHECK(near_names("zzz", many, "There is").ends_with("name and 5 more"));
}

TEST_CASE("a target is a node of the cluster, with or without an actor") {
  std::vector<std::string> nodes{"n1", "n2"};
  CHECK(parse_target("n1", nodes)->text() == "n1");
  CHECK(parse_target("n2/store", nodes)->actor == "store");
  auto unknown = parse_target("n3/store", nodes);
  REQUIRE(!unknown);
  CHECK(unknown.error().exit == exit_code::not_found);
  CHECK(unknown.error().hints ==
        std::vector<std::string>{"did you mean n1?  The nodes are: n1, n2"});
  CHECK(parse_target("n1/", nodes).error().exit == exit_code::usage);
}

TEST_CASE("a log line as text, as JSON and back") {
  log_line line{std::chrono::system_clock::from_time_t(1'700'000'000) + 42ms, log_level::warn, "n1",
                "link", "two\nlines"};
  auto text = to_text(line, false);
  CHECK(text.ends_with(".042 warn  link      two\\x0alines"));
  auto json = to_json(line);
  CHECK(json ==
        "{\"time\":\"2023-11-14T22:13:20.042Z\",\"level\":\"warn\",\"node\":\"n1\","
        "\"component\":\"link\",\"text\":\"two\\nlines\"}");
  auto back = parse_log_line(json);
  REQUIRE(back);
  CHECK(back->time == line.time);
  CHECK(back->level == line.level);
  CHECK(back->component == "link");
  CHECK(back->text == "two\nlines");
  line.time = std::chrono::system_clock::from_time_t(-1) + 42ms;
  json = to_json(line);
  CHECK(has(json, "\"time\":\"1969-12-31T23:59:59.042Z\""));
  CHECK(parse_log_line(json)->time == line.time);
  CHECK(to_text(line, false).substr(8, 4) == ".042");
  CHECK(!parse_log_line("plain"));
  CHECK(!parse_log_line("{\"time\":1}"));
}

TEST_CASE("a node's events as JSON and back") {
  node_event e;
  e.event = "listening";
  e.node = "n1";
  e.address = "127.0.0.1:1";
  e.actors = {"store(kv.store)"};
  CHECK(text_of(e) == std::vector<std::string>{"listening 127.0.0.1:1  actors store(kv.store)"});
  auto back = parse_node_event(json_of(e));
  REQUIRE(back);
  CHECK(back->address == e.address);
  CHECK(!parse_node_event("{\"event\":true}"));
  e.event = "waiting";
  e.lines = {"n2: connection refused", "n3: connection refused"};
  CHECK(text_of(e).size() == 2);
}

TEST_CASE("a progress bar's text") {
  CHECK(progress_text("load", 1, 2, "") == "load [############............] 1/2 50%");
  CHECK(progress_text("load", 7, 0, "3 MB/s") == "load 7 3 MB/s");
}

TEST_CASE("a time limit of the command line may be for ever") {
  CHECK(!deadline{duration::max()}.over());
  CHECK(!deadline{duration::max() - 1h}.over());
  CHECK(deadline{duration::max()}.left() > 1h);
  CHECK(deadline{0s}.over());
}
