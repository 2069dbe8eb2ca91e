#include <carrick/sim/small_worlds/link_world.hpp>

#include <array>
#include <utility>

namespace carrick::sim {
namespace {

net::link_terms terms_of(bool dialer) {
  net::link_terms t;
  t.self.node = node_id::parse(dialer ? "a" : "b").value();
  t.peer.node = node_id::parse(dialer ? "b" : "a").value();
  t.self.incarnation = {dialer ? 1u : 2u};
  t.peer.incarnation = {dialer ? 2u : 1u};
  t.dialer = dialer;
  return t;
}

} // namespace

link_world::link_world(script of_a, script of_b, judge at_the_end)
    : scripts_{std::move(of_a), std::move(of_b)}, judge_(std::move(at_the_end)) {
  sides_[0].link = std::make_unique<net::link>(terms_of(true), now_);
  sides_[1].link = std::make_unique<net::link>(terms_of(false), now_);
}

std::vector<link_world::what> link_world::ready() const {
  std::vector<what> out;
  if (done_[0] < scripts_[0].size()) out.push_back(what::deed_a);
  if (done_[1] < scripts_[1].size()) out.push_back(what::deed_b);
  if (!sides_[0].arriving.empty()) out.push_back(what::arrival_a);
  if (!sides_[1].arriving.empty()) out.push_back(what::arrival_b);
  return out;
}

void link_world::take(std::size_t choice) { happen(ready()[choice]); }

void link_world::happen(what next) {
  now_ += std::chrono::milliseconds(1);
  switch (next) {
    case what::deed_a:
      do_next(sides_[0], done_[0], scripts_[0]);
      break;
    case what::deed_b:
      do_next(sides_[1], done_[1], scripts_[1]);
      break;
    case what::arrival_a:
      arrive(sides_[0]);
      break;
    case what::arrival_b:
      arrive(sides_[1]);
      break;
  }
  settle();
}

/// A deed whose time has not come is left out.
void link_world::do_next(side& who, std::size_t& done, const script& all) {
  all[done++](who, now_);
}

void link_world::arrive(side& at) {
  auto piece = std::move(at.arriving.front());
  at.arriving.pop_front();
  at.link->feed({piece.data(), piece.size()}, now_);
  take_events(at);
}

void link_world::settle() {
  for (std::size_t i = 0; i < 2; ++i) {
    take_events(sides_[i]);
    flush(sides_[i], sides_[1 - i]);
    take_events(sides_[i]);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    auto& other = sides_[1 - i];
    if (!sides_[i].ended || other.ended || !other.arriving.empty()) continue;
    other.link->connection_lost({}, now_); // whose end comes behind all that was sent
    take_events(other);
  }
}

bool link_world::flush(side& from, side& to) {
  std::vector<std::byte> piece;
  std::array<byte_span, 8> pieces;
  while (auto count = from.link->gather(pieces)) {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < count; ++i) {
      piece.insert(piece.end(), pieces[i].begin(), pieces[i].end());
      bytes += pieces[i].size();
    }
    from.link->wrote(bytes, now_);
  }
  if (piece.empty()) return false;
  to.arriving.push_back(std::move(piece));
  return true;
}

void link_world::take_events(side& at) {
  while (auto e = at.link->next(now_)) {
    if (auto* r = std::get_if<net::request_arrived>(&*e)) at.asked.push_back(r->id);
    if (auto* d = std::get_if<net::request_done>(&*e)) at.verdicts.push_back(d->code);
    if (auto* o = std::get_if<net::stream_opened>(&*e)) {
      at.opened.push_back(o->id);
      at.stream = o->id;
    }
    if (auto* i = std::get_if<net::stream_item>(&*e)) {
      ++at.items;
      at.owed += i->credit_cost;
    }
    if (std::holds_alternative<net::stream_half_closed>(*e)) ++at.half_closes;
    if (auto* s = std::get_if<net::stream_ended>(&*e)) at.stream_verdicts.push_back(s->code);
    if (std::holds_alternative<net::link_ended>(*e)) at.ended = true;
  }
}

std::string link_world::wrong() const {
  for (const auto& s : sides_) {
    if (s.verdicts.size() > 1) return "a request has two verdicts";
    if (s.stream_verdicts.size() + (s.left_stream ? 1 : 0) > 1)
      return "a side of a stream has two verdicts";
    if (s.asked.size() > 1) return "a request was executed twice";
    if (s.opened.size() > 1) return "a stream was opened twice";
  }
  return {};
}

/// All that is under way arrives, then timers run.
std::string link_world::wrong_at_the_end() {
  for (int quiet = 0; quiet < 3;) {
    if (auto next = ready(); !next.empty()) {
      happen(next.front());
      if (auto now_wrong = wrong(); !now_wrong.empty()) return now_wrong;
      continue;
    }
    ++quiet;
    now_ += std::chrono::milliseconds(20);
    for (auto& s : sides_) {
      if (s.stream && s.owed > 0)
        s.link->stream_consumed(*s.stream, static_cast<std::uint32_t>(std::exchange(s.owed, 0)));
      s.link->tick(now_);
    }
    settle();
  }
  return judge_(sides_[0], sides_[1]);
}

} // namespace carrick::sim
