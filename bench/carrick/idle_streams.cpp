#include "idle.hpp"

#include "counting_log.hpp"
#include "held_pair.hpp"

#include "../support/report.hpp"

#include <carrick/tools/bench/stream_load.hpp>

namespace carrick::bench {
namespace {

constexpr std::size_t streams_usual = 100'000;

} // namespace

int idle_streams(const options& asked) {
  if (chosen().count == 0) chosen().count = streams_usual;
  const auto streams = chosen().count;
  held_pair pair{asked};
  counting_log log{0, 1};
  // The ends of this side's application are there before.
  auto work =
    tools::bench::make_stream_load(pair.core(), pair.server(), {streams, 1, asked.size}, log);
  const auto before = pair.at_rest();
  work->open();
  const auto after = pair.at_rest();
  const auto each = [&](std::size_t now, std::size_t then) {
    return (static_cast<double>(now) - static_cast<double>(then)) / static_cast<double>(streams);
  };
  json_line out;
  out.text("workload", "W7");
  out.text("peer", "carrick");
  out.text("mode", "idle_streams");
  out.text("transport", asked.transport);
  out.whole("streams", streams);
  out.number("bytes_a_stream", each(after.caller, before.caller));
  out.number("bytes_a_stream_served", each(after.server, before.server));
  out.whole("rss_kib", resident_kib());
  std::fputs(out.done().c_str(), stdout);
  std::fflush(stdout);
  ::_exit(log.failures() == 0 ? 0 : 1);
}

} // namespace carrick::bench
