#include <carrick/tests/support/config_text.hpp>

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

/// The findings of the small text with lines that begin at line 4.
std::string with(std::string_view more) {
  return findings_of(small_text(more), {.types = store_types()});
}

TEST_CASE("unknown keys, with the nearest or with all that are allowed") {
  CHECK(with("port = 1") ==
        R"(c.toml:4:1: unknown key "port"; allowed here: listen, advertise, tags, actors)");
  CHECK(with("lissten = 1") == R"(c.toml:4:1: unknown key "lissten"; did you mean "listen"?)");
  CHECK(with("[tranport]") == R"(c.toml:4:2: unknown key "tranport"; did you mean "transport"?)");
  CHECK(with("[transport.reconnect]\nmaxx = \"1s\"") ==
        R"(c.toml:5:1: unknown key "maxx"; did you mean "max"?)");
}

TEST_CASE("keys of what this version does not do are unknown") {
  for (auto text :
       {"[admin]\nwrite = \"off\"", "[transport.tls]\nca = \"x\"", "[metrics]\nenabled = true",
        "[membership.zookeeper]\nprefix = \"x\"", "[caf]", "[chaos]", "[nodes.n2]\nadmin = \"\""}) {
    INFO(text);
    CHECK_THAT(with(text), Catch::Contains("unknown key"));
  }
}

TEST_CASE("wrong types say what is wanted and what stands there") {
  CHECK(with("[drain]\ngrace = true") ==
        R"(c.toml:5:9: expected a duration, got true; write it with a unit, such as "5s")");
  CHECK(with("[drain]\ngrace = 5") ==
        R"(c.toml:5:9: expected a duration, got 5; write it with a unit, such as "5s")");
  CHECK(with("[transport]\nframe_max = 65536") ==
        R"(c.toml:5:13: expected a size, got 65536; write it with a unit, such as "64KiB")");
  CHECK(with("[transport]\nchecksum = \"yes\"") ==
        R"(c.toml:5:12: expected true or false, got "yes")");
  CHECK(with("transport = 3\n[transport2]") != "");
  CHECK(findings_of("drain = 3\n" + small_text()) == "c.toml:1:9: expected a table, got 3");
  CHECK(findings_of("nodes = []\ncluster = \"c\"") == "c.toml:1:9: expected a table, got an array");
  CHECK(with("tags = { zone = 1 }") == "c.toml:4:17: expected a string, got 1");
  CHECK(with("actors = { }") == "c.toml:4:10: expected an array, got a table");
  CHECK(with("actors = [ 1 ]") == "c.toml:4:12: expected a table with name and type, got 1");
  CHECK(
    with("[runtime]\nloops = \"four\"") ==
    R"(c.toml:5:9: expected a number of loops, "auto" or { links = N, actors = M }, got "four")");
}

TEST_CASE("numbers out of range, negative, not numbers") {
  CHECK(with("[transport]\nreconnect = { jitter = 1.5 }") ==
        "c.toml:5:24: 1.5 is out of range; allowed: 0.0 to 1.0");
  CHECK(with("[transport]\nreconnect = { jitter = nan }") ==
        "c.toml:5:24: nan is out of range; allowed: 0.0 to 1.0");
  CHECK(with("[transport]\nreconnect = { jitter = -inf }") ==
        "c.toml:5:24: -inf is out of range; allowed: 0.0 to 1.0");
  CHECK(with("[defaults]\nposts = { max = -1 }") ==
        "c.toml:5:17: -1 is out of range; allowed: 1 to 16777216");
  CHECK(with("[runtime]\nloops = 0") == "c.toml:5:9: 0 is out of range; allowed: 1 to 1024");
  CHECK(with("[drain]\ngrace = \"0s\"") ==
        R"(c.toml:5:9: "0s" is out of range; allowed: 1ms to 1d)");
  CHECK(with("[drain]\ngrace = \"-1s\"") ==
        R"(c.toml:5:9: "-1s" is out of range; allowed: 1ms to 1d)");
  CHECK(with("[drain]\ngrace = \"5 sec\"") ==
        R"(c.toml:5:9: unknown unit "sec"; allowed units: ns, us, ms, s, m, h, d)");
  CHECK(with("[runtime]\nspin = \"0s\"").empty());
  CHECK(with("[membership.strangers]\nposts = 0") ==
        "c.toml:5:9: 0 is out of range; allowed: 1 to 16777216");
  CHECK(with("[membership.strangers]\nlinks = 0").empty());
  CHECK(with("[membership.strangers]\nbytes = \"1B\"") ==
        R"(c.toml:5:9: "1B" is out of range; allowed: 1KiB to 1GiB)");
}

TEST_CASE("names that stand for something must be known") {
  CHECK(with("[membership]\nprovider = \"zookeeper\"") ==
        R"(c.toml:5:12: "zookeeper" is no provider; there is: static, file, etcd, dns, exec)");
  CHECK(with("[log]\nlevel = \"loud\"") ==
        R"(c.toml:5:9: "loud" is no level; there is: trace, debug, info, warn, error, off)");
  CHECK(with("[log]\nlevel = { lnk = \"info\" }") ==
        R"(c.toml:5:11: no log lines come from "lnk"; did you mean "link"?)");
  CHECK(with("[defaults]\nposts = { when_full = \"wait\" }") ==
        R"(c.toml:5:23: "wait" is no when_full; there is: drop-oldest, fail, block)");
}

TEST_CASE("the cluster has a name that fits the wire") {
  CHECK(findings_of("cluster = \"\"\n[nodes.n1]\nlisten = \"127.0.0.1:1\"") ==
        "c.toml:1:11: an empty text");
  CHECK(findings_of("[nodes.n1]\nlisten = \"127.0.0.1:1\"") ==
        R"(c.toml:1:1: the cluster has no name; add cluster = "..." at the top)");
  CHECK(findings_of("cluster = \"" + std::string(256, 'x') +
                    "\"\n[nodes.n1]\nlisten = \"127.0.0.1:1\"") ==
        "c.toml:1:11: a text of 256 bytes; at most 255 are allowed");
}

TEST_CASE("names and texts of one line have no control characters") {
  const auto of_cluster = [](const std::string& name) {
    return findings_of("cluster = \"" + name + "\"\n[nodes.n1]\nlisten = \"127.0.0.1:1\"");
  };
  CHECK(of_cluster("a\\nb") ==
        R"(c.toml:1:11: "a\x0ab" has a control character; write it without)");
  for (auto* control : {"\\u0000", "\\t", "\\u001B[31m", "\\u007F", "\\u0085", "\\u009B"}) {
    INFO(control);
    const std::string name{control};
    CHECK_THAT(of_cluster(name), Catch::Contains("has a control character"));
    CHECK_THAT(findings_of("app_version = \"" + name + "\"\n" + small_text()),
               Catch::Contains("c.toml:1:15: "));
    CHECK_THAT(with("tags = { zone = \"" + name + "\" }"),
               Catch::Contains("has a control character"));
    CHECK_THAT(with("tags = { \"" + name + "\" = \"a\" }"), Catch::Contains("in its name"));
    CHECK_THAT(with("advertise = \"127.0.0.1" + name + ":1\""), Catch::Contains("c.toml:4:13: "));
    CHECK_THAT(with("actors = [{ name = \"a" + name + "\", type = \"kv.plain\" }]"),
               Catch::Contains("has a control character"));
    CHECK_THAT(with("actors = [{ name = \"a\", type = \"kv.plain" + name + "\" }]"),
               Catch::Contains("unknown actor type"));
    CHECK_THAT(with("[nodes.\"n" + name + "\"]\nlisten = \"127.0.0.1:2\""),
               Catch::Contains("is no node id"));
    CHECK_THAT(with("[membership.etcd]\nprefix = \"/a" + name + "/\""),
               Catch::Contains("has a control character"));
    CHECK_THAT(with("[membership.etcd]\nendpoints = [\"http://a" + name + ":1\"]"),
               Catch::Contains("has a control character"));
    CHECK_THAT(with("[membership.dns]\nname = \"a" + name + "\""),
               Catch::Contains("has a control character"));
  }
  // A script may have lines.
  CHECK(with("[membership.exec]\ncommand = [\"sh\", \"-c\", \"a\\nb\"]").empty());
  CHECK_THAT(with("[membership.exec]\ncommand = [\"sh\\u0000\"]"),
             Catch::Contains("has a control character"));
}

TEST_CASE("node ids, and a node without an address") {
  CHECK(
    with("[nodes.\"a b\"]\nlisten = \"127.0.0.1:2\"") ==
    R"(c.toml:4:8: "a b" is no node id; character 2 of a node id is not one of A-Z a-z 0-9 . _ : -)");
  CHECK(with("[nodes.n2]") ==
        R"(c.toml:4:1: node "n2" has no listen address; add listen = "127.0.0.1:7101")");
  CHECK(findings_of("cluster = \"c\"\n[nodes]") == "");
}

TEST_CASE("a key or a table that stands twice is a syntax error with its line") {
  CHECK_THAT(with("[nodes.n1]\nlisten = \"127.0.0.1:1\""), Catch::StartsWith("c.toml:4:"));
  CHECK_THAT(with("listen = \"127.0.0.1:1\""), Catch::StartsWith("c.toml:4:"));
  CHECK_THAT(with("x = "), Catch::StartsWith("c.toml:4:"));
}

TEST_CASE("two nodes with one address, in any spelling, are named with both lines") {
  CHECK(
    with("[nodes.n2]\nlisten = \"localhost:7101\"") ==
    "c.toml:5:10: nodes n1 and n2 have one address, 127.0.0.1:7101 (the other: c.toml:3:10); give "
    "each its own port");
  CHECK(
    with("[nodes.n2]\nlisten = \"127.0.0.1:2\"\nadvertise = \"127.0.0.1:7101\"") ==
    "c.toml:6:13: nodes n1 and n2 have one address, 127.0.0.1:7101 (the other: c.toml:3:10); give "
    "each its own port");
  CHECK(with("advertise = \"127.0.0.1:7101\"").empty());
}

TEST_CASE("port 0 is any port, and each machine has its own 0.0.0.0") {
  CHECK(findings_of("cluster = \"c\"\n[nodes.a]\nlisten = \"127.0.0.1:0\"\n[nodes.b]\nlisten = "
                    "\"127.0.0.1:0\"")
          .empty());
  CHECK(with("[nodes.a]\nlisten = \"0.0.0.0:1\"\nadvertise = \"a:1\"\n[nodes.b]\nlisten = "
             "\"0.0.0.0:1\"\nadvertise = \"b:1\"\n[transport]\ninsecure_plaintext = true")
          .empty());
}

TEST_CASE("an address for all interfaces needs one to be dialed at") {
  auto address = GENERATE("0.0.0.0:7102", "[::]:7102");
  CHECK_THAT(with("[nodes.n2]\nlisten = \"" + std::string{address} +
                  "\"\n[transport]\ninsecure_plaintext = true"),
             Catch::StartsWith("c.toml:5:10: ") && Catch::Contains("add advertise"));
}

TEST_CASE("advertise is one address with a port") {
  CHECK_THAT(with("advertise = \"0.0.0.0:1\""), Catch::Contains("no address that others can dial"));
  CHECK_THAT(with("advertise = \"n1:0\""), Catch::Contains("port 0"));
  CHECK(with("advertise = \"\"").empty());
  CHECK_THAT(with("advertise = \"n1\""), Catch::Contains("there is no port"));
}

TEST_CASE("plain links beyond loopback are refused unless asked for, and the finding says why") {
  auto text = "[nodes.n2]\nlisten = \"10.0.0.2:7101\"\n";
  CHECK(with(text) ==
        "c.toml:5:10: \"10.0.0.2:7101\" is beyond loopback, and links are not encrypted; "
        "listen on 127.0.0.1, or set transport.insecure_plaintext = true if everybody in "
        "that network may read and write");
  CHECK(with(std::string{text} + "[transport]\ninsecure_plaintext = true").empty());
  CHECK(with("advertise = \"n1.example:7101\"") ==
        "c.toml:4:13: \"n1.example:7101\" is beyond loopback, and links are not encrypted; "
        "advertise 127.0.0.1, or set transport.insecure_plaintext = true if everybody in "
        "that network may read and write");
}

TEST_CASE("minimum and maximum in order") {
  CHECK(with("[transport]\nreconnect = { min = \"2s\" }") ==
        "c.toml:5:21: transport.reconnect.min (2s) is larger than transport.reconnect.max (1s)");
  CHECK(
    with("[transport]\nreconnect = { min = \"3s\", max = \"2s\" }") ==
    "c.toml:5:21: transport.reconnect.min (3s) is larger than transport.reconnect.max (2s); the "
    "other: c.toml:5:33");
  CHECK(with("[membership]\nping_after = \"2001ms\"") ==
        "c.toml:5:14: membership.ping_after (2.001s) is out of range; allowed: 1ms to 2s, half of "
        "membership.fail_after; \"0s\": a quarter of it, at most 1s");
  CHECK_THAT(with("[membership]\nping_after = \"1us\""), Catch::Contains("is out of range"));
  CHECK(with("[membership]\nping_after = \"2s\"").empty());
  CHECK(with("[membership]\nfail_after = \"500ms\"").empty());
  CHECK_THAT(with("[transport]\nmessage_max = \"32KiB\""),
             Catch::StartsWith("c.toml:5:15: transport.frame_max"));
  CHECK_THAT(with("[transport]\nstream_window = \"32MiB\""),
             Catch::StartsWith("c.toml:5:17: transport.stream_window"));
}

TEST_CASE("actors: name, type and options") {
  auto actor = [](std::string_view fields) {
    return with("actors = [ { " + std::string{fields} + " } ]");
  };
  CHECK(actor("name = \"s\", type = \"kv.store\"").empty());
  CHECK(actor("name = \"s\", type = \"kv.stor\"") ==
        R"(c.toml:4:33: unknown actor type "kv.stor"; did you mean "kv.store"?)");
  CHECK(actor("name = \"s\", type = \"x\"") ==
        R"(c.toml:4:33: unknown actor type "x"; this program has: kv.store, kv.plain)");
  CHECK(actor("type = \"kv.store\"") == "c.toml:4:12: an actor without a name; add name = \"...\"");
  CHECK(actor("name = \"s\"") == "c.toml:4:12: an actor without a type; add type = \"...\"");
  CHECK_THAT(actor("name = \"a/b\", type = \"kv.store\""), Catch::Contains(R"(it holds "/")"));
  CHECK(with("actors = [ { name = \"s\", type = \"kv.store\" },\n { name = \"s\", type = "
             "\"kv.store\" } ]") ==
        R"(c.toml:5:11: a second actor named "s"; names are unique on a node)");
  CHECK_THAT(actor("name = \"s\", type = \"kv.store\", restrat = \"always\""),
             Catch::Contains(R"(did you mean "restart"?)"));
}

TEST_CASE("restarts: when, pauses and limit") {
  auto restart = [](std::string_view keys) {
    return with("[[nodes.n1.actors]]\nname = \"s\"\ntype = \"kv.store\"\n" + std::string{keys});
  };
  for (auto when : {"never", "on-failure", "always"})
    CHECK(restart("restart = \"" + std::string{when} + "\"").empty());
  CHECK_THAT(restart("restart = \"on_failure\""),
             Catch::StartsWith("c.toml:7:11: ") && Catch::Contains("on-failure"));
  CHECK_THAT(restart("restart_limit.count = 0"), Catch::StartsWith("c.toml:7:23: "));
  CHECK(restart("restart_pause.min = \"11s\"") ==
        "c.toml:7:21: nodes.n1.actors.s.restart_pause.min (11s) is larger than "
        "nodes.n1.actors.s.restart_pause.max (10s)");
}

TEST_CASE("an actor's options are as strict as everything else") {
  auto options = [](std::string_view table) {
    return with("[[nodes.n1.actors]]\nname = \"s\"\ntype = \"kv.store\"\n" + std::string{table});
  };
  CHECK(options("options.max_keys = 5").empty());
  CHECK_THAT(options("options.max_key = 5"),
             Catch::StartsWith("c.toml:7:19: options.max_key: ") && Catch::Contains("max_keys"));
  CHECK_THAT(options("options.backup = \"n2\"\noptions.max_keys = \"many\""),
             Catch::StartsWith("c.toml:8:20: options.max_keys: expected an integer"));
  CHECK(options("options = 3") == "c.toml:7:11: expected a table, got 3");
  CHECK(with("actors = [ { name = \"s\", type = \"kv.plain\", options = { a = 1 } } ]") ==
        "c.toml:4:55: kv.plain takes no options");
}

TEST_CASE("without a list of types, types and options are not judged") {
  CHECK(
    findings_of(small_text("actors = [ { name = \"s\", type = \"any\", options = { a = 1 } } ]"))
      .empty());
}

TEST_CASE("a newer format is refused before anything else is judged") {
  CHECK(findings_of("schema = 2\nwhatever = 1\n") ==
        "c.toml:1:10: schema 2 is newer than this program; it reads up to schema 1; use a newer "
        "program");
  CHECK(findings_of("schema = \"1\"\n" + small_text()) ==
        "c.toml:1:10: schema is not a format of this file; write schema = 1");
  CHECK(findings_of("schema = 0\n" + small_text()) ==
        "c.toml:1:10: schema is not a format of this file; write schema = 1");
}

TEST_CASE("all findings come at once, by line") {
  CHECK(with("[log]\nlevel = \"loud\"\nformt = \"text\"\n[drain]\ngrace = 5") ==
        R"(c.toml:5:9: "loud" is no level; there is: trace, debug, info, warn, error, off
c.toml:6:1: unknown key "formt"; did you mean "format"?
c.toml:8:9: expected a duration, got 5; write it with a unit, such as "5s")");
}

TEST_CASE("a thousand findings are a hundred") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "zzzzzzz" + std::to_string(i) + " = 1\n";
  CHECK(config::load_text(text + small_text(), "c.toml").error().size() == 100);
}

TEST_CASE("texts that the library would nest without end are refused") {
  std::string keys = "a";
  for (int i = 0; i < 100'000; ++i) keys += ".a";
  CHECK(findings_of(keys + " = 1") == "c.toml:1:1: tables nested too deeply");
  CHECK_THAT(findings_of("a = " + std::string(1000, '[')), Catch::StartsWith("c.toml:1:"));
  CHECK(findings_of(std::string(2 << 20, ' ')) == "c.toml: more than 1MiB");
  CHECK_THAT(findings_of("a = 2020-01-01"), Catch::StartsWith("c.toml:1:5: a date or a time"));
}

} // namespace
} // namespace carrick::test
