#include <carrick/tools/bench/measurement.hpp>

#include <boost/json.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <cmath>

namespace carrick::tools::bench {
namespace {

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

// Four significant digits are more than the machines repeat.
double rounded(double value) {
  if (value == 0) return 0;
  double scale = std::pow(10.0, 3 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

template <class T>
void put(boost::json::object& out, const char* name, const std::optional<T>& value) {
  if (!value) return;
  if constexpr (std::is_same_v<T, double>)
    out[name] = rounded(*value);
  else
    out[name] = *value;
}

} // namespace

std::string to_json(const measurement& m) {
  boost::json::object out;
  out["workload"] = m.workload;
  out["peer"] = m.peer;
  if (!m.handler.empty()) out["handler"] = m.handler;
  out["transport"] = m.transport;
  out["size"] = m.size;
  if (m.in_flight > 0) out["in_flight"] = m.in_flight;
  put(out, "p50_us", m.p50_us);
  put(out, "p99_us", m.p99_us);
  put(out, "per_second", m.per_second);
  put(out, "bytes_per_second", m.bytes_per_second);
  put(out, "cpu_s_per_million", m.cpu_s_per_million);
  put(out, "rss_kib", m.rss_kib);
  return boost::json::serialize(out);
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
