#include <carrick/config/node_from_spec.hpp>

#include <carrick/config/source_from_spec.hpp>
#include <carrick/config/tree_source.hpp>

namespace carrick::config {
namespace {

net::link_limits link_limits_from(const cluster_spec& spec) {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  const auto& transport = spec.transport;
  net::link_limits out;
  out.frame_bytes = static_cast<std::uint32_t>(transport.frame_max);
  out.message_bytes = static_cast<std::uint32_t>(transport.message_max);
  out.stream_window = static_cast<std::uint32_t>(transport.stream_window);
  out.link_window = static_cast<std::uint32_t>(transport.link_window);
  out.post_window = static_cast<std::uint32_t>(transport.post_window);
  out.held_bytes = transport.held_max;
  out.default_deadline = duration_cast<milliseconds>(spec.defaults.ask_deadline);
  out.fail_after = duration_cast<milliseconds>(spec.membership.fail_after);
  out.ping_after = spec.membership.ping_after;
  return out;
}

post_options post_options_from(const posts_spec& posts) {
  return {.unsent = posts.max, .unsent_bytes = posts.max_bytes, .when_full = posts.when_full};
}

stranger_options stranger_options_from(const strangers_spec& strangers) {
  return {.links = strangers.links,
          .posts = strangers.posts,
          .bytes = strangers.bytes,
          .age = strangers.age};
}

net::connection_limits connection_limits_from(const accept_spec& accept) {
  return {.handshakes = accept.handshakes,
          .handshakes_of_host = accept.handshakes_of_host,
          .handshake_bytes = accept.handshake_bytes,
          .clients = accept.clients,
          .clients_of_host = accept.clients_of_host};
}

std::vector<member_options> members_from(const cluster_spec& spec) {
  std::vector<member_options> out;
  for (const auto& [id, node] : spec.nodes) {
    member_options member{.node = id, .addresses = {}, .tags = node.tags};
    if (auto address = node.dialed_address(); !address.empty()) member.addresses = {address};
    out.push_back(std::move(member));
  }
  return out;
}

/// What all of the cluster have in common.
node_options common_options(const cluster_spec& spec) {
  const auto& transport = spec.transport;
  node_options out;
  out.cluster = spec.cluster;
  out.app_version = spec.app_version;
  out.members = members_from(spec);
  out.insecure_plaintext = transport.insecure_plaintext;
  out.checksum = transport.checksum;
  out.socket_buffer = transport.socket_buffer;
  out.flush_every = transport.flush_every;
  out.link = link_limits_from(spec);
  out.held_bytes = transport.held_all;
  out.accept = connection_limits_from(transport.accept);
  out.dial_timeout = transport.dial_timeout;
  out.reconnect = {transport.reconnect.min, transport.reconnect.max, transport.reconnect.jitter};
  out.posts = post_options_from(spec.defaults.posts);
  out.strangers = stranger_options_from(spec.membership.strangers);
  out.ask_deadline = spec.defaults.ask_deadline;
  out.handler_warn = spec.defaults.handler_warn;
  out.drain_grace = spec.drain.grace;
  return out;
}

} // namespace

node_options node_options_from(const cluster_spec& spec, const node_id& node) {
  const auto& own = spec.nodes.at(node);
  auto out = common_options(spec);
  out.id = node;
  out.listen = own.listen;
  out.advertise = own.advertise;
  out.tags = own.tags;
  return out;
}

node_options node_options_from(const cluster_spec& spec, const node_id& node,
                               const loaded_file& file) {
  auto out = node_options_from(spec, node);
  out.source = source_options_from(spec, node, file);
  if (membership_is_elsewhere(spec)) out.members.clear();
  return out;
}

std::vector<actor_options> actor_options_from(const cluster_spec& spec, const node_id& node) {
  std::vector<actor_options> out;
  for (const auto& actor : spec.nodes.at(node).actors)
    out.push_back({.name = actor.name,
                   .type = actor.type,
                   .options = std::make_shared<tree_source>(actor.options),
                   .restart = actor.restart});
  return out;
}

loops_options loops_options_from(const cluster_spec& spec) {
  const auto& loops = spec.runtime.loops;
  loops_options out;
  out.spin = spec.runtime.spin;
  if (loops.are_split()) {
    out.links = loops.links;
    out.actors = loops.actors;
  } else {
    out.loops = loops.shared;
  }
  return out;
}

node_options client_options_from(const cluster_spec& spec) {
  auto out = common_options(spec);
  std::erase_if(out.members, [](const member_options& m) { return m.addresses.empty(); });
  return out;
}

} // namespace carrick::config
