#include <carrick/membership/etcd_answers.hpp>

#include <carrick/core/base64.hpp>
#include <carrick/core/log.hpp>
#include <carrick/membership/json_fields.hpp>

namespace carrick::membership::etcd {
namespace {

using boost::json::object;

constexpr std::int64_t grpc_not_found = 5;

status malformed(std::string why) { return fail(code::malformed, "etcd's answer has " + why); }

std::optional<std::string> bytes_at(const object& in, std::string_view key) {
  auto text = json::text_at(in, key);
  if (!text) return std::string{}; // the gateway leaves out what is empty
  auto bytes = from_base64(*text);
  return bytes ? std::optional{std::string{as_text(*bytes)}} : std::nullopt;
}

std::string cluster_of(const object& answer) {
  const auto* header = json::object_at(answer, "header");
  auto id = header ? json::text_at(*header, "cluster_id") : std::nullopt;
  return id ? std::string{*id} : std::string{};
}

std::int64_t revision_of(const object& answer) {
  const auto* header = json::object_at(answer, "header");
  return header ? json::number_at(*header, "revision").value_or(0) : 0;
}

result<pair> pair_of(const object& kv) {
  auto key = bytes_at(kv, "key"), value = bytes_at(kv, "value");
  if (!key || !value) return malformed("no base64 in a key or value");
  return pair{std::move(*key), std::move(*value)};
}

result<lease> lease_of(const object& answer) {
  auto id = json::number_at(answer, "ID");
  if (!id || *id == 0) return malformed("no lease");
  return lease{*id, json::number_at(answer, "TTL").value_or(0)};
}

result<watch_change> change_of(const object& event) {
  const auto* kv = json::object_at(event, "kv");
  if (!kv) return malformed("an event without a key");
  auto what = pair_of(*kv);
  if (!what) return what.error();
  auto revision = json::number_at(*kv, "mod_revision");
  if (!revision) return malformed("an event without a revision");
  return watch_change{json::text_at(event, "type") == "DELETE", std::move(*what), *revision};
}

/// "no JSON: ..." of a stream's error object, or what it says itself.
std::string error_text(const object& error) {
  auto text = json::text_at(error, "message");
  return text ? printable(*text) : "an error without a text";
}

} // namespace

status refusal_of(const etcd_reply& reply) {
  if (reply.status == 200) return {};
  auto answer = json::parse_object(reply.body);
  auto text = answer ? json::text_at(*answer, "error") : std::nullopt;
  auto what = text ? printable(*text) : "HTTP status " + std::to_string(reply.status);
  bool not_found = answer && json::number_at(*answer, "code") == grpc_not_found;
  return fail(not_found ? code::not_found : code::unreachable, std::move(what));
}

result<lease> granted(std::string_view body) {
  auto answer = json::parse_object(body);
  return answer ? lease_of(*answer) : answer.error();
}

result<lease> kept_alive(std::string_view body) {
  while (body.ends_with('\n')) body.remove_suffix(1);
  if (auto last = body.rfind('\n'); last != body.npos) body.remove_prefix(last + 1);
  auto answer = json::parse_object(body);
  if (!answer) return answer.error();
  if (const auto* result = json::object_at(*answer, "result")) return lease_of(*result);
  const auto* error = json::object_at(*answer, "error");
  return fail(code::unreachable, error ? error_text(*error) : "an answer without a result");
}

result<listing> listed(std::string_view body) {
  auto answer = json::parse_object(body);
  if (!answer) return answer.error();
  listing out{cluster_of(*answer), revision_of(*answer), {}};
  if (out.revision <= 0) return malformed("no revision");
  const auto* kvs = json::array_at(*answer, "kvs");
  if (!kvs) return out;
  for (const auto& each : *kvs) {
    const auto* kv = each.if_object();
    auto found = kv ? pair_of(*kv) : malformed("no object among the keys");
    if (!found) return found.error();
    out.pairs.push_back(std::move(*found));
  }
  return out;
}

result<watch_line> watched(std::string_view line) {
  auto answer = json::parse_object(line);
  if (!answer) return answer.error();
  if (const auto* error = json::object_at(*answer, "error"))
    return watch_line{watch_ended{0, error_text(*error)}};
  const auto* result = json::object_at(*answer, "result");
  if (!result) return malformed("no result");
  if (json::flag_at(*result, "canceled")) {
    auto why = json::text_at(*result, "cancel_reason");
    return watch_line{watch_ended{json::number_at(*result, "compact_revision").value_or(0),
                                  why ? printable(*why) : std::string{"the watch was cancelled"}}};
  }
  if (json::flag_at(*result, "created"))
    return watch_line{watch_created{cluster_of(*result), revision_of(*result)}};
  watch_changes out;
  const auto* events = json::array_at(*result, "events");
  if (!events) return watch_line{std::move(out)};
  for (const auto& each : *events) {
    const auto* event = each.if_object();
    auto change = event ? change_of(*event) : malformed("no object among the events");
    if (!change) return change.error();
    out.push_back(std::move(*change));
  }
  return watch_line{std::move(out)};
}

} // namespace carrick::membership::etcd
