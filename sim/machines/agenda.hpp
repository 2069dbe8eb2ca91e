#pragma once

#include <carrick/core/time.hpp>

#include <functional>
#include <map>
#include <utility>

namespace carrick::sim {

/// What a simulated application will do, and when.
class agenda {
 public:
  using deed = std::function<void()>;

  void at(time_point when, deed what) { all_.emplace(when, std::move(what)); }
  time_point next() const noexcept { return all_.empty() ? never : all_.begin()->first; }
  /// Does what is due; what that adds for now, too.
  void run(time_point now) {
    while (next() <= now) {
      auto first = all_.extract(all_.begin());
      first.mapped()();
    }
  }
  /// Does all of it now, but what it adds.
  void run_all() {
    auto all = std::move(all_);
    all_.clear();
    for (auto& [when, what] : all) what();
  }

 private:
  std::multimap<time_point, deed> all_;
};

} // namespace carrick::sim
