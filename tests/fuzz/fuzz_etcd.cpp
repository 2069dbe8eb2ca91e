#include <carrick/core/random.hpp>
#include <carrick/membership/etcd_lease.hpp>
#include <carrick/membership/etcd_view.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

// What etcd, or what stands in its place, may answer: the first line is the listing, the rest the
// watch. However the watch is split, the same list comes of it, and every list can be checked.

using namespace carrick;
using namespace carrick::membership;
using namespace std::chrono_literals;

namespace {

std::string run(std::string_view first, std::string_view rest, std::uint64_t seed) {
  time_point now{1h};
  etcd_view view{{"/p/", 30s, 1}, now};
  std::string out;
  auto take = [&] {
    while (auto list = view.next_list()) {
      if (!*list) {
        out = "refused";
        continue;
      }
      out.clear();
      for (const auto& m : **list) out += m.id.text() + ' ';
      static_cast<void>(check(**list));
    }
    static_cast<void>(view.was_deleted("n1"));
  };
  static_cast<void>(view.next_call(now));
  view.answered({200, std::string{first}}, now);
  take();
  if (!view.problem().ok() || !view.next_call(now)) return out;
  random_source random{seed};
  while (!rest.empty() && view.watching()) {
    auto piece = std::min<std::size_t>(rest.size(), seed == 0 ? rest.size() : 1 + random.below(16));
    const std::string copy{rest.substr(0, piece)};
    view.feed(as_bytes(copy), now);
    rest.remove_prefix(piece);
    take();
  }
  view.failed(status{code::unreachable, "end"}, now);
  now = view.next_deadline();
  if (!view.next_call(now)) __builtin_trap();
  return out;
}

void run_lease(std::string_view bytes, std::uint8_t choice) {
  time_point now{1h};
  etcd_lease lease{{"/p/n1", "{}", 9s, 1}, now};
  static_cast<void>(lease.next_call(now));
  if (choice % 2 == 1) {
    lease.answered({200, R"({"ID":"1","TTL":"9"})"}, now);
    static_cast<void>(lease.next_call(now));
    lease.answered({200, "{}"}, now);
    now = lease.next_deadline();
    static_cast<void>(lease.next_call(now));
  }
  lease.answered({choice % 4 < 2 ? 200u : 404u, std::string{bytes}}, now);
  if (lease.next_deadline() == never) __builtin_trap();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  auto end = text.find('\n');
  auto first = text.substr(0, end);
  auto rest = end == text.npos ? std::string_view{} : text.substr(end + 1);
  if (run(first, rest, 0) != run(first, rest, 1)) __builtin_trap();
  run_lease(text, data[0]);
  return 0;
}
