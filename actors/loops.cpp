#include <carrick/actors/loops.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/core/ensure.hpp>
#include <carrick/core/processors.hpp>

#include <algorithm>
#include <string>
#include <system_error>

#include <pthread.h>

namespace carrick {

namespace {

loop& next_of(const std::vector<loop*>& all, std::atomic<std::size_t>& counter) noexcept {
  return *all[counter.fetch_add(1, std::memory_order_relaxed) % all.size()];
}

void name_this_thread(std::size_t index) {
  const std::string name = "carrick-" + std::to_string(index); // 15 characters are shown
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

} // namespace

loops::loops(const loops_options& options) : options_(options) {
  make_loops();
  if (options_.driver == nullptr) start_threads();
}

loops::~loops() { stop(); }

void loops::make_loops() {
  const auto add = [this](std::size_t count, loop_role role) {
    for (std::size_t i = 0; i < count; ++i)
      loops_.push_back(std::make_unique<loop>(*this, loops_.size(), role));
  };
  if (options_.links == 0 && options_.actors == 0) {
    add(options_.loops == 0 ? usable_processors() : options_.loops, loop_role::both);
  } else {
    add(std::max<std::size_t>(1, options_.links), loop_role::links);
    add(std::max<std::size_t>(1, options_.actors), loop_role::actors);
  }
  for (const auto& each : loops_) {
    if (each->role() != loop_role::actors) for_links_.push_back(each.get());
    if (each->role() != loop_role::links) for_actors_.push_back(each.get());
  }
  taking_.set_takers(for_actors_, options_.watch);
}

void loops::start_threads() {
  try {
    for (const auto& each : loops_)
      threads_.emplace_back([&one = *each] {
        name_this_thread(one.index());
        one.run();
      });
  } catch (const std::system_error&) {
    end_threads();
    throw;
  }
}

loop& loops::next_for_links() noexcept { return next_of(for_links_, next_link_loop_); }
loop& loops::next_for_actors() noexcept { return next_of(for_actors_, next_actor_loop_); }

bool loops::drive() noexcept {
  if (options_.driver == nullptr) return false;
  bool did = false;
  for (const auto& each : loops_) did |= each->drive();
  return did;
}

void loops::stop() {
  if (systems_.load() != 0)
    misused(
      "`loops` end while a node still runs on them: destroy the node first, or, if its stop() "
      "has named what does not end, leak the loops as well");
  while (drive()) {
  }
  if (threads_.empty()) return;
  ENSURE(loop::current() == nullptr || &loop::current()->owner() != this);
  end_threads();
}

void loops::end_threads() noexcept {
  for (const auto& each : loops_) each->request_stop();
  for (std::thread& each : threads_) each.join();
  threads_.clear();
}

} // namespace carrick
