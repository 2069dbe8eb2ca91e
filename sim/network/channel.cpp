#include <carrick/sim/network/channel.hpp>

#include <carrick/sim/network/fabric.hpp>
#include <carrick/sim/network/host.hpp>
#include <carrick/sim/network/route.hpp>

#include <utility>

namespace carrick::sim::transit {
namespace {

class owned_end final : public net::connection {
 public:
  owned_end(std::shared_ptr<channel> whole, channel_end& end)
      : whole_(std::move(whole)), end_(end) {}
  ~owned_end() override { end_.close(); }

  void start(net::connection_events& events) override { end_.start(events); }
  std::size_t write(std::span<const byte_span> pieces) override { return end_.write(pieces); }
  void pause_reading(bool paused) override { end_.pause_reading(paused); }
  void half_close() override { end_.half_close(); }
  void close() override { end_.close(); }
  std::string remote_address() const override { return end_.remote_address(); }
  bool is_local() const noexcept override { return true; }
  bool has_integrity() const noexcept override { return end_.has_integrity(); }

 private:
  const std::shared_ptr<channel> whole_;
  channel_end& end_;
};

} // namespace

channel::channel(std::shared_ptr<fabric> in, std::uint64_t id, end_options dialer,
                 end_options acceptor)
    : fabric_(std::move(in)),
      id_(id),
      dialer_(*this, dialer),
      acceptor_(*this, acceptor),
      there_(*this, fabric_->way(dialer.at, acceptor.at), fabric_->way(acceptor.at, dialer.at)),
      back_(*this, there_.back(), there_.way()) {
  there_.connect(dialer_, acceptor_);
  back_.connect(acceptor_, dialer_);
  dialer_.connect(back_, there_);
  acceptor_.connect(there_, back_);
}

channel::~channel() = default;

world& channel::in() const noexcept { return fabric_->in(); }

std::unique_ptr<net::connection> channel::connection_of(channel_end& end) {
  return std::make_unique<owned_end>(shared_from_this(), end);
}

bool channel::is_between(const host& a, const host& b) const noexcept {
  const host* const one = &dialer_.at();
  const host* const other = &acceptor_.at();
  return (one == &a && other == &b) || (one == &b && other == &a);
}

bool channel::corruptible() const noexcept {
  return !dialer_.has_integrity() && !acceptor_.has_integrity();
}

void channel::break_down() {
  const auto keep = shared_from_this();
  dialer_.on_reset();
  acceptor_.on_reset();
}

void channel::half_close(const host& from) {
  for (channel_end* end : {&dialer_, &acceptor_})
    if (&end->at() == &from) end->end_sending();
}

void channel::kill(const host& at, bool reset) {
  const auto keep = shared_from_this();
  for (channel_end* end : {&dialer_, &acceptor_})
    if (&end->at() == &at) end->kill(reset);
  on_end_over();
}

void channel::on_blocked(const route& which) noexcept {
  for (flow* each : {&there_, &back_})
    if (&each->way() == &which) each->on_way_blocked();
}

void channel::on_free(const route& which) {
  for (flow* each : {&there_, &back_}) {
    if (&each->way() == &which) each->on_way_free();
    if (&each->back() == &which) each->on_back_free();
  }
}

void channel::on_changed(const route& which) {
  for (flow* each : {&there_, &back_})
    if (&each->way() == &which) each->on_way_changed();
}

void channel::stop() noexcept {
  dialer_.die();
  acceptor_.die();
  there_.cut();
  back_.cut();
}

void channel::on_end_over() {
  if (!is_over()) return;
  there_.cut();
  back_.cut();
  fabric_->forget(*this);
}

void channel::note(happening what, const channel_end& at, std::size_t bytes) {
  fabric_->note(what, at.at(), number_of(at), bytes, at.remote_address());
}

void channel::note_delivery(const channel_end& at, std::size_t bytes) {
  fabric_->count_delivery(number_of(at), bytes);
}

std::uint64_t channel::number_of(const channel_end& end) const noexcept {
  return 2 * id_ + (&end == &acceptor_ ? 1 : 0);
}

} // namespace carrick::sim::transit
