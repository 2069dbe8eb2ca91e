#include <carrick/sim/outside/outside_flow.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/decoding.hpp>

#include <utility>

namespace carrick::sim {

outside_flow::outside_flow(node_core& of, const message_type& comes, std::function<void()> news)
    : core_(of), comes_(comes), news_(std::move(news)) {}

// -- its beginning --------------------------------------------------------------------------------

void outside_flow::open(const peer& to, const message_type& type, buffer opening) {
  {
    std::lock_guard guard{mutex_};
    with_node_ = true;
  }
  run_on(core_.home(), [flow = shared_from_this(), to, &type, opening = std::move(opening)] {
    if (!flow->is_with_node()) return; // its process ends
    auto& core = flow->core_;
    outgoing message;
    message.head.to = {to.target(), type.id};
    message.type = &type;
    message.body = opening.bytes();
    message.wait_for_link = true;
    message.wait_until = core.home().now() + core.options().ask_deadline;
    core.open(to.record(), message, *flow);
  });
}

void outside_flow::accept(const std::shared_ptr<link_session>& from, net::stream_id number) {
  {
    std::lock_guard guard{mutex_};
    with_node_ = true;
  }
  from->accept_stream(number, *this);
}

// -- what this side wants -------------------------------------------------------------------------

void outside_flow::send(buffer body) {
  {
    std::lock_guard guard{mutex_};
    if (end_) return;
    outgoing_.push_back(std::move(body));
  }
  wants();
}

void outside_flow::half_close() {
  {
    std::lock_guard guard{mutex_};
    half_closes_ = true;
  }
  wants();
}

void outside_flow::close(status why) {
  {
    std::lock_guard guard{mutex_};
    if (!closes_) closes_ = std::move(why);
  }
  wants();
}

void outside_flow::wants() {
  if (!is_with_node()) return;
  run_on(core_.home(), [flow = shared_from_this()] { flow->go_on(); });
}

/// Does what this side wants, as far as the stream lets it now: called whenever that may have
/// changed, its opening among it. Home loop.
void outside_flow::go_on() noexcept {
  while (is_with_node()) {
    switch (next_step()) {
      case step::wait:
        return;
      case step::item:
        if (!send_next()) return;
        break;
      case step::half_close: {
        std::unique_lock guard{mutex_};
        half_closes_ = false;
        guard.unlock();
        link->half_close(id);
        break;
      }
      case step::close:
        return end_here(*closes_); // set once
    }
  }
}

outside_flow::step outside_flow::next_step() const {
  std::lock_guard guard{mutex_};
  if (closes_ && (outgoing_.empty() || *closes_ == code::cancelled)) return step::close;
  if (!link) return step::wait;
  if (!outgoing_.empty()) return step::item;
  return half_closes_ ? step::half_close : step::wait;
}

/// False if it waits: on_writable() follows, or the end.
bool outside_flow::send_next() {
  std::unique_lock guard{mutex_};
  auto body = std::move(outgoing_.front());
  guard.unlock();
  auto sent = link->send_item(id, body.bytes());
  guard.lock();
  if (sent == code::overloaded || sent == code::link_lost) {
    outgoing_.front() = std::move(body);
    return false;
  }
  outgoing_.pop_front();
  guard.unlock();
  if (sent.ok()) return true;
  end_here(sent); // what cannot be sent would hold up all behind it
  return false;
}

void outside_flow::end_here(const status& why) {
  if (!link) return core_.cancel(*this); // on_ended() follows if it waits for a link
  std::exchange(link, nullptr)->end_stream(id, why.code(), why.message());
  on_ended(why.code(), why.message());
}

// -- what comes -----------------------------------------------------------------------------------

void outside_flow::on_item(byte_span body, std::uint32_t cost) noexcept {
  item got{{}, decoding_of(link ? link->layouts() : nullptr, comes_.id), cost};
  got.body.append(body);
  {
    std::lock_guard guard{mutex_};
    items_.push_back(std::move(got));
  }
  news_();
}

void outside_flow::on_half_closed() noexcept {
  {
    std::lock_guard guard{mutex_};
    half_closed_ = true;
  }
  news_();
}

void outside_flow::on_ended(carrick::code code, std::string_view text) noexcept {
  const auto self = shared_from_this(); // who hears of it may let go of this
  {
    std::lock_guard guard{mutex_};
    with_node_ = false;
    outgoing_.clear();
    if (end_) return;
    end_.emplace(code, std::string{text});
  }
  news_();
}

void outside_flow::lost(const status& why) {
  link = nullptr;
  {
    std::lock_guard guard{mutex_};
    with_node_ = false;
    if (end_) return;
    end_ = why;
  }
  news_();
}

std::optional<outside_flow::item> outside_flow::take() {
  std::unique_lock guard{mutex_};
  if (items_.empty()) return {};
  auto first = std::move(items_.front());
  items_.pop_front();
  const bool counts = with_node_;
  guard.unlock();
  if (counts)
    run_on(core_.home(), [flow = shared_from_this(), cost = first.cost] {
      if (flow->is_with_node() && flow->link) flow->link->consumed(flow->id, cost);
    });
  return first;
}

bool outside_flow::half_closed() const {
  std::lock_guard guard{mutex_};
  return half_closed_;
}
std::optional<status> outside_flow::end() const {
  std::lock_guard guard{mutex_};
  return end_;
}
bool outside_flow::is_with_node() const {
  std::lock_guard guard{mutex_};
  return with_node_;
}

} // namespace carrick::sim
