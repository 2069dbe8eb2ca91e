#include "stage.hpp"

#include "play_messages.hpp"

#include <algorithm>
#include <stdexcept>

namespace carrick::test::transcripts {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s;
constexpr std::size_t all_lines = 1'000'000;

sim::cluster_options options_of(const stage::setup& what) {
  sim::cluster_options options;
  options.seed = what.seed;
  options.path.emplace();
  options.path->delay = what.delay;
  options.log = log_level::debug;
  options.trace_lines = all_lines;
  return options;
}

config::cluster_spec spec_of(const stage::setup& what) {
  auto spec = sim::alike(what.nodes, "play.player");
  spec.defaults.posts.max = what.posts_unsent;
  return spec;
}

} // namespace

void stage::begin(const setup& what) {
  if (cluster_) throw std::invalid_argument("there are nodes already");
  world_.emplace(what.seed);
  told_.emplace(*world_);
  told_->show("link");
  cluster_.emplace(*world_, players(*told_), spec_of(what), options_of(what));
  links_.emplace(*cluster_, *told_);
  links_->look();
}

sim::cluster& stage::cluster() {
  if (!cluster_) throw std::invalid_argument("there are no nodes yet");
  return *cluster_;
}

recorder& stage::told() {
  cluster();
  return *told_;
}

void stage::advance(duration by) {
  const auto until = cluster().now() + by;
  world_->run_until(
    [this] {
      links_->look();
      return false;
    },
    until);
}

void stage::finish_millisecond() { advance(1ms - world_->elapsed() % 1ms); }

bool stage::run_until(const std::function<bool()>& done) {
  const auto until = cluster().now() + patience;
  links_->look();
  const bool came = world_->run_until(
    [&] {
      links_->look();
      return done();
    },
    until);
  finish_millisecond();
  return came;
}

void stage::ask(scripted_ask::question what, const std::string& from) {
  what.name = "ask " + std::to_string(asks_.size() + 1);
  asks_.push_back(std::make_unique<scripted_ask>(std::move(what), from, *told_));
  asks_.back()->start();
}

void stage::cancel(std::size_t number) {
  if (number == 0 || number > asks_.size()) throw std::invalid_argument("no such request");
  asks_[number - 1]->cancel();
}

bool stage::all_answered() const {
  return std::none_of(asks_.begin(), asks_.end(), [](const auto& each) { return each->open(); });
}

void stage::forget_asks_of(const std::string& node) {
  for (const auto& each : asks_)
    if (each->open() && each->from() == node) each->lose();
}

} // namespace carrick::test::transcripts
