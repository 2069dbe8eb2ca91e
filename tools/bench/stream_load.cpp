#include <carrick/tools/bench/stream_load.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/tools/bench/bench_messages.hpp>

#include <algorithm>
#include <future>
#include <vector>

namespace carrick::tools::bench {
namespace {

// Openings of one turn of the loop, so that they leave before there are more.
constexpr std::size_t openings_a_turn = 256;

class streams_in_turn final : public stream_load {
 public:
  streams_in_turn(node_core& core, const peer& to, const stream_plan& plan, load_log& log)
      : core_(core),
        to_(to),
        log_(log),
        in_flight_(std::min(plan.in_flight, plan.streams)),
        item_(plan.bytes, std::byte{'x'}),
        ends_(plan.streams) {
    for (auto& each : ends_) each.owner = this;
  }

  void open() override {
    for (std::size_t from = 0; from < ends_.size(); from += openings_a_turn)
      call_on(core_.home(), [&] { open_from(from); });
    call_on(core_.home(), [&] { send(ends_.back()); });
    opened_.get_future().wait();
  }
  void start() override {
    call_on(core_.home(), [this] {
      core_.home().now();
      running_ = in_flight_;
      for (std::size_t i = 0; i < in_flight_; ++i) send(ends_[i]);
    });
  }
  void wait() override { done_.get_future().wait(); }

 private:
  struct end final : stream_sink {
    void on_item(byte_span, std::uint32_t cost) noexcept override {
      link->consumed(id, cost);
      owner->came(*this);
    }
    void on_half_closed() noexcept override {}
    void on_writable() noexcept override {}
    void on_ended(carrick::code code, std::string_view text) noexcept override {
      owner->log_.failed(code, text);
    }
    streams_in_turn* owner = nullptr;
    time_point sent;
  };

  void open_from(std::size_t first) {
    outgoing message;
    message.head.to = {0, name_hash(raw_stream_echo_name)};
    for (auto i = first; i < std::min(first + openings_a_turn, ends_.size()); ++i)
      core_.open(to_.record(), message, ends_[i]);
  }

  void send(end& by) {
    by.sent = core_.home().last_read();
    if (!by.link) return log_.failed(code::ended, "a stream is not open");
    if (auto sent = by.link->send_item(by.id, item_); !sent.ok())
      log_.failed(sent.code(), sent.message());
  }

  void came(end& on) {
    if (running_ == 0) return opened_.set_value();
    auto next = static_cast<std::size_t>(&on - ends_.data()) + in_flight_;
    if (log_.answered(on.sent, core_.home().last_read())) return send(ends_[next % ends_.size()]);
    if (--running_ == 0) done_.set_value();
  }

  node_core& core_;
  const peer to_;
  load_log& log_;
  const std::size_t in_flight_;
  const std::vector<std::byte> item_;
  std::vector<end> ends_;
  std::size_t running_ = 0;
  std::promise<void> opened_, done_;
};

} // namespace

std::unique_ptr<stream_load> make_stream_load(node_core& core, const peer& to,
                                              const stream_plan& plan, load_log& log) {
  return std::make_unique<streams_in_turn>(core, to, plan, log);
}

} // namespace carrick::tools::bench
