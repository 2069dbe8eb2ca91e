#include <carrick/membership/etcd_calls.hpp>

#include <carrick/core/base64.hpp>

#include <chrono>

namespace carrick::membership::etcd {
namespace {

std::string text_of(std::string_view bytes) { return '"' + to_base64(as_bytes(bytes)) + '"'; }
std::string text_of(std::int64_t number) { return '"' + std::to_string(number) + '"'; }

std::string keys_of(std::string_view prefix) {
  return "\"key\":" + text_of(prefix) + ",\"range_end\":" + text_of(end_of(std::string{prefix}));
}

} // namespace

etcd_call grant(duration ttl) {
  auto seconds = std::chrono::ceil<std::chrono::seconds>(ttl).count();
  return {"/v3/lease/grant", "{\"TTL\":" + text_of(std::int64_t{seconds}) + '}'};
}

etcd_call keep_alive(std::int64_t lease) {
  return {"/v3/lease/keepalive", "{\"ID\":" + text_of(lease) + '}'};
}

etcd_call revoke(std::int64_t lease) {
  return {"/v3/lease/revoke", "{\"ID\":" + text_of(lease) + '}'};
}

etcd_call put(std::string_view key, std::string_view value, std::int64_t lease) {
  return {"/v3/kv/put",
          "{\"key\":" + text_of(key) + ",\"value\":" + text_of(value) +
            ",\"lease\":" + text_of(lease) + '}'};
}

etcd_call range(std::string_view prefix) { return {"/v3/kv/range", '{' + keys_of(prefix) + '}'}; }

etcd_call watch(std::string_view prefix, std::int64_t from_revision) {
  return {"/v3/watch",
          "{\"create_request\":{" + keys_of(prefix) +
            ",\"start_revision\":" + text_of(from_revision) + "}}",
          true};
}

std::string end_of(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
  if (prefix.empty()) return std::string(1, '\0');
  ++prefix.back();
  return prefix;
}

} // namespace carrick::membership::etcd
