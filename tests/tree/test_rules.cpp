#include "rules.hpp"

#include <catch2/catch.hpp>

#include <utility>

using namespace carrick::tree;

// Each rule broken once on a tree of a few lines, beside what it must let pass.
namespace {

source_tree tree_of(std::vector<std::pair<std::string, std::string>> files) {
  source_tree tree;
  for (auto& [path, text] : files) tree.push_back(source_file::parse(path, text));
  return tree;
}

} // namespace

TEST_CASE("arrows: down is allowed, up and sideways are not") {
  CHECK(include_arrows(tree_of({{"net/a.cpp", "#include <carrick/core/b.hpp>\n"}})).empty());
  CHECK(include_arrows(tree_of({{"core/a.cpp", "#include <carrick/net/b.hpp>\n"}})) ==
        findings{"core/a.cpp:1: may not include net/b.hpp"});
  CHECK(include_arrows(tree_of({{"net/a.cpp", "\n#include <carrick/membership/b.hpp>\n"}})) ==
        findings{"net/a.cpp:2: may not include membership/b.hpp"});
  CHECK(include_arrows(tree_of({{"net/tcp/a.cpp", "#include \"../../actors/b.hpp\"\n"}})) ==
        findings{"net/tcp/a.cpp:1: may not include actors/b.hpp"});
  CHECK(include_arrows(tree_of({{"tools/a.cpp", "#include <carrick/carrick.hpp>\n"}})).size() == 1);
  CHECK(include_arrows(tree_of({{"tools/a.cpp", "#include <carrick/tests/b.hpp>\n"}})).size() == 1);
  CHECK(include_arrows(tree_of({{"examples/a.cpp", "#include <carrick/carrick.hpp>\n"}})).empty());
}

TEST_CASE("arrows: what stands in a comment or in a literal is no include") {
  CHECK(include_arrows(tree_of({{"core/a.cpp", "// #include <carrick/net/b.hpp>\n"}})).empty());
  CHECK(include_arrows(tree_of({{"core/a.cpp", "/*\n#include <carrick/net/b.hpp>\n*/"}})).empty());
}

TEST_CASE("libraries: each in its folders") {
  const auto breaks = [](const std::string& path, const std::string& header) {
    return libraries_in_their_folders(tree_of({{path, "#include <" + header + ">\n"}})).size() == 1;
  };
  CHECK(breaks("net/link.cpp", "boost/asio/post.hpp"));
  CHECK_FALSE(breaks("net/tcp/a.cpp", "boost/asio/post.hpp"));
  CHECK_FALSE(breaks("actors/a.cpp", "boost/asio/post.hpp"));
  CHECK(breaks("config/a.cpp", "boost/beast/core.hpp"));
  CHECK(breaks("net/tcp/a.cpp", "caf/actor.hpp"));
  CHECK_FALSE(breaks("examples/a.cpp", "caf/actor.hpp"));
  CHECK(breaks("actors/a.cpp", "cereal/cereal.hpp"));
  CHECK(breaks("core/log.cpp", "spdlog/spdlog.h"));
  CHECK(breaks("tools/a.cpp", "toml++/toml.h"));
  CHECK(breaks("config/a.cpp", "CLI/CLI.hpp"));
  CHECK_FALSE(breaks("tests/net/a.cpp", "cereal/cereal.hpp"));
}

TEST_CASE("heavy headers: as many sources reach them as are allowed, through others too") {
  const auto with = [](std::size_t allowed) {
    return sources_that_pay(
      tree_of({{"actors/a.cpp", "#include \"a.hpp\"\n"},
               {"actors/a.hpp", "#include <boost/asio/post.hpp>\n"},
               {"actors/b.cpp", "#include <boost/asio/io_context.hpp>\n"},
               {"actors/c.cpp", "#include <vector>\n"},
               {"bench/peers/d.cpp", "#include <boost/asio/post.hpp>\n"},
               {"tests/actors/compile_fail/e.cpp", "#include <boost/asio/post.hpp>\n"}}),
      {{"Asio", {"boost/asio"}, allowed}});
  };
  CHECK(with(2).empty());
  CHECK(with(1) ==
        findings{"2 sources include heavy headers of Asio, 1 are allowed: include less, "
                 "or allow it with a reason"});
  CHECK(with(3) ==
        findings{"2 sources include heavy headers of Asio, 3 are allowed: lower the number"});
}

TEST_CASE("public headers: heavy ones are found through others") {
  const auto with = [](const std::string& header) {
    return tree_of({{"carrick.hpp", "#include <carrick/actors/node.hpp>\n"},
                    {"actors/node.hpp", "#include \"inner.hpp\"\n"},
                    {"actors/inner.hpp", "#include <" + header + ">\n"},
                    {"actors/wake_up.hpp", "#include <boost/asio/post.hpp>\n"}});
  };
  CHECK(light_public_headers(with("vector")).empty());
  CHECK(light_public_headers(with("boost/asio/post.hpp")) ==
        findings{"actors/inner.hpp:1: carrick.hpp reaches this file, which includes "
                 "boost/asio/post.hpp"});
  CHECK(light_public_headers(with("toml++/toml.h")).size() == 1);
  CHECK(light_public_headers({}).size() == 1);
}

TEST_CASE("banned headers") {
  const auto breaks = [](const std::string& header) {
    return banned_includes(tree_of({{"serialization/a.cpp", "#include <" + header + ">\n"}}))
             .size() == 1;
  };
  CHECK(breaks("cereal/types/memory.hpp"));
  CHECK(breaks("cereal/types/polymorphic.hpp"));
  CHECK(breaks("cereal/archives/portable_binary.hpp"));
  CHECK(breaks("caf/all.hpp"));
  CHECK(breaks("caf/io/middleman.hpp"));
  CHECK_FALSE(breaks("cereal/types/vector.hpp"));
  CHECK(banned_includes(tree_of({{"bench/a.cpp", "#include <caf/io/broker.hpp>\n"}})).size() == 1);
  CHECK(
    banned_includes(tree_of({{"bench/peers/a.cpp", "#include <caf/io/broker.hpp>\n"}})).empty());
}

TEST_CASE("banned calls") {
  const auto breaks = [](const std::string& code) {
    return banned_calls(tree_of({{"net/a.cpp", code}}), {}).size() == 1;
  };
  CHECK(breaks("std::this_thread::sleep_for(1ms);"));
  CHECK(breaks("sleep(1);"));
  CHECK(breaks("usleep(1);"));
  CHECK(breaks("int x = rand();"));
  CHECK(breaks("std::random_device seed;"));
  CHECK(breaks("auto t = std::chrono::system_clock::now();"));
  CHECK(breaks("auto t = steady_clock :: now();"));
  CHECK_FALSE(breaks("void loop::sleep(time_point until) { other.sleep(until); }"));
  CHECK_FALSE(breaks("operand(); // never rand()"));
  CHECK_FALSE(breaks("say(\"rand()\"); char c = '\"'; int n = 1'000;"));
  CHECK_FALSE(breaks("R\"(sleep(1) \" sleep(2))\";"));
  CHECK(breaks("char quote = '\"'; sleep(1); char other = '\"';"));
}

TEST_CASE("banned calls: an allowance is for one file, and must be needed") {
  const std::vector<allowed_call> allowed{{"actors/loop.cpp", "steady_clock::now", "its clock"}};
  CHECK(banned_calls(tree_of({{"actors/loop.cpp", "steady_clock::now();"}}), allowed).empty());
  CHECK(banned_calls(tree_of({{"actors/loop.cpp", "rand(); steady_clock::now();"}}), allowed) ==
        findings{"actors/loop.cpp:1: rand is banned here"});
  CHECK(banned_calls(tree_of({{"actors/loop.cpp", ""}}), allowed).size() == 1);
}

TEST_CASE("dead headers") {
  CHECK(dead_headers(
          tree_of({{"core/a.hpp", ""}, {"core/a.cpp", "#include <carrick/core/a.hpp>\n"}})) ==
        findings{"core/a.hpp: no other file includes it"});
  CHECK(dead_headers(tree_of({{"core/fwd.hpp", ""}})).empty());
  CHECK(
    dead_headers(tree_of({{"core/a.hpp", ""}, {"core/b.cpp", "#include \"a.hpp\"\n"}})).empty());
}

TEST_CASE("#pragma once") {
  CHECK(pragma_once(tree_of({{"core/a.hpp", "// text\n#pragma once\n\nint a;\n"}})).empty());
  CHECK(pragma_once(tree_of({{"core/a.hpp", "int a;\n#pragma once\n"}})).size() == 1);
  CHECK(pragma_once(tree_of({{"core/a.hpp", ""}})).size() == 1);
  CHECK(pragma_once(tree_of({{"core/a.cpp", "int a;\n"}})).empty());
}

TEST_CASE("paths of one machine") {
  // Put together here, so that this file does not break the rule.
  const std::string home = "/ho" + std::string{"me/someone/build"};
  CHECK(paths_of_one_machine(tree_of({{"docs/a.md", "see " + home}})).size() == 1);
  CHECK(paths_of_one_machine(tree_of({{"docs/a.md", home}})).size() == 1);
  CHECK(paths_of_one_machine(tree_of({{"docs/a.md", "https://example.org" + home}})).empty());
  CHECK(paths_of_one_machine(tree_of({{"docs/a.md", "${root}" + home}})).empty());
}

TEST_CASE("versions") {
  const auto with = [](const std::string& cmake, const std::string& header) {
    return tree_of({{"CMakeLists.txt", "project(carrick VERSION " + cmake + " LANGUAGES CXX)"},
                    {"core/version.hpp", "constexpr auto version_text = \"" + header + "\";"}});
  };
  CHECK(versions_agree(with("0.1.0", "0.1.0")).empty());
  CHECK(versions_agree(with("0.1.0", "0.2.0")).size() == 1);
  CHECK(versions_agree({}).size() == 1);
}

TEST_CASE("CAF's distribution in a CMake file") {
  const auto linked = [](const std::string& line) {
    return no_caf_distribution(tree_of({{"actors/CMakeLists.txt", line}})).size() == 1;
  };
  CHECK(linked("target_link_libraries(a caf_io)"));
  CHECK(linked("target_link_libraries(a CAF::openssl)"));
  CHECK_FALSE(linked("target_link_libraries(a CAF::core)"));
  CHECK(no_caf_distribution(tree_of({{"bench/CMakeLists.txt", "caf_io"}})).size() == 1);
  CHECK(no_caf_distribution(tree_of({{"bench/peers/CMakeLists.txt", "caf_io"}})).empty());
}

TEST_CASE("log components: each has a line and a level") {
  const auto with = [](const std::string& line) {
    return log_components_agree(
      tree_of({{"config/cluster_spec.hpp", "x log_components[] = {\"link\", \"node\"};\n"},
               {"actors/a.cpp", "log().warn(\n  \"link\", text);\n" + line}}));
  };
  CHECK(with("log->write(log_level::info, \"node\", text);").empty());
  CHECK(with("") == findings{"config/cluster_spec.hpp: no log line comes from \"node\""});
  CHECK(with("write(level, \"node\", x);\nlog().info(\"loop\", x);") ==
        findings{"actors/a.cpp:4: no level is for \"loop\""});
}

TEST_CASE("types of users: one name, one type") {
  const auto with = [](const std::string& text) {
    return types_of_users_differ(
      tree_of({{"actors/a.hpp", "namespace carrick {\nstruct a {\n};\nclass b;\n}\n"},
               {"config/b.hpp", text}}));
  };
  CHECK(with("namespace carrick::config {\nstruct b {};\n}").empty());
  CHECK(with("namespace carrick::net {\nstruct a {};\n}").empty());
  CHECK(with("namespace carrick::config {\nnamespace detail {\nstruct a {};\n}\n}").empty());
  CHECK(with("namespace carrick::config {\nclass c {\n};\nenum class a : int {};\n}") ==
        findings{"config/b.hpp:4: a is a type of carrick::config and of carrick "
                 "(actors/a.hpp:2)"});
}

TEST_CASE("documented code: each block stands in an example, wherever its lines begin") {
  const auto with = [](const std::string& code) {
    return documented_code_is_compiled(
      tree_of({{"docs/testing.md",
                "# A page\n\n1. See:\n\n   ```cpp\n" + code + "   ```\n\n```sh\nls\n```\n"},
               {"examples/kv/a.cpp", "void f() {\n  a();\n  b();\n}\n"},
               {"tests/b.cpp", "  c();\n"}}));
  };
  CHECK(with("   a();\n   b();\n").empty());
  CHECK(with("void f() {\n  a();\n").empty());
  CHECK(with("a();\n}\n") == findings{"docs/testing.md:5: stands in no source of examples/"});
  CHECK(with("();\n").size() == 1); // a part of a line
  CHECK(with("c();\n").size() == 1);
  CHECK(documented_code_is_compiled(tree_of({})) == findings{"docs/testing.md: is missing"});
}
