#include <carrick/tools/bench/stream_echo.hpp>

#include <carrick/tools/bench/bench_messages.hpp>

namespace carrick::tools::bench {
namespace {

/// Destroys itself with its stream.
class echo_end final : public stream_sink {
 private:
  void on_item(byte_span body, std::uint32_t cost) noexcept override {
    static_cast<void>(link->send_item(id, body));
    link->consumed(id, cost);
  }
  void on_half_closed() noexcept override {}
  void on_writable() noexcept override {}
  void on_ended(carrick::code, std::string_view) noexcept override { delete this; }
};

} // namespace

void stream_echo_handler::on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                                    const incoming&) {
  link->accept_stream(id, *new echo_end);
}

std::string_view stream_echo_handler::message_name() const noexcept { return raw_stream_echo_name; }

} // namespace carrick::tools::bench
