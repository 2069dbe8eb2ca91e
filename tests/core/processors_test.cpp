#include <carrick/core/processors.hpp>
#include <carrick/tests/support/scratch_folder.hpp>

#include <catch2/catch.hpp>

#include <sched.h>

namespace carrick {
namespace {

/// What /proc and /sys say of control groups.
class group_tree {
 public:
  explicit group_tree(std::string_view groups) { put("proc/self/cgroup", groups); }

  void put(const std::string& file, std::string_view text) const { root_.write(file, text); }
  std::optional<std::size_t> processors() const {
    return processors_of_quota(root_.path().string());
  }

 private:
  test::scratch_folder root_;
};

TEST_CASE("a quota of version 2 counts, the least of a group and those around it") {
  group_tree at{"0::/a/b\n"};
  CHECK_FALSE(at.processors());
  at.put("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  CHECK_FALSE(at.processors());
  at.put("sys/fs/cgroup/a/b/cpu.max", "250000 100000\n");
  CHECK(at.processors() == 3);
  at.put("sys/fs/cgroup/a/cpu.max", "200000 100000\n");
  CHECK(at.processors() == 2);
  at.put("sys/fs/cgroup/cpu.max", "1000 100000\n");
  CHECK(at.processors() == 1);
}

TEST_CASE("a quota of version 1 counts, beside groups that are none of processors") {
  group_tree at{"9:name=systemd:/\n4:cpuset:/a\n3:cpu,cpuacct:/a\n0::/\n"};
  at.put("sys/fs/cgroup/cpuset/a/cpu.cfs_quota_us", "100000\n");
  at.put("sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "-1\n");
  at.put("sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n");
  CHECK_FALSE(at.processors());
  at.put("sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "150000\n");
  CHECK(at.processors() == 2);
}

TEST_CASE("in a container the path may be the host's: the root counts") {
  group_tree at{"1:cpu:/docker/4711\n"};
  at.put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "400000");
  at.put("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
  CHECK(at.processors() == 4);
}

TEST_CASE("without control groups there is no quota, and nonsense is none") {
  CHECK_FALSE(processors_of_quota("/nowhere"));
  group_tree at{"nonsense\n:\n0:\n::::\n"};
  at.put("sys/fs/cgroup/cpu.max", "-5 0\n");
  CHECK_FALSE(at.processors());
}

TEST_CASE("processors that the process may not use are not counted") {
  cpu_set_t before;
  REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
  CHECK(usable_processors() >= 1);
  CHECK(usable_processors() <= static_cast<std::size_t>(CPU_COUNT(&before)));
  cpu_set_t one;
  CPU_ZERO(&one);
  int first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  CPU_SET(first, &one);
  REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(usable_processors() == 1);
  REQUIRE(::sched_setaffinity(0, sizeof before, &before) == 0);
}

} // namespace
} // namespace carrick
