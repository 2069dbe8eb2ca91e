#include <carrick/sim/nodes/client_probe.hpp>

#include <carrick/actors/client.hpp>
#include <carrick/actors/loops.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/sim/load/load_messages.hpp>
#include <carrick/sim/load/load_self.hpp>
#include <carrick/sim/node_clock.hpp>
#include <carrick/sim/node_driver.hpp>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto client_limit = 10s;
constexpr std::uint64_t client_items = 20;
const std::string outside_host = "client";

/// A process with a client, that lives for a moment.
class outside {
 public:
  outside(cluster& of, std::size_t node)
      : of_(of), clock_(of.in()), driver_(of.in(), outside_host, of.size(), turn_order::drawn) {
    node_options options;
    options.members = {{.node = of.id(node), .addresses = {of.address(node)}}};
    options.transport = of.net().transport_of(outside_host);
    options.seed = of.in().source(outside_host).next() | 1;
    options.incarnation = options.seed;
    options.cluster = of.core(node).options().cluster;
    options.insecure_plaintext = true;
    options.wall = &clock_;
    registry types;
    types.messages<load_stream>();
    client_.emplace(std::move(options), std::move(types), threads_);
  }

  client& use() noexcept { return *client_; }
  bool is_late() const { return of_.now() > until_; }

 private:
  cluster& of_;
  node_clock clock_;
  node_driver driver_;
  loops threads_{{.loops = 1, .throughput = 1, .driver = &driver_}};
  const time_point until_ = deadline_after(of_.now(), client_limit);
  std::optional<client> client_;
};

/// A stamp of nobody: no process, and no number that counts.
sealed of_client(std::uint64_t cluster, std::size_t node, std::uint64_t number) {
  return seal({cluster, {}, node, number, 0, 0}, 10);
}

} // namespace

std::string probe_as_client(cluster& of, load_run& load, std::size_t node) {
  outside from{of, node};
  const auto to = of.id(node).text() + "/" + load_name(1);
  const auto what = [&](std::string_view did, const status& how) {
    return "a client of " + subject::name(node) + " " + std::string{did} + ": " + to_string(how);
  };
  load_stream opening{of_client(load.in().seed(), node, ++load.streams), true};
  opening.wanted = client_items;
  buffer body;
  encode(opening, body);
  std::uint64_t items = 0;
  client::stream_options reads;
  reads.half_close = false;
  reads.on_item = [&](byte_span, const decode_options&) { return ++items != 0; };
  reads.cancelled = [&] { return from.is_late(); };
  const auto over = from.use().stream_raw(to, message_type_of<load_stream>(), body.bytes(), reads);
  if (!over.ok()) return what("reads a stream", over);
  if (items == client_items) return {};
  return what(
    "reads a stream",
    fail(code::ended,
         "after " + std::to_string(items) + " of " + std::to_string(client_items) + " items"));
}

} // namespace carrick::sim
