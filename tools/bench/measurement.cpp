#include <carrick/tools/bench/measurement.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

namespace carrick::tools::bench {
namespace {

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

// Four significant digits are more than the machines repeat.
std::string number(double value) {
  char text[32];
  auto digits = value >= 1000 ? "%.0f" : "%.4g";
  std::snprintf(text, sizeof text, digits, value);
  return text;
}

void put(std::string& out, const char* name, const std::string& value) {
  out += (out.size() > 1 ? ",\"" : "\"") + std::string{name} + "\":" + value;
}
void put(std::string& out, const char* name, const std::optional<double>& value) {
  if (value) put(out, name, number(*value));
}

// The texts are ours: nothing in them needs an escape.
std::string quoted(const std::string& text) { return '"' + text + '"'; }

} // namespace

std::string to_json(const measurement& m) {
  std::string out = "{";
  put(out, "workload", quoted(m.workload));
  put(out, "peer", quoted(m.peer));
  if (!m.handler.empty()) put(out, "handler", quoted(m.handler));
  put(out, "transport", quoted(m.transport));
  put(out, "size", std::to_string(m.size));
  if (m.in_flight > 0) put(out, "in_flight", std::to_string(m.in_flight));
  put(out, "p50_us", m.p50_us);
  put(out, "p99_us", m.p99_us);
  put(out, "per_second", m.per_second);
  put(out, "bytes_per_second", m.bytes_per_second);
  put(out, "cpu_s_per_million", m.cpu_s_per_million);
  if (m.rss_kib) put(out, "rss_kib", std::to_string(*m.rss_kib));
  return out + "}";
}

double samples::percentile_us(double share) {
  if (values_.empty()) return 0;
  auto rank = static_cast<std::size_t>(share * static_cast<double>(values_.size() - 1));
  auto at = values_.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values_.begin(), at, values_.end());
  return std::chrono::duration<double, std::micro>(*at).count();
}

usage usage_of_this_process() {
  rusage u{};
  getrusage(RUSAGE_SELF, &u);
  return {seconds(u.ru_utime) + seconds(u.ru_stime), static_cast<std::uint64_t>(u.ru_maxrss)};
}

} // namespace carrick::tools::bench
