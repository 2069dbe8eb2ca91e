#include <carrick/core/processors.hpp>

#include <carrick/core/read_file.hpp>

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <thread>
#include <vector>

namespace carrick {
namespace {

constexpr std::size_t control_file_bytes_max = 64 * 1024;

/// Of the affinity; the mask has as many bits as the kernel's, which is asked for by trying.
std::size_t processors_of_affinity() {
  constexpr std::size_t masks_max = 256; // 262,144 processors
  for (std::size_t masks = 1; masks <= masks_max; masks *= 2) {
    std::vector<cpu_set_t> mask(masks);
    const auto bytes = masks * sizeof(cpu_set_t);
    if (sched_getaffinity(0, bytes, mask.data()) == 0)
      return static_cast<std::size_t>(CPU_COUNT_S(bytes, mask.data()));
  }
  return std::thread::hardware_concurrency();
}

std::string text_in(const std::string& file) {
  auto text = read_file(file, control_file_bytes_max);
  return text ? std::move(*text) : std::string{};
}

/// What stands before the first of `ends`, which is taken away too.
std::string_view take_until(std::string_view& text, std::string_view ends) {
  const auto end = std::min(text.find_first_of(ends), text.size());
  const auto out = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return out;
}

/// "max" and -1 are no quota.
std::optional<std::size_t> whole_processors(std::string_view quota, std::string_view period) {
  std::int64_t used = 0, of = 0;
  std::from_chars(quota.data(), quota.data() + quota.size(), used);
  std::from_chars(period.data(), period.data() + period.size(), of);
  if (used <= 0 || of <= 0) return std::nullopt;
  return static_cast<std::size_t>((used - 1) / of + 1);
}

std::optional<std::size_t> quota_of_v2(const std::string& folder) {
  const auto text = text_in(folder + "/cpu.max");
  std::string_view rest = text;
  const auto quota = take_until(rest, " ");
  return whole_processors(quota, rest);
}

std::optional<std::size_t> quota_of_v1(const std::string& folder) {
  return whole_processors(text_in(folder + "/cpu.cfs_quota_us"),
                          text_in(folder + "/cpu.cfs_period_us"));
}

using quota_of_group = std::optional<std::size_t> (*)(const std::string& folder);

/// The least of a group and those around it. In a container the path may be that of the host, of
/// which only the end of the way up, the root, is to be seen.
std::optional<std::size_t> least_quota(const std::string& mount, std::string path,
                                       quota_of_group quota_of) {
  std::optional<std::size_t> least;
  for (;;) {
    if (auto quota = quota_of(mount + path)) least = std::min(least.value_or(*quota), *quota);
    if (path.empty()) return least;
    path.resize(path.rfind('/') == path.npos ? 0 : path.rfind('/'));
  }
}

bool names_cpu(std::string_view controllers) {
  while (!controllers.empty())
    if (take_until(controllers, ",") == "cpu") return true;
  return false;
}

} // namespace

std::optional<std::size_t> processors_of_quota(const std::string& root) {
  const auto groups = text_in(root + "/proc/self/cgroup"); // "4:cpu,cpuacct:/a/b", "0::/a/b"
  const auto mount = root + "/sys/fs/cgroup";
  std::optional<std::size_t> least;
  for (std::string_view rest = groups; !rest.empty();) {
    auto path = take_until(rest, "\n");
    take_until(path, ":");
    const std::string controllers{take_until(path, ":")};
    std::optional<std::size_t> quota;
    if (controllers.empty())
      quota = least_quota(mount, std::string{path}, quota_of_v2);
    else if (names_cpu(controllers))
      quota = least_quota(mount + '/' + controllers, std::string{path}, quota_of_v1);
    if (quota) least = std::min(least.value_or(*quota), *quota);
  }
  return least;
}

std::size_t usable_processors() {
  const auto all = processors_of_affinity();
  return std::max<std::size_t>(1, std::min(all, processors_of_quota().value_or(all)));
}

} // namespace carrick
