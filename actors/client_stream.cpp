#include <carrick/actors/client_stream.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_layouts.hpp>
#include <carrick/actors/waiting.hpp>
#include <carrick/core/planted.hpp>

namespace carrick {
namespace {

constexpr auto look_for_cancel = std::chrono::milliseconds(100);

} // namespace

void client_stream::open(byte_span opening) {
  call_on(home_, [&] {
    outgoing message;
    message.head.to = {to_.target(), type_.id};
    message.type = &type_;
    message.body = opening;
    message.wait_for_link = true;
    message.wait_until = home_.now() + to_.core().options().ask_deadline;
    to_.core().open(to_.record(), message, *this);
  });
}

status client_stream::follow(byte_span opening, const client::stream_options& options) {
  open(opening);
  if (options.items) options.items->begin([this] { item_waits(); });
  bool cancelled = false;
  while (true) {
    if (!cancelled) {
      while (send_next(options)) {
      }
      cancelled = !take_items(options) || (options.cancelled && options.cancelled());
      if (cancelled) cancel();
    }
    std::unique_lock guard{mutex_};
    if (ended_ && (items_.empty() || cancelled || CARRICK_PLANTED(client_ends_early))) break;
    wait_for(home_, guard, changed_, look_for_cancel, [&] {
      return ended_.has_value() || !items_.empty() || (writable_ && news_ && !half_closed_);
    });
  }
  if (options.items) options.items->stop();
  consumed(waiting_items());
  call_on(home_, [&] { credited_.reset(); });
  return *ended_;
}

void client_stream::item_waits() {
  std::lock_guard guard{mutex_};
  news_ = true;
  changed_.notify_one();
}

/// True while there may be more to do.
bool client_stream::send_next(const client::stream_options& options) {
  {
    std::lock_guard guard{mutex_};
    if (!writable_ || ended_ || half_closed_) return false;
    news_ = false; // before the look at what is there
  }
  const bool has = has_next(options);
  if (!has && !all_taken_) return false;
  return call_on(home_, [&] {
    if (!link) return false; // on_open() comes
    if (!has) {
      half_closed_ = true;
      if (options.half_close) link->half_close(id);
      return false;
    }
    const auto sent = link->send_item(id, next_->bytes());
    if (sent.ok()) return next_.reset(), true;
    const bool waits = sent == code::overloaded || sent == code::link_lost;
    if (!waits) return end_here(sent), false; // or it would hold up all behind it
    std::lock_guard guard{mutex_};
    return writable_ = false;
  });
}

/// False with `all_taken_`: none comes any more.
bool client_stream::has_next(const client::stream_options& options) {
  if (next_) return true;
  all_taken_ = options.items == nullptr || options.items->over();
  if (!all_taken_) next_ = options.items->take();
  return next_.has_value();
}

std::deque<client_stream::item> client_stream::waiting_items() {
  std::lock_guard guard{mutex_};
  return std::exchange(items_, {});
}

/// Gives their credit back, handled or not.
void client_stream::consumed(const std::deque<item>& items) {
  if (items.empty()) return;
  std::uint32_t cost = 0;
  for (const auto& i : items) cost += i.cost;
  call_on(home_, [&] {
    if (credited_) credited_->consumed(id, cost);
  });
}

bool client_stream::take_items(const client::stream_options& options) {
  auto taken = waiting_items();
  bool go_on = true;
  for (auto& i : taken) go_on = go_on && options.on_item(i.body.bytes(), i.decoding);
  consumed(taken);
  return go_on;
}

void client_stream::cancel() {
  consumed(waiting_items());
  call_on(home_, [&] { end_here({code::cancelled, "the caller gave up"}); });
}

/// Home loop.
void client_stream::end_here(const status& why) {
  if (!link) return to_.core().cancel(*this);
  std::exchange(link, nullptr)->end_stream(id, why.code(), why.message());
  on_ended(why.code(), why.message());
}

void client_stream::on_item(byte_span body, std::uint32_t cost) noexcept {
  item got{{}, cost, {}};
  got.body.append(body);
  if (!credited_) credited_ = link;
  if (link && link->layouts() != nullptr)
    got.decoding = link->layouts()->decoding(type_.item_out->id);
  std::lock_guard guard{mutex_};
  items_.push_back(std::move(got));
  changed_.notify_one();
}

void client_stream::on_open() noexcept { item_waits(); } // what was there before it, too

void client_stream::on_writable() noexcept {
  std::lock_guard guard{mutex_};
  writable_ = news_ = true;
  changed_.notify_one();
}

void client_stream::on_ended(carrick::code code, std::string_view text) noexcept {
  std::lock_guard guard{mutex_};
  ended_.emplace(code, std::string{text});
  changed_.notify_one();
}

} // namespace carrick
