#include <carrick/config/rules.hpp>

#include <carrick/config/membership_rules.hpp>
#include <carrick/config/toml_text.hpp>
#include <carrick/core/host_port.hpp>
#include <carrick/core/quantity.hpp>

#include <map>
#include <utility>

namespace carrick::config {
namespace {

std::string path_of(const node_spec& node, std::string_view key) {
  return ("nodes." + toml_key(node.id.text())).append(".").append(key);
}

class rules {
 public:
  rules(const cluster_spec& spec, const origin& file, report& to)
      : spec_(spec), file_(file), report_(to) {}

  void check() {
    if (!stands("cluster"))
      report_.add(file_, "the cluster has no name", "add cluster = \"...\" at the top");
    if (spec_.nodes.empty() && !stands("nodes"))
      report_.add(file_, "there are no nodes", "add [nodes.n1] with listen = \"127.0.0.1:7101\"");
    for (const auto& [id, node] : spec_.nodes) check_listen(node);
    check_addresses();
    check_limits();
  }

 private:
  bool stands(const std::string& path) const { return spec_.origins.contains(path); }
  origin at(const node_spec& node, std::string_view key) const {
    return spec_.origin_around(path_of(node, key));
  }

  void check_listen(const node_spec& node) {
    if (!stands(path_of(node, "listen")))
      return report_.add(at(node, "listen"),
                         "node " + in_quotes(node.id.text()) + " has no listen address",
                         "add listen = \"127.0.0.1:7101\"");
    auto listen = host_port::parse(node.listen);
    if (!listen) return;
    if (listen->is_any() && node.advertise.empty())
      report_.add(at(node, "listen"),
                  in_quotes(node.listen) + " is no address that others can dial",
                  "add advertise = \"HOST:PORT\", the address of this machine");
    if (spec_.transport.insecure_plaintext) return;
    if (!listen->is_loopback())
      not_encrypted(node, "listen", node.listen, "listen on 127.0.0.1");
    else if (auto dialed = host_port::parse(node.advertise); dialed && !dialed->is_loopback())
      not_encrypted(node, "advertise", node.advertise, "advertise 127.0.0.1");
  }

  /// Such an address is neither listened on nor dialed.
  void not_encrypted(const node_spec& node, std::string_view key, const std::string& text,
                     std::string_view way_out) {
    report_.add(at(node, key), in_quotes(text) + " is beyond loopback, and links are not encrypted",
                std::string{way_out} +
                  ", or set transport.insecure_plaintext = true if everybody in that network may "
                  "read and write");
  }

  /// One address for two nodes, to listen on or to be dialed at. 0.0.0.0 is each machine's own.
  void check_addresses() {
    for (const auto& [id, node] : spec_.nodes) {
      claim(node, "listen", node.listen);
      claim(node, "advertise", node.advertise);
    }
  }

  void claim(const node_spec& node, std::string_view key, const std::string& text) {
    auto found = host_port::parse(text);
    if (!found || found->port == 0 || found->is_any()) return;
    auto [taken, is_new] = taken_.try_emplace(found->text(), &node, at(node, key));
    auto& [owner, where] = taken->second;
    if (is_new || owner == &node) return;
    report_.add(at(node, key),
                "nodes " + owner->id.text() + " and " + node.id.text() + " have one address, " +
                  found->text() + " (the other: " + place_of(where) + ')',
                "give each its own port");
  }

  template <class T>
  void in_order(std::string_view lower, T low, std::string_view upper, T high,
                std::string (*format)(T)) {
    if (low <= high) return;
    bool lower_stands = stands(std::string{lower});
    report_.add(spec_.origin_of(lower_stands ? lower : upper),
                std::string{lower} + " (" + format(low) + ") is larger than " + std::string{upper} +
                  " (" + format(high) + ')',
                lower_stands && stands(std::string{upper})
                  ? "the other: " + place_of(spec_.origin_of(upper))
                  : std::string{});
  }

  void check_limits() {
    const auto& t = spec_.transport;
    const auto& m = spec_.membership;
    in_order<duration>("transport.reconnect.min", t.reconnect.min, "transport.reconnect.max",
                       t.reconnect.max, format_duration);
    check_ping(m);
    in_order("transport.frame_max", t.frame_max, "transport.message_max", t.message_max,
             format_size);
    in_order("transport.stream_window", t.stream_window, "transport.link_window", t.link_window,
             format_size);
    in_order("transport.message_max", t.message_max, "transport.held_max", t.held_max, format_size);
    in_order("transport.held_max", t.held_max, "transport.held_all", t.held_all, format_size);
    for (const auto& [id, node] : spec_.nodes)
      for (const auto& actor : node.actors) check_restart(node, actor);
  }

  /// A member is suspect after half of `fail_after`: it must have been asked before.
  void check_ping(const membership_spec& m) {
    auto allowed = std::pair{duration{std::chrono::milliseconds{1}}, m.fail_after / 2};
    if (m.ping_after == duration::zero() ||
        (m.ping_after >= allowed.first && m.ping_after <= allowed.second))
      return;
    report_.add(spec_.origin_of("membership.ping_after"),
                "membership.ping_after (" + format_duration(m.ping_after) + ") is out of range",
                "allowed: " + format_duration(allowed.first) + " to " +
                  format_duration(allowed.second) + ", half of membership.fail_after; \"0s\": a " +
                  "quarter of it, at most " + format_duration(limits::ping_after));
  }

  void check_restart(const node_spec& node, const actor_spec& actor) {
    auto pause = path_of(node, "actors") + '.' + toml_key(actor.name) + ".restart_pause";
    in_order<duration>(pause + ".min", actor.restart.pause_min, pause + ".max",
                       actor.restart.pause_max, format_duration);
  }

  const cluster_spec& spec_;
  const origin& file_;
  report& report_;
  std::map<std::string, std::pair<const node_spec*, origin>> taken_;
};

} // namespace

void check_rules(const cluster_spec& spec, const origin& file, report& to) {
  rules{spec, file, to}.check();
  check_membership(spec, file, to);
}

} // namespace carrick::config
