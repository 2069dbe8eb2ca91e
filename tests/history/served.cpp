#include "served.hpp"

#include <carrick/core/random.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace carrick::test {
namespace {

using namespace sim;

/// One object a key. Each client asks, its call happens some time later, and is answered later
/// still; time goes in steps.
template <class Model>
class served_object {
 public:
  using asked_by = std::function<typename Model::operation(random_source&, std::size_t client)>;

  served_object(const served_options& options, asked_by asked)
      : options_(options), asked_(std::move(asked)), random_(options.seed) {}

  history<Model> run() {
    std::vector<std::optional<call>> open(options_.clients);
    std::size_t begun = 0, busy = 0;
    while (begun < options_.calls || busy > 0) {
      ++time_;
      const auto client = random_.below(options_.clients);
      auto& mine = open[client];
      if (!mine && begun < options_.calls) {
        ++begun, ++busy;
        mine = begin(client);
      } else if (mine && !mine->got && !mine->is_lost) {
        mine->got = happen(mine->asked);
      } else if (mine) {
        end(*mine);
        mine.reset();
        --busy;
      }
      happen_late();
    }
    return std::move(seen_);
  }

 private:
  struct call {
    std::size_t number;
    typename Model::operation asked;
    bool is_lost = false;
    std::optional<typename Model::answer> got{};
  };

  duration now() const { return std::chrono::milliseconds(time_); }
  call begin(std::size_t client) {
    auto asked = asked_(random_, client);
    // A client that knows no answer goes on under another name, as a new one.
    const auto number = seen_.begin("c" + std::to_string(client), asked, now());
    return {number, asked, random_.unit() < options_.unknown};
  }
  void end(const call& what) {
    if (!what.is_lost) return seen_.answered(what.number, *what.got, now());
    seen_.unknown(what.number, now());
    if (random_.below(2) == 0) late_.push_back(what.asked);
  }
  typename Model::answer happen(const typename Model::operation& asked) {
    auto& all = states_.try_emplace(model_.key(asked), 1, model_.initial()).first->second;
    auto next = all.back();
    auto got = model_.step(next, asked);
    if (random_.unit() < options_.stale) {
      auto old = all[all.size() - std::min<std::size_t>(all.size(), 2 + random_.below(3))];
      got = model_.step(old, asked);
    }
    all.push_back(std::move(next));
    return got;
  }
  void happen_late() {
    if (late_.empty() || random_.below(4) != 0) return;
    const auto which = random_.below(late_.size());
    static_cast<void>(happen(late_[which]));
    late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(which));
  }

  const served_options options_;
  const asked_by asked_;
  random_source random_;
  const Model model_{};
  history<Model> seen_;
  std::map<std::string, std::vector<typename Model::state>> states_; // by key, the last is now
  std::vector<typename Model::operation> late_;                      // they happen some time
  std::int64_t time_ = 0;
};

} // namespace

sim::history<sim::map_model> served_map(const served_options& options) {
  auto number = std::make_shared<int>();
  return served_object<map_model>{options,
                                  [=](random_source& random, std::size_t) {
                                    const auto key =
                                      "k" + std::to_string(random.below(options.keys));
                                    if (random.below(2) == 0) return map_model::get(key);
                                    return map_model::put(key, std::to_string(++*number));
                                  }}
    .run();
}

sim::history<sim::counter_model> served_counter(const served_options& options) {
  return served_object<counter_model>{options,
                                      [](random_source& random, std::size_t) {
                                        const auto by = static_cast<std::int64_t>(random.below(2));
                                        return counter_model::operation{by};
                                      }}
    .run();
}

sim::history<sim::queue_model> served_queue(const served_options& options) {
  auto number = std::make_shared<int>();
  return served_object<queue_model>{options,
                                    [=](random_source& random, std::size_t) {
                                      if (random.below(2) == 0) return queue_model::dequeue();
                                      return queue_model::enqueue(std::to_string(++*number));
                                    }}
    .run();
}

sim::history<sim::lock_model> served_lock(const served_options& options) {
  return served_object<lock_model>{options,
                                   [](random_source& random, std::size_t client) {
                                     const auto name = "c" + std::to_string(client);
                                     return random.below(2) == 0 ? lock_model::acquire(name)
                                                                 : lock_model::release(name);
                                   }}
    .run();
}

} // namespace carrick::test
