#include <carrick/actors/sources/file_source.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_home.hpp>

namespace carrick {
namespace {

using namespace std::chrono_literals;

// A change of a file is seldom one event, and a new one is written before it is put in place.
constexpr auto rest_after_change = 100ms;
constexpr auto again_after = 1s; // when no thread was free

} // namespace

/// The reading of the file on a thread that may block.
class file_source::reading_work final : public blocking_work {
 public:
  using taker = std::function<void(result<member_reading>)>;

  reading_work(std::shared_ptr<member_reader> reader, loop& home, taker take)
      : reader_(std::move(reader)), home_(home), take_(std::move(take)) {}

  void run() noexcept override {
    run_on(home_, [take = std::move(take_), outcome = reader_->read()] { take(outcome); });
  }
  const std::string& whose() const noexcept override {
    static const std::string name = "the membership's file";
    return name;
  }

 private:
  std::shared_ptr<member_reader> reader_;
  loop& home_;
  taker take_;
};

file_source::file_source(const file_source_options& options, node_home& home, source_events& events)
    : options_(options), home_(home), events_(events), timer_(home.where(), *this) {}

file_source::~file_source() = default;

void file_source::start(const own_registration&) {
  watch_ = std::make_unique<file_watch>(home_.where().io(), [this] { on_change(); });
  on_change(); // since it was read for the start
}

void file_source::refresh() {
  timer_.cancel();
  read();
}

void file_source::on_change() {
  if (!timer_.armed()) timer_.arm(home_.where().now() + rest_after_change);
}

void file_source::read() {
  if (std::exchange(reading_, true)) {
    again_ = true;
    return;
  }
  again_ = false;
  watch();
  auto work = std::make_unique<reading_work>(
    options_.reader, home_.where(),
    self_.bind([](file_source& self, const auto& outcome) { self.take(outcome); }));
  if (home_.core().run_blocking(std::move(work)).ok()) return;
  reading_ = false;
  timer_.arm(home_.where().now() + again_after);
}

void file_source::watch() {
  const auto why = watch_->watch(options_.file).message();
  // Once a reason: each reading would say it again.
  if (std::exchange(not_watched_, why) != why && !why.empty())
    events_.on_warning(why + "; a change of the file needs a SIGHUP");
}

void file_source::take(const result<member_reading>& outcome) {
  if (!watch_) return; // it is stopping
  reading_ = false;
  if (!outcome) {
    events_.on_refused(outcome.error());
  } else {
    for (const auto& warning : outcome->warnings) events_.on_warning(warning);
    events_.on_members(outcome->members);
  }
  if (again_) on_change();
}

void file_source::stop() {
  timer_.cancel();
  watch_.reset();
  run_on(home_.where(), self_.bind([](file_source& self) { self.events_.on_stopped(); }));
}

} // namespace carrick
