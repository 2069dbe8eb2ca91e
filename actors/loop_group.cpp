#include <carrick/actors/loop_group.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/core/processors.hpp>

#include <algorithm>
#include <string>

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

// Two owners: whoever holds a share owns the loops, whose end its last one brings about; the
// threads own the memory, since one of them may be where that happens.
std::shared_ptr<loop_group> loop_group::make(const loops_options& options) {
  auto group = std::make_shared<loop_group>(token{}, options);
  auto* const all = group.get();
  auto share = std::shared_ptr<loop_group>(all, [group](loop_group* whole) { whole->end(); });
  if (options.driver == nullptr) all->start_threads();
  return share;
}

loop_group::loop_group(token, const loops_options& options) : options_(options) { make_loops(); }
loop_group::~loop_group() = default;

void loop_group::make_loops() {
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

void loop_group::start_threads() {
  try {
    for (const auto& each : loops_)
      threads_.emplace_back([group = shared_from_this(), &one = *each] {
        name_this_thread(one.index());
        one.run();
      });
  } catch (...) { // no thread, or no memory for one: those that run must not outlive this
    end();
    throw;
  }
}

loop& loop_group::next_for_links() noexcept { return next_of(for_links_, next_link_loop_); }
loop& loop_group::next_for_actors() noexcept { return next_of(for_actors_, next_actor_loop_); }

bool loop_group::drive() noexcept {
  if (options_.driver == nullptr) return false;
  bool did = false;
  for (const auto& each : loops_) did |= each->drive();
  return did;
}

void loop_group::end() noexcept {
  while (drive()) {
  }
  for (const auto& each : loops_) each->request_stop();
  for (std::thread& each : threads_)
    if (each.get_id() == std::this_thread::get_id())
      each.detach();
    else
      each.join();
  threads_.clear();
}

} // namespace carrick
