#include <carrick/config/members.hpp>
#include <carrick/tests/support/config_text.hpp>

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

const std::string layered_text =
  small_text(R"(actors = [ { name = "store", type = "kv.store", options = { max_keys = 5 } } ]
[drain]
grace = "1s"
[log]
level = { default = "info", link = "debug" }
[profile.ci]
drain = { grace = "2s" }
log = { level = "warn" }
[profile.prod.transport]
dial_timeout = "3s"
)");

std::string origin_of(const config::cluster_spec& spec, std::string_view path) {
  return to_string(spec.origin_of(path));
}

TEST_CASE("default, file, profile, environment, --set: the later wins and is named") {
  config::load_options options;
  auto check = [&](std::string_view origin, duration grace) {
    auto spec = spec_of(layered_text, options);
    CHECK(spec.drain.grace == grace);
    CHECK(origin_of(spec, "drain.grace") == origin);
  };
  CHECK(origin_of(spec_of(small_text()), "drain.grace") == "default");
  check("c.toml:6", 1s);
  options.profile = "ci";
  check("profile ci c.toml:10", 2s);
  options.environment = {{"CARRICK_DRAIN__GRACE", "3s"}};
  check("env CARRICK_DRAIN__GRACE", 3s);
  options.sets = {"drain.grace=4s"};
  check("--set", 4s);
  options.sets = {"drain.grace=4s", "drain.grace=\"5s\""};
  check("--set", 5s);
}

TEST_CASE("a layer replaces only what it says") {
  auto spec = spec_of(layered_text, {.profile = "ci"});
  CHECK(spec.log.level.at("default") == log_level::warn);
  CHECK(spec.log.level.at("link") == log_level::debug);
  CHECK(origin_of(spec, "log.level.default") == "profile ci c.toml:11");
  CHECK(origin_of(spec, "log.level.link") == "c.toml:8");
}

TEST_CASE("an unknown profile is a finding with the known ones") {
  CHECK(findings_of(layered_text, {.profile = "prd"}) ==
        R"(c.toml:1:1: there is no profile "prd"; did you mean "prod"?)");
  CHECK(findings_of(small_text(), {.profile = "ci"}) == R"(c.toml:1:1: there is no profile "ci")");
}

TEST_CASE("profiles that are not chosen are judged too, and so is what they override") {
  CHECK(findings_of(small_text("[profile.ci.drain]\ngrase = \"1s\"")) ==
        R"(c.toml:5:1: unknown key "grase"; did you mean "grace"?)");
  CHECK(findings_of(small_text("[drain]\ngrace = 1\n[profile.ci.drain]\ngrace = \"1s\""),
                    {.profile = "ci"}) ==
        R"(c.toml:5:9: expected a duration, got 1; write it with a unit, such as "5s")");
  CHECK(
    findings_of(small_text("[profile.ci]\nschema = 1")) ==
    "c.toml:5:1: unknown key \"schema\"; allowed here: cluster, app_version, nodes, membership, "
    "transport, defaults, runtime, drain, log");
  CHECK_THAT(findings_of(small_text("[profile]\nci = 1")), Catch::Contains("write [profile.ci]"));
  CHECK_THAT(findings_of("profile = 1\n" + small_text()), Catch::Contains("write [profile.NAME]"));
}

TEST_CASE("variables: names fold, others are left alone, unknown keys are findings") {
  auto with = [](std::string name, std::string value) {
    return config::load_options{.environment = {{std::move(name), std::move(value)}}};
  };
  std::string nodes = small_text("[nodes.N-2]\nlisten = \"127.0.0.1:2\"");
  auto spec = spec_of(nodes, with("CARRICK_NODES__N_2__LISTEN", "127.0.0.1:9"));
  CHECK(spec.nodes.begin()->second.listen == "127.0.0.1:9");
  CHECK(origin_of(spec, "nodes.N-2.listen") == "env CARRICK_NODES__N_2__LISTEN");

  CHECK(spec_of(layered_text, with("CARRICK_CLUSTER", "other")).cluster == "other");
  CHECK(spec_of(layered_text, with("CARRICK_APP_VERSION", "1.10")).app_version == "1.10");
  CHECK(spec_of(layered_text, with("CARRICK_NODE", "n7")).cluster == "c");
  CHECK(spec_of(layered_text, with("CARRIER_DRAIN__GRACE", "x")).drain.grace == 1s);
  CHECK_FALSE(
    spec_of(layered_text, with("CARRICK_TRANSPORT__CHECKSUM", "false")).transport.checksum);
  CHECK(spec_of(layered_text, with("CARRICK_RUNTIME__LOOPS", "{ links = 2, actors = 3 }"))
          .runtime.loops.actors == 3);

  CHECK(findings_of(layered_text, with("CARRICK_DRAIN__GRASE", "1s")) ==
        R"(CARRICK_DRAIN__GRASE: unknown key "grase"; did you mean "grace"?)");
  CHECK(findings_of(layered_text, with("CARRICK_DRAIN__GRACE", "5")) ==
        R"(CARRICK_DRAIN__GRACE: expected a duration, got 5; write it with a unit, such as "5s")");
  CHECK_THAT(findings_of(layered_text, with("CARRICK_NODES__N9__LISTEN__X", "5")),
             Catch::Contains("CARRICK_NODES__N9__LISTEN__X: "));
}

TEST_CASE("--set: paths as in TOML, actors by name, findings that show the text") {
  auto with = [](std::string set) { return config::load_options{.sets = {std::move(set)}}; };
  auto options_of = [](const config::cluster_spec& spec) {
    return *spec.nodes.begin()->second.actors.at(0).options.find("max_keys")->as<std::int64_t>();
  };
  CHECK(options_of(spec_of(layered_text, with("nodes.n1.actors.store.options.max_keys=7"))) == 7);
  CHECK(options_of(spec_of(layered_text, with("nodes.n1.actors.0.options.max_keys=8"))) == 8);
  CHECK(spec_of(layered_text, with("log.level=error")).log.level.at("default") == log_level::error);
  CHECK(spec_of(layered_text, with("nodes.\"n1\".tags.\"a=b\"=c=d"))
          .nodes.begin()
          ->second.tags.at("a=b") == "c=d");
  CHECK(
    spec_of(layered_text, with("transport.reconnect={ min = \"1ms\" }")).transport.reconnect.min ==
    1ms);

  CHECK(
    findings_of(layered_text, with("nodes.n1.actors.shop.options.max_keys=7")) ==
    "--set nodes.n1.actors.shop.options.max_keys=7: there is no item \"shop\"; items go by name, "
    "or number from 0");
  for (auto wrong : {"drain.grace", "=4s", "drain..grace=4s", "a b=1", ""}) {
    INFO(wrong);
    CHECK_THAT(findings_of(layered_text, with(wrong)), Catch::Contains("not key.path=value"));
  }
  CHECK(findings_of(layered_text, with("drin.grace=4s")) ==
        R"(--set drin.grace=4s: unknown key "drin"; did you mean "drain"?)");
  CHECK_THAT(findings_of(layered_text, with("schema=1")),
             Catch::Contains("unknown key \"schema\""));
}

TEST_CASE("a variable or --set that is not UTF-8 is refused, and named") {
  CHECK(findings_of(layered_text, {.environment = {{"CARRICK_APP_VERSION", "1\xff"}}}) ==
        R"(CARRICK_APP_VERSION: not UTF-8: "1\xff"; write it in UTF-8, as files are)");
  CHECK_THAT(findings_of(layered_text, {.environment = {{"CARRICK_NODES__N1__TAGS__\xff", "a"}}}),
             Catch::Contains("not UTF-8"));
  CHECK_THAT(findings_of(layered_text, {.sets = {"nodes.n1.tags.zone=\xc3"}}),
             Catch::Contains("not UTF-8") && Catch::StartsWith("--set nodes.n1.tags.zone="));
  CHECK_THAT(
    findings_of(layered_text, {.sets = {"nodes.n1.actors.store.options.backup=\"\xed\xa0\x80\""}}),
    Catch::Contains("not UTF-8"));
  CHECK_THAT(findings_of(layered_text, {.sets = {"nodes.n1.tags.zone=\x1b[31m"}}),
             Catch::Contains("has a control character"));
  CHECK(findings_of(layered_text, {.environment = {{"OTHER", "\xff"}, {"CARRICK_NODE", "\xff"}}})
          .empty());
}

TEST_CASE("origins reach into actors and their options") {
  auto spec = spec_of(layered_text);
  CHECK(origin_of(spec, "nodes.n1.actors.store.type") == "c.toml:4");
  CHECK(origin_of(spec, "nodes.n1.actors.store.options.max_keys") == "c.toml:4");
  CHECK(origin_of(spec, "transport.dial_timeout") == "default");
  CHECK(to_string(spec.origin_around("nodes.n1.advertise")) == "c.toml:2");
}

TEST_CASE("the members that a file names") {
  auto list = config::members_of(spec_of(full_text));
  REQUIRE(list.size() == 2);
  CHECK(list[0].addresses == std::vector<std::string>{"127.0.0.1:7101"});
  CHECK(list[0].tags.at("zone") == "a");
  CHECK(list[1].addresses == std::vector<std::string>{"n2.example:7102"});
  auto any_port =
    config::members_of(spec_of("cluster = \"c\"\n[nodes.n1]\nlisten = \"127.0.0.1:0\""));
  CHECK(any_port[0].addresses.empty());
  CHECK(membership::check(list).ok());
}

} // namespace
} // namespace carrick::test
