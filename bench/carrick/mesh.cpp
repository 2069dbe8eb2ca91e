#include "mesh.hpp"

#include "two_nodes.hpp"

#include <carrick/tools/bench/ask_load.hpp>
#include <carrick/tools/bench/request_load.hpp>

#include <deque>
#include <vector>

namespace carrick::bench {
namespace {

using tools::bench::bench_node;
using tools::bench::load;

std::string mesh_name(std::size_t index) { return "n" + std::to_string(index); }

node_options mesh_options(const options& asked, std::size_t self) {
  auto out = side_options(asked, mesh_name(self).c_str(), "nobody", "");
  out.members.clear();
  return out;
}

/// What one node asks of all others.
class asker {
 public:
  asker(const options& asked, board& shared, bench_node& from)
      : asked_(asked), shared_(shared), from_(from) {}

  void ask(std::size_t count, std::size_t self) {
    for (std::size_t i = 0; i < count; ++i) {
      if (i == self) continue;
      work_.push_back(make(mesh_name(i)));
      work_.back()->start();
    }
  }

 private:
  std::unique_ptr<load> make(const std::string& to) {
    if (asked_.handler == "actor") {
      auto log_of = [this]() -> tools::bench::load_log& { return logs_.emplace_back(shared_); };
      return tools::bench::make_ask_load(from_.core(), from_.find(to.c_str(), true),
                                         {form_of(asked_), asked_.size, asked_.in_flight, 1},
                                         log_of);
    }
    if (logs_.empty()) logs_.emplace_back(shared_); // all on the home loop
    return tools::bench::make_request_load(from_.core(), from_.find(to.c_str()),
                                           {form_of(asked_), asked_.size, asked_.in_flight},
                                           logs_.front());
  }

  const options& asked_;
  board& shared_;
  bench_node& from_;
  std::deque<board_log> logs_;
  std::vector<std::unique_ptr<load>> work_;
};

} // namespace

void mesh(const options& asked, board& shared, std::size_t self) {
  bench_side side{mesh_options(asked, self), nullptr};
  check(side.node.start());
  shared.listens(port_of(side.node->address()), self);
  await_ports(shared, mesh_nodes);
  std::vector<member_options> members;
  for (std::size_t i = 0; i < mesh_nodes; ++i)
    members.push_back({.node = *node_id::parse(mesh_name(i)),
                       .addresses = {"127.0.0.1:" + std::to_string(shared.port(i))}});
  check(side.node->set_members(members));
  check(side.node->wait_for_members(mesh_nodes, long_link_limit));
  asker one{asked, shared, side.node};
  one.ask(mesh_nodes, self);
  stay();
}

void serve_nothing(const options&, board& shared) {
  shared.listens(1);
  stay();
}

void mesh_in_one_process(const options& asked, board& shared) {
  const auto count = chosen().count;
  loops threads{loops_of(chosen())};
  std::deque<bench_node> nodes;
  std::vector<member_options> members;
  for (std::size_t i = 0; i < count; ++i) {
    auto& made = nodes.emplace_back(mesh_options(asked, i), threads);
    check(made.start());
    members.push_back({.node = *node_id::parse(mesh_name(i)), .addresses = {made->address()}});
  }
  for (auto& one : nodes) check(one->set_members(members));
  for (auto& one : nodes) check(one->wait_for_members(count, long_link_limit));
  std::deque<asker> askers;
  for (std::size_t i = 0; i < count; ++i)
    askers.emplace_back(asked, shared, nodes[i]).ask(count, i);
  stay();
}

} // namespace carrick::bench
