#include <carrick/net/pipe/pipe.hpp>

#include <utility>

namespace carrick::net {
namespace {

class pipe_connection final : public connection {
 public:
  pipe_connection(std::shared_ptr<pipe> whole, pipe_end& end)
      : whole_(std::move(whole)), end_(end) {}
  ~pipe_connection() override { end_.close(); }

  void start(connection_events& events) override { end_.start(events); }
  std::size_t write(std::span<const byte_span> pieces) override { return end_.write(pieces); }
  void pause_reading(bool paused) override { end_.pause_reading(paused); }
  void half_close() override { end_.half_close(); }
  void close() override { end_.close(); }
  std::string remote_address() const override { return end_.remote_address(); }
  bool is_local() const noexcept override { return true; }
  bool has_integrity() const noexcept override { return true; }

 private:
  const std::shared_ptr<pipe> whole_;
  pipe_end& end_;
};

} // namespace

pipe::pipe(std::size_t capacity_bytes, end_options dialer, end_options acceptor)
    : capacity_bytes_(capacity_bytes),
      dialer_(*this, dialer.owner, std::move(dialer.remote_address)),
      acceptor_(*this, acceptor.owner, std::move(acceptor.remote_address)) {
  dialer_.other_ = &acceptor_;
  acceptor_.other_ = &dialer_;
}

std::unique_ptr<connection> pipe::dialer_connection() {
  return std::make_unique<pipe_connection>(shared_from_this(), dialer_);
}

std::unique_ptr<connection> pipe::acceptor_connection() {
  return std::make_unique<pipe_connection>(shared_from_this(), acceptor_);
}

} // namespace carrick::net
