#include "app_cluster.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>

using namespace carrick::test;

namespace {

/// The test application as process 1 of a namespace with a /proc of its own.
app_process::other as_first(const std::string& script, const std::vector<std::string>& arguments) {
  auto out = by_shell(script, arguments);
  const std::vector<std::string> in_namespace{"/usr/bin/unshare", "--pid", "--fork", "--kill-child",
                                              "--mount-proc"};
  out.words.insert(out.words.begin(), in_namespace.begin(), in_namespace.end());
  return out;
}

bool may_make_namespaces() {
  auto tried = run_to_end(as_first("exit 7", {}));
  if (tried.exit == 7) return true;
  WARN("skipped: no pid namespace may be made here: " << tried.err);
  return false;
}

/// The process of that parent's; -1 if there is none.
pid_t child_of(pid_t parent) {
  auto list =
    read_file("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children");
  return list.empty() ? -1 : static_cast<pid_t>(std::stol(list));
}

std::size_t children_of(pid_t parent) {
  auto list =
    read_file("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children");
  return static_cast<std::size_t>(std::count(list.begin(), list.end(), ' '));
}

} // namespace

TEST_CASE("as process 1 a node leaves no orphan a zombie, and ends as it would", "[process]") {
  if (!may_make_namespaces()) return;
  app_folder folder;
  folder.write(cluster_toml(1));
  // Before it becomes the node, the shell makes grandchildren, which outlive their parents.
  const std::string script = "for i in 1 2 3; do (sh -c 'sleep 0.3' &); done; exec \"$@\"";
  app_process node{as_first(script, {"start", folder.file()})};
  REQUIRE(node.prints("n1  ready after "));
  const pid_t first = child_of(node.pid());
  REQUIRE(first > 0);
  CHECK(eventually([&] { return children_of(first) == 1; })); // the node
  ::kill(first, SIGTERM);
  CHECK(node.wait() == 0);
  CHECK(has(node.out(), "n1  stopped after "));
}

TEST_CASE("as process 1 a program of its own is still asked for its end by the node", "[process]") {
  if (!may_make_namespaces()) return;
  app_folder folder;
  folder.write(cluster_toml(1) +
               "[membership]\nprovider = \"exec\"\n[membership.exec]\n"
               "command = [\"sh\", \"-c\", \"(sleep 0.1 &); exit 3\"]\n");
  app_process node{as_first("exec \"$@\"", {"start", folder.file()})};
  CHECK(node.complains("exited with code 3"));
  const pid_t first = child_of(node.pid());
  REQUIRE(first > 0);
  CHECK(eventually([&] { return children_of(first) == 1; }));
  ::kill(child_of(first), SIGKILL);
  CHECK(node.wait() == 128 + SIGKILL);
}

TEST_CASE("as process 1 the exit code is the command's", "[process]") {
  if (!may_make_namespaces()) return;
  CHECK(run_to_end(as_first("exec \"$@\"", {"explain", "CRK0301"})).exit == 0);
  CHECK(run_to_end(as_first("exec \"$@\"", {"explain", "nothing"})).exit == 2);
}
