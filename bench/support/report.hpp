#pragma once

#include "options.hpp"
#include "window.hpp"

#include <cstdio>
#include <stdexcept>
#include <string>

namespace carrick::bench {

/// One JSON object on one line.
class json_line {
 public:
  void text(const char* name, const std::string& value) { add(name, '"' + value + '"'); }
  void number(const char* name, double value) {
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.6g", value);
    add(name, digits);
  }
  void whole(const char* name, std::uint64_t value) { add(name, std::to_string(value)); }
  std::string done() const { return "{" + body_ + "}\n"; }

 private:
  void add(const char* name, const std::string& value) {
    if (!body_.empty()) body_ += ',';
    body_ += '"' + std::string{name} + "\":" + value;
  }

  std::string body_;
};

/// Throws when the workload did not move at all. W6: requests beside `bulk_bytes` messages.
inline std::string report(const std::string& peer, const options& asked, const measured& seen,
                          std::size_t bulk_bytes) {
  const bool one_way = asked.workload == "W3" || asked.workload == "W4";
  const auto done = one_way ? seen.received : seen.answered;
  if (done == 0) throw std::runtime_error{"nothing was counted in the window"};
  const auto per_second = static_cast<double>(done) / seen.seconds;
  json_line out;
  out.text("workload", asked.workload);
  out.text("peer", peer);
  if (!asked.handler.empty()) out.text("handler", asked.handler);
  if (!asked.mode.empty()) out.text("mode", asked.mode);
  out.text("transport", asked.transport);
  out.whole("size", asked.size);
  if (!one_way) {
    out.whole("in_flight", asked.in_flight);
    out.number("p50_us", seen.times->percentile(0.5) / 1000);
    out.number("p90_us", seen.times->percentile(0.9) / 1000);
    out.number("p99_us", seen.times->percentile(0.99) / 1000);
    out.number("p999_us", seen.times->percentile(0.999) / 1000);
  }
  out.number("per_second", per_second);
  if (one_way) out.number("bytes_per_second", per_second * static_cast<double>(asked.size));
  if (asked.workload == "W6") {
    out.number("bytes_per_second", static_cast<double>(seen.received * bulk_bytes) / seen.seconds);
  }
  out.number("cpu_s_per_million", seen.cpu_seconds * 1e6 / static_cast<double>(done));
  out.whole("rss_kib", seen.rss_kib);
  out.number("seconds", seen.seconds);
  return out.done();
}

} // namespace carrick::bench
