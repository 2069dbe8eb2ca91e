#include "app_cluster.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace carrick::test;

TEST_CASE("what nodes tell about themselves", "[process]") {
  app_cluster cluster{3};

  SECTION("members") {
    auto text = cluster.run({"members"});
    INFO(text.err);
    CHECK(text.exit == 0);
    CHECK(text.out.starts_with("NODE  STATE"));
    CHECK(lines_of(text.out) == 4);
    CHECK(has(text.out, "zone=a"));
    CHECK(has(text.out, "1.2.3"));
    auto json = cluster.run({"members", "n2", "-o", "json"});
    CHECK(json.exit == 0);
    CHECK(json.out.starts_with(
      "{\"cluster\":\"probe\",\"node\":\"n2\",\"members\":[{\"node\":\"n1\","));
    auto lines = cluster.run({"members", "-o", "jsonl"});
    CHECK(lines_of(lines.out) == 3);
    CHECK(lines.out.starts_with("{\"node\":\"n1\",\"state\":\""));
  }
  SECTION("members --watch, until Ctrl-C") {
    auto watch = cluster.begin({"members", "--watch", "-o", "jsonl"});
    CHECK(watch->prints("{\"what\":\"snapshot\",\"node\":\"n3\""));
    watch->send(SIGINT);
    CHECK(watch->wait() == 130);
  }
  SECTION("handlers") {
    auto text = cluster.run({"handlers", "n1/store"});
    CHECK(text.exit == 0);
    CHECK(has(text.out, "probe.echo"));
    CHECK(has(text.out, "{ value: probe.everything } -> probe.everything"));
    CHECK(!has(text.out, "carrick."));
    CHECK(has(cluster.run({"handlers", "n1", "--all"}).out, "carrick.members"));
    auto page = cluster.run({"handlers", "n1", "--describe", "probe.nap"});
    CHECK(has(page.out, "    ms: i32\n"));
    CHECK(has(page.out, "as JSON: {\"ms\":0}"));
    auto json = cluster.run({"handlers", "n1/store", "--describe", "probe.nap", "-o", "json"});
    CHECK(has(json.out,
              "[{\"node\":\"n1\",\"actor\":\"store\",\"message\":\"probe.nap\","
              "\"conversation\":\"request\""));
    auto all = cluster.run({"handlers", "-o", "jsonl"});
    CHECK(lines_of(all.out) == 3 * 8);
    auto near = cluster.run({"handlers", "n1", "--describe", "probe.ecko"});
    CHECK(near.exit == 5);
    CHECK(has(near.err, "did you mean probe.echo?"));
    auto actor = cluster.run({"handlers", "n1/stor"});
    CHECK(actor.exit == 5);
    CHECK(has(actor.err, "did you mean store?"));
  }
  SECTION("actors") {
    auto text = cluster.run({"actors"});
    CHECK(text.exit == 0);
    CHECK(has(text.out, "probe.store"));
    auto json = cluster.run({"actors", "n3", "-o", "json"});
    CHECK(json.out.starts_with("[{\"node\":\"n3\",\"name\":\"store\",\"type\":\"probe.store\""));
  }
  SECTION("ping") {
    auto text = cluster.run({"ping", "-c", "2"});
    CHECK(text.exit == 0);
    CHECK(lines_of(text.out) == 4);
    auto json = cluster.run({"ping", "n2", "-c", "2", "-o", "jsonl"});
    CHECK(json.out.starts_with("{\"node\":\"n2\",\"sent\":2,\"received\":2,\"min_us\":"));
    auto matrix = cluster.run({"ping", "--matrix"});
    CHECK(matrix.exit == 0);
    CHECK(matrix.out.starts_with("FROM\\TO  n1"));
    CHECK(lines_of(cluster.run({"ping", "--matrix", "-o", "jsonl"}).out) == 6);
  }
}

TEST_CASE("requests, posts and streams from the shell", "[process]") {
  app_cluster cluster{2};

  SECTION("a request and its answer") {
    auto r = cluster.run({"call", "n2/store", "probe.echo",
                          R"({"value":{"text":"hi","number":-9223372036854775808,)"
                          R"("big":18446744073709551615,"bytes":"AP8=","counts":{"a":1}}})"});
    INFO(r.err);
    CHECK(r.exit == 0);
    CHECK(r.out ==
          R"({"text":"hi","number":-9223372036854775808,"big":18446744073709551615,)"
          R"("bytes":"AP8=","counts":{"a":1}})"
          "\n");
    CHECK(r.err.empty());
  }
  SECTION("many requests") {
    CHECK(lines_of(cluster.run({"call", "n1", "probe.nap", "--repeat", "3"}).out) == 3);
    auto lines = cluster.run({"call", "n1/store", "probe.nap", "-"}, "{\"ms\":1}\n\n{\"ms\":2}\n");
    CHECK(lines.exit == 0);
    CHECK(lines_of(lines.out) == 2);
    auto mixed = cluster.run({"call", "n1/store", "probe.nap", "-"}, "{\"ms\":1}\n{\"msx\":2}\n");
    CHECK(mixed.exit == 7);
    CHECK(has(mixed.err, "probe.nap in line 2"));
    CHECK(has(mixed.err, "did you mean ms?"));
  }
  SECTION("answers that are no success") {
    auto refused = cluster.run({"call", "n1/store", "probe.refuse", R"({"what":"ada"})"});
    CHECK(refused.exit == 64 + 7);
    CHECK(has(refused.err, "error[CRK0303]: no thing named ada\n"));
    CHECK(has(refused.err, "explain CRK0303   (exit 71)\n"));
    auto exploded = cluster.run({"call", "n1/store", "probe.explode"});
    CHECK(exploded.exit == 64 + 14);
    CHECK(cluster.run({"call", "n1/store", "probe.nap"}).exit == 0); // the node lives
    auto json = cluster.run({"call", "n1/store", "probe.refuse", "-o", "json"});
    CHECK(json.err.starts_with("{\"error\":{\"id\":\"CRK0303\",\"code\":\"not_found\""));
    CHECK(has(json.err, "\"exit\":71}}\n"));
  }
  SECTION("the deadline") {
    CHECK(cluster.run({"call", "n1/store", "probe.nap", "--deadline", "2562047h"}).exit == 0);
    CHECK(cluster.run({"call", "n1/store", "probe.nap", "--timeout", "2562047h"}).exit == 0);
    auto r = cluster.run({"call", "n1/store", "probe.nap", R"({"ms":5000})", "--deadline", "50ms"});
    CHECK(r.exit == 4);
    CHECK(has(r.err, "error[CRK0202]"));
  }
  SECTION("what is not there") {
    auto node = cluster.run({"call", "n3/store", "probe.nap"});
    CHECK(node.exit == 5);
    CHECK(has(node.err, "there is no node \"n3\""));
    CHECK(has(node.err, "The nodes are: n1, n2"));
    auto actor = cluster.run({"call", "n1/stor", "probe.nap"});
    CHECK(actor.exit == 5);
    CHECK(has(actor.err, "did you mean store?"));
    auto handler = cluster.run({"call", "n1/store", "probe.knap"});
    CHECK(handler.exit == 5);
    CHECK(has(handler.err, "error[CRK0301]: n1/store has no handler \"probe.knap\"\n"));
    CHECK(has(handler.err, "did you mean probe.nap?  It accepts: probe.count, probe.echo"));
    CHECK(cluster.run({"call", "n1/store", "probe.whisper"}).exit == 5);
    CHECK(cluster.run({"post", "n1/store", "probe.nowt"}).exit == 5);
    CHECK(cluster.run({"stream", "n1/stor", "probe.count"}).exit == 5);
  }
  SECTION("wrong usage") {
    auto kind = cluster.run({"call", "n1/store", "probe.note"});
    CHECK(kind.exit == 2);
    CHECK(has(kind.err, "use: post n1/store probe.note"));
    CHECK(cluster.run({"call", "n1/store", "probe.everything"}).exit == 2);
    auto json = cluster.run({"call", "n1/store", "probe.nap", "{\"ms\":\"x\"}"});
    CHECK(json.exit == 2);
    CHECK(has(json.err, "$.ms"));
  }
  SECTION("a post") {
    auto text = cluster.run({"post", "n2/store", "probe.note", R"({"text":"a"})"});
    INFO(text.err);
    CHECK(text.exit == 0);
    CHECK(text.out.empty());
    auto many = cluster.run({"post", "n2/store", "probe.note", "-", "-o", "json"}, "{}\n{}\n");
    CHECK(many.out == "{\"to\":\"n2/store\",\"message\":\"probe.note\",\"posts\":2}\n");
    CHECK(has(cluster.run({"call", "n2/store", "probe.notes"}).out, "\"number\":3"));
  }
  SECTION("a stream to its end") {
    auto r =
      cluster.run({"stream", "n1/store", "probe.count", R"({"to":3})", "-"}, "{\"number\":21}\n");
    INFO(r.err);
    CHECK(r.exit == 0);
    CHECK(r.out == "{\"number\":1}\n{\"number\":2}\n{\"number\":3}\n{\"number\":42}\n");
    CHECK(cluster.run({"stream", "n1/store", "probe.count", "--half-close"}).exit == 0);
    CHECK(cluster.run({"stream", "n1/store", "probe.count", "{}", "-"}, "{\"nmber\":1}\n").exit ==
          2);
  }
  SECTION("a request until Ctrl-C, of which its handler hears") {
    auto notes = [&] { return cluster.run({"call", "n1/store", "probe.notes"}).out; };
    auto call = cluster.begin({"call", "n1/store", "probe.nap", R"({"ms":2000})"});
    while (!has(notes(), "\"naps\":1")) {
    }
    call->send(SIGINT);
    CHECK(call->wait() == 130);
    while (!has(notes(), "\"cancelled\":1")) {
    }
  }
  SECTION("a stream until Ctrl-C") {
    auto stream = cluster.begin({"stream", "n1/store", "probe.count", R"({"to":1})"});
    CHECK(stream->prints("{\"number\":1}\n"));
    stream->send(SIGINT);
    CHECK(stream->wait() == 130);
  }
}

TEST_CASE("when nobody is there, or somebody else", "[process]") {
  app_folder folder;
  SECTION("nobody") {
    std::string free;
    {
      taken_port was_taken;
      free = was_taken.address();
    }
    auto r = run_app({"members", "--connect", free});
    CHECK(r.exit == 3);
    CHECK(has(r.err, "error[CRK0203]"));
    CHECK(has(r.err, "refused"));
  }
  SECTION("another cluster") {
    app_cluster cluster{1};
    folder.write("schema = 1\ncluster = \"other\"\n[nodes.n1]\nlisten = \"" +
                 cluster.address("n1") + "\"\n");
    auto r = run_app({"members", "-c", folder.file()});
    CHECK(r.exit == 6);
    CHECK(has(r.err, "other"));
  }
  SECTION("some of many") {
    app_cluster cluster{2};
    taken_port nobody;
    folder.write("schema = 1\ncluster = \"probe\"\n[nodes.n1]\nlisten = \"" +
                 cluster.address("n1") + "\"\n[nodes.n9]\nlisten = \"127.0.0.1:1\"\n");
    auto r = run_app({"actors", "-c", folder.file()});
    CHECK(r.exit == 7);
    CHECK(has(r.out, "probe.store"));
    CHECK(has(r.err, "n9"));
  }
}
