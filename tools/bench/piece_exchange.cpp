#include <carrick/tools/bench/piece_exchange.hpp>

#include <memory>
#include <string>

namespace carrick::tools::bench {

piece_sender::piece_sender(const exchange& wanted, piece_stream end)
    : left_(wanted.items), message_{std::string(wanted.bytes, 'x')}, end_(std::move(end)) {}

void piece_sender::send() {
  if (left_ == 0) return;
  while (end_.writable() && end_.send(message_).ok()) {
    if (--left_ > 0) continue;
    return end_.half_close();
  }
}

stream_callback<piece> take_part(const exchange& wanted, const piece_stream& end) {
  struct serving {
    piece_sender sender;
    bool heard_all = false;
    void end_if_through() {
      if (heard_all && sender.all_sent()) sender.end().close();
    }
  };
  auto state = std::make_shared<serving>(serving{{wanted, end}});
  state->sender.send();
  return {.on_item = [](const piece&) {},
          .on_half_close =
            [state] {
              state->heard_all = true;
              state->end_if_through();
            },
          .on_writable =
            [state] {
              state->sender.send();
              state->end_if_through();
            }};
}

} // namespace carrick::tools::bench
