#pragma once

#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_group.hpp>

#include <latch>
#include <memory>
#include <vector>

namespace carrick {

/// Calls `visit(loop&)` on each loop's thread, and returns when all have been visited; on loops
/// with a driver it calls at once. Not from one of these loops.
template <class Visit>
void visit_loops(loop_group& all, Visit visit) {
  struct visitor final : loop_task {
    visitor(loop& to, Visit& with, std::latch& when_done)
        : where(to), visit(with), done(when_done) {}
    void run() noexcept override {
      std::latch& count = done; // this is gone once all have counted down
      visit(where);
      count.count_down();
    }
    loop& where;
    Visit& visit;
    std::latch& done;
  };

  if (all.options().driver != nullptr) {
    for (std::size_t i = 0; i < all.size(); ++i) visit(all.at(i));
    return;
  }
  std::latch done(static_cast<std::ptrdiff_t>(all.size()));
  std::vector<std::unique_ptr<visitor>> visitors;
  for (std::size_t i = 0; i < all.size(); ++i)
    visitors.push_back(std::make_unique<visitor>(all.at(i), visit, done));
  for (std::size_t i = 0; i < all.size(); ++i) all.at(i).submit(*visitors[i]);
  done.wait();
}

} // namespace carrick
