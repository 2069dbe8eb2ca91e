#include <carrick/config/member_file.hpp>
#include <carrick/config/node_from_spec.hpp>
#include <carrick/config/source_from_spec.hpp>
#include <carrick/tests/support/config_text.hpp>

#include <catch2/catch.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

std::string with_membership(std::string_view membership) {
  return findings_of(small_text("[membership]\n" + std::string{membership}));
}

/// A file, gone at the end.
class config_file {
 public:
  config_file()
      : path_(std::filesystem::temp_directory_path() /
              ("carrick-members-" + std::to_string(::getpid()) + ".toml")) {}
  ~config_file() { std::filesystem::remove(path_); }

  void write(std::string_view more) const { std::ofstream{path_} << small_text(more); }
  config::loaded_file loaded() const {
    return {path_.filename(), {.directory = path_.parent_path()}};
  }
  std::string name() const { return path_.filename().string(); }

 private:
  std::filesystem::path path_;
};

TEST_CASE("a provider needs its section") {
  CHECK(
    with_membership("provider = \"etcd\"") ==
    "c.toml:5:12: members from etcd, but there is no membership.etcd.endpoints; add endpoints = "
    "[\"http://127.0.0.1:2379\"] to [membership.etcd]");
  CHECK_THAT(with_membership("provider = \"dns\""),
             Catch::StartsWith("c.toml:5:12: members from dns, but "));
  CHECK_THAT(with_membership("provider = \"exec\""),
             Catch::StartsWith("c.toml:5:12: members from exec, but "));
  CHECK(with_membership("provider = \"file\"") == "");
}

TEST_CASE("the sections of other providers are judged, too") {
  CHECK(with_membership("etcd = { endpoints = [\"127.0.0.1:2379\"] }") ==
        "c.toml:5:22: \"127.0.0.1:2379\" is no endpoint of etcd; write http://HOST:PORT");
  CHECK(
    with_membership("etcd = { endpoints = [\"https://a:1\"] }") ==
    "c.toml:5:22: \"https://a:1\": membership.etcd.endpoints cannot be reached with TLS yet; write "
    "http://HOST:PORT of a plain listener, or of a proxy on this machine that adds TLS");
  CHECK_THAT(with_membership("etcd = { endpoints = [\"http://a\"] }"), Catch::Contains("a"));
  CHECK(with_membership("etcd = { endpoints = [\"http://a:1/\"] }") == "");
  CHECK_THAT(with_membership("etcd = { endpoints = [1] }"),
             Catch::Contains("expected a string, got 1"));
  CHECK_THAT(with_membership("etcd = { prefix = \"/a\" }"),
             Catch::Contains("does not end with \"/\""));
  CHECK_THAT(with_membership("etcd = { lease_ttl = \"1500ms\" }"),
             Catch::Contains("no whole number of seconds"));
  CHECK_THAT(with_membership("dns = { name = \"a:0\" }"), Catch::Contains("port 0"));
  CHECK_THAT(with_membership("dns = { name = \"a..b\" }"), Catch::Contains("no domain name"));
  CHECK(with_membership("dns = { server = \"ns.example:53\" }") ==
        "c.toml:5:18: \"ns.example:53\" is a name, and there is nobody to ask for it; write the IP "
        "address");
  CHECK(with_membership("dns = { server = \"localhost:53\" }") == "");
  CHECK(with_membership("dns = { name = \"_carrick._tcp.kv.example\" }") == "");
  CHECK_THAT(with_membership("exec = { command = [\"\"] }"),
             Catch::Contains("a program without a name"));
  CHECK_THAT(with_membership("exec = { comand = [] }"),
             Catch::Contains("did you mean \"command\"?"));
}

TEST_CASE("a source has what the file says") {
  auto spec = spec_of(full_text, {.sets = {"membership.provider=etcd"}, .types = store_types()});
  auto n1 = node_id::parse("n1").value();
  auto options = config::node_options_from(spec, n1, {"c.toml"});
  auto& etcd = std::get<etcd_source_options>(options.source.from);
  CHECK(etcd.endpoints == std::vector<std::string>{"127.0.0.1:2379"});
  CHECK(etcd.prefix == "/kv/");
  CHECK(options.members.empty());
  spec.membership.strangers = {1, 2, 3, 4s};
  spec.defaults.posts.when_full = when_full::block;
  options = config::node_options_from(spec, n1, {"c.toml"});
  CHECK(options.strangers.links == 1);
  CHECK(options.strangers.posts == 2);
  CHECK(options.strangers.bytes == 3);
  CHECK(options.strangers.age == 4s);
  CHECK(options.posts.when_full == when_full::block);
  spec.membership.etcd.prefix.clear();
  auto again = config::source_options_from(spec, n1, {"c.toml"});
  CHECK(std::get<etcd_source_options>(again.from).prefix == "/carrick/kv-demo/");
}

TEST_CASE("of a file that is read again only the members have an effect") {
  config_file file;
  file.write("");
  auto n1 = node_id::parse("n1").value();
  auto loaded = config::load(file.loaded().file, file.loaded().options);
  REQUIRE(loaded);
  config::member_file members{*loaded, n1, file.loaded()};
  auto read = [&] {
    auto reading = members.read();
    REQUIRE(reading.has_value());
    return *reading;
  };
  CHECK(read().members.size() == 1);
  CHECK(read().warnings.empty());

  file.write(
    "[nodes.n2]\nlisten = \"127.0.0.1:1\"\n[nodes.n2.tags]\na = \"b\"\n"
    "[drain]\ngrace = \"9s\"\n");
  auto grown = read();
  REQUIRE(grown.members.size() == 2);
  CHECK(grown.members[1].tags.at("a") == "b");
  CHECK(grown.warnings ==
        std::vector<std::string>{"drain.grace has changed (" + file.name() +
                                 ":9): it needs a restart"});
  CHECK(read().warnings.empty()); // told once

  file.write("tags = { a = \"b\" }\n");
  CHECK(read().warnings ==
        std::vector<std::string>{"nodes.n1.tags.a has changed (" + file.name() +
                                 ":4): it needs a restart"});
  file.write("porrt = 1\n");
  auto broken = members.read();
  REQUIRE(broken.has_error());
  CHECK(broken.error() == code::bad_config);
  CHECK_THAT(broken.error().message(),
             Catch::StartsWith(file.name() + ":4:1: unknown key \"porrt\""));
}

} // namespace
} // namespace carrick::test
