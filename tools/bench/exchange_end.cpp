#include <carrick/tools/bench/exchange_end.hpp>

#include <carrick/tools/bench/bench_messages.hpp>

#include <utility>

namespace carrick::tools::bench {
namespace {

/// The end that was asked for; destroys itself with its stream.
class served_end final : public exchange_end {
 public:
  using exchange_end::exchange_end;

 private:
  void sent_all() noexcept override { end_if_through(); }
  void on_half_closed() noexcept override {
    heard_all_ = true;
    end_if_through();
  }
  void on_ended(carrick::code, std::string_view) noexcept override { delete this; }

  void end_if_through() noexcept {
    if (!heard_all_ || !all_sent()) return;
    std::exchange(link, nullptr)->end_stream(id, code::ok, {});
    delete this;
  }

  bool heard_all_ = false;
};

} // namespace

exchange_end::exchange_end(const amount& a) : amount_(a), body_(a.bytes, std::byte{'x'}) {}

void exchange_end::begin() {
  left_ = amount_.items;
  send();
}

void exchange_end::on_item(byte_span, std::uint32_t cost) noexcept {
  link->consumed(id, cost);
  took_item();
}

void exchange_end::send() noexcept {
  if (left_ == 0) return;
  while (link->send_item(id, body_).ok()) {
    if (--left_ > 0) continue;
    link->half_close(id);
    return sent_all();
  }
}

void exchange_handler::on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                                 const incoming& opening) {
  if (opening.body.size() != 2 * sizeof(std::uint64_t))
    return link->end_stream(id, code::invalid_argument, "two numbers are wanted");
  auto* end = new served_end{{load_le<std::uint64_t>(opening.body.data()),
                              load_le<std::uint64_t>(opening.body.data() + sizeof(std::uint64_t))}};
  link->accept_stream(id, *end);
  end->begin();
}

std::string_view exchange_handler::message_name() const noexcept { return raw_exchange_name; }

void write_opening(const exchange_end::amount& a, buffer& to) {
  to.append_le<std::uint64_t>(a.items);
  to.append_le<std::uint64_t>(a.bytes);
}

} // namespace carrick::tools::bench
