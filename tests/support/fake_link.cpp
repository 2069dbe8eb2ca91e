#include "fake_link.hpp"

#include <carrick/actors/receiver.hpp>

namespace carrick::test {

net::served_id fake_link::arrive(endpoint to, byte_span body, time_point deadline,
                                 answer_sink* sink) {
  auto id = ++last_request_;
  waiting_[id] = sink;
  answers_.on_request(shared_from_this(), {{to, body, deadline}, net::served_id{id}});
  return net::served_id{id};
}

carrick::code fake_link::arrive_post(endpoint to, byte_span body) {
  return answers_.on_post(shared_from_this(), {{to, body}, net::post_lane::normal});
}

void fake_link::arrive_stream(endpoint to, byte_span body, stream_sink& opener) {
  auto id = last_stream_;
  last_stream_ += 2;
  ends_[id].sink = &opener;
  ends_[other(id)];
  opener.link = shared_from_this();
  opener.id = net::stream_id{id};
  answers_.on_stream(shared_from_this(), {{to, body}, net::stream_id{other(id)}});
  if (ends_.contains(id)) opener.on_open();
}

void fake_link::cancel_request(net::served_id id) { answers_.on_cancel(*this, id); }

void fake_link::lose() {
  alive_ = false;
  auto waiting = std::exchange(waiting_, {});
  for (auto [id, sink] : waiting)
    if (sink != nullptr) sink->on_answer({code::link_lost, as_bytes("the link broke"), nullptr});
  auto ends = std::exchange(ends_, {});
  for (auto& [id, each] : ends) {
    if (each.sink == nullptr) continue;
    each.sink->link.reset();
    each.sink->on_ended(code::link_lost, "the link broke");
  }
}

void fake_link::verdict(net::served_id id, carrick::code code, byte_span payload) {
  auto found = waiting_.find(static_cast<std::uint32_t>(id));
  if (!alive_ || found == waiting_.end()) return;
  auto* sink = found->second;
  waiting_.erase(found);
  if (sink != nullptr)
    sink->on_answer({code, payload, nullptr});
  else
    kept.push_back({code, std::string{as_text(payload)}});
}

void fake_link::respond(net::served_id id, byte_span body) { verdict(id, code::ok, body); }

void fake_link::refuse(net::served_id id, carrick::code why, std::string_view text) {
  verdict(id, why, as_bytes(text));
}

void fake_link::post_consumed(std::size_t body_bytes) {
  ++posts_consumed;
  post_bytes_consumed += body_bytes;
}

void fake_link::accept_stream(net::stream_id id, stream_sink& sink) {
  ends_[static_cast<std::uint32_t>(id)].sink = &sink;
  sink.link = shared_from_this();
  sink.id = id;
  sink.on_open();
}

status fake_link::send_item(net::stream_id id, byte_span body) {
  auto from = ends_.find(static_cast<std::uint32_t>(id));
  if (from == ends_.end()) return status{code::ended};
  auto cost = body.size() + limits::item_overhead;
  auto& sender = from->second;
  if (sender.outstanding > 0 && sender.outstanding + cost > window) {
    sender.waits = true;
    return status{code::overloaded};
  }
  sender.outstanding += cost;
  auto* sink = ends_[other(from->first)].sink;
  if (sink != nullptr) sink->on_item(body, static_cast<std::uint32_t>(cost));
  return {};
}

std::size_t fake_link::stream_credit(net::stream_id id) const {
  return window - ends_.at(static_cast<std::uint32_t>(id)).outstanding;
}

void fake_link::half_close(net::stream_id id) {
  auto* sink = ends_[other(static_cast<std::uint32_t>(id))].sink;
  if (sink != nullptr) sink->on_half_closed();
}

void fake_link::end_stream(net::stream_id id, carrick::code why, std::string_view text) {
  last_end = to_string(status{why, std::string{text}});
  auto number = static_cast<std::uint32_t>(id);
  auto* sink = ends_[other(number)].sink;
  ends_.erase(number);
  ends_.erase(other(number));
  if (sink == nullptr) return;
  sink->link.reset();
  sink->on_ended(why, text);
}

void fake_link::consumed(net::stream_id id, std::uint32_t cost) {
  credit_given += cost;
  auto sender = ends_.find(other(static_cast<std::uint32_t>(id)));
  if (sender == ends_.end()) return;
  sender->second.outstanding -= cost;
  if (std::exchange(sender->second.waits, false)) sender->second.sink->on_writable();
  if (!unsent_total->news()) return;
  for (auto& [number, each] : ends_)
    if (each.sink != nullptr) each.sink->on_writable();
}

} // namespace carrick::test
