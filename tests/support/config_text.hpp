#pragma once

#include <carrick/config/load.hpp>
#include <carrick/config/options.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace carrick::test {

/// A file that says every key there is; line numbers count from the line of `schema`.
inline constexpr std::string_view full_text = R"(schema = 1
cluster = "kv-demo"
app_version = "1.4.0"

[nodes.n1]
listen = "127.0.0.1:7101"
tags = { role = "store", zone = "a" }
[[nodes.n1.actors]]
name = "store"
type = "kv.store"
options = { max_keys = 100_000, backup = "n2" }
restart = "on-failure"
restart_pause = { min = "200ms", max = "5s" }
restart_limit = { count = 3, within = "1m" }

[nodes.n2]
listen = "10.0.0.2:7102"
advertise = "n2.example:7102"

[membership]
provider = "static"
ping_after = "1s"
fail_after = "4s"

[transport]
insecure_plaintext = true
dial_timeout = "1s"
reconnect = { min = "50ms", max = "1s", jitter = 0.5 }
checksum = true
frame_max = "64KiB"
message_max = "16MiB"
stream_window = "1MiB"
link_window = "16MiB"
post_window = "4MiB"
socket_buffer = "0B"
flush_every = "0s"

[defaults]
ask_deadline = "5s"
handler_warn = "100ms"
posts = { max = 65_536, max_bytes = "64MiB", when_full = "drop-oldest" }

[runtime]
loops = { links = 1, actors = 2 }
spin = "20us"

[drain]
grace = "5s"

[log]
level = { default = "info", link = "debug" }
format = "auto"

[membership.etcd]
endpoints = ["http://127.0.0.1:2379"]
prefix = "/kv/"
lease_ttl = "10s"
[membership.dns]
name = "kv.example:7101"
every = "5s"
server = "127.0.0.1:53"
[membership.exec]
command = ["my-discovery", "--json"]
[membership.strangers]
links = 64
posts = 1_024
bytes = "1MiB"
age = "30s"

[profile.ci]
log = { level = "warn" }
)";

/// The smallest file that is right, with something more.
inline std::string small_text(std::string_view more = {}) {
  return "cluster = \"c\"\n[nodes.n1]\nlisten = \"127.0.0.1:7101\"\n" + std::string{more};
}

struct store_options {
  std::int64_t max_keys = 1'000'000;
  std::string backup;
  CARRICK_OPTIONS(store_options, max_keys, backup)
};

/// The actor types of the full text.
inline std::vector<config::known_actor_type> store_types() {
  return {{"kv.store", config::check_options<store_options>}, {"kv.plain", nullptr}};
}

/// All findings, one a line; empty if the text is right.
inline std::string findings_of(std::string_view text, const config::load_options& options = {}) {
  std::string out;
  const auto loaded = config::load_text(text, "c.toml", options);
  for (const auto& f : loaded.error()) out += (out.empty() ? "" : "\n") + to_string(f);
  return out;
}

/// The spec of a text that must be right.
inline config::cluster_spec spec_of(std::string_view text,
                                    const config::load_options& options = {}) {
  auto loaded = config::load_text(text, "c.toml", options);
  for (const auto& f : loaded.error()) UNSCOPED_INFO(to_string(f));
  REQUIRE(loaded);
  return std::move(*loaded);
}

} // namespace carrick::test
