#include <carrick/sim/machines/workload.hpp>

#include <carrick/sim/machines/message_ids.hpp>

#include <algorithm>

namespace carrick::sim {

workload::workload(machine_node& of, const machine_workload_options& options, run_numbers& numbers)
    : node_(of),
      options_(options),
      pace_(of.on().in.source("pace of " + process_text(of.process()))),
      requests_(of, channels_, numbers),
      posts_(of, channels_, numbers),
      streams_(of, numbers),
      asks_at_(of.now() + pace_.exponential(options.request_every)),
      posts_at_(of.now() + pace_.exponential(options.post_every)),
      opens_at_(of.now() + pace_.exponential(options.stream_every)) {}

void workload::turn() {
  auto now = node_.now();
  requests_.turn(now);
  posts_.turn(now);
  streams_.turn(now);
  if (!node_.draining()) begin_something(now);
}

void workload::begin_something(time_point now) {
  if (asks_at_ <= now) {
    asks_at_ = now + pace_.exponential(options_.request_every);
    requests_.ask();
  }
  if (posts_at_ <= now) {
    posts_at_ = now + pace_.exponential(options_.post_every);
    posts_.post();
  }
  if (opens_at_ <= now) {
    opens_at_ = now + pace_.exponential(options_.stream_every);
    streams_.open();
  }
}

time_point workload::next_deadline() const {
  auto due =
    std::min({requests_.next_deadline(), posts_.next_deadline(), streams_.next_deadline()});
  return node_.draining() ? due : std::min({due, asks_at_, posts_at_, opens_at_});
}

void workload::calm_down() {
  asks_at_ = posts_at_ = opens_at_ = never;
  requests_.calm_down();
  posts_.calm_down();
  streams_.calm_down();
  node_.touch();
}

void workload::on_event(machine_link& link, const net::event& e) {
  if (auto* r = std::get_if<net::request_arrived>(&e)) return requests_.on(link, *r);
  if (auto* c = std::get_if<net::request_cancelled>(&e)) return requests_.on(link, *c);
  if (auto* d = std::get_if<net::request_done>(&e)) return requests_.on(*d, link);
  if (auto* p = std::get_if<net::post_arrived>(&e)) return posts_.on(link, *p);
  if (auto* i = std::get_if<net::stream_item>(&e)) return streams_.on(link, *i);
  if (auto* o = std::get_if<net::stream_opened>(&e)) return streams_.on(link, *o);
  if (auto* h = std::get_if<net::stream_half_closed>(&e)) return streams_.on(*h);
  if (auto* w = std::get_if<net::stream_writable>(&e)) return streams_.on(*w);
  if (auto* s = std::get_if<net::stream_ended>(&e)) return streams_.on(*s);
}

void workload::on_event(std::size_t peer, const net::outbox_event& e) {
  if (auto* r = std::get_if<net::request_left>(&e)) return requests_.on(*r, peer);
  if (auto* r = std::get_if<net::request_given_up>(&e)) return requests_.on(*r);
  if (auto* o = std::get_if<net::opening_left>(&e)) return streams_.on(*o, peer);
  if (auto* o = std::get_if<net::opening_given_up>(&e)) return streams_.on(*o);
}

} // namespace carrick::sim
