#include <carrick/sim/small_worlds/link_world.hpp>

namespace carrick::sim {
namespace {

using side = link_world::side;
using namespace std::chrono_literals;

constexpr net::message_head head{{1, 2}, 3, false};

bool ask(side& s, time_point now) {
  auto made = s.link->request(head, as_bytes("question"), now + 5s, 1, now);
  if (!made) s.verdicts.push_back(made.error().code());
  if (made) s.request = *made;
  return made.has_value();
}
bool cancel(side& s, time_point) {
  if (s.request) s.link->cancel(*s.request);
  return s.request.has_value();
}
bool answer(side& s, time_point) {
  for (auto id : s.asked) s.link->respond(id, as_bytes("answer"));
  return !s.asked.empty();
}
bool open(side& s, time_point now) {
  auto made = s.link->open_stream(head, as_bytes("opening"), never, 1, now);
  if (!made) s.stream_verdicts.push_back(made.error().code());
  if (made) s.stream = *made;
  return made.has_value();
}
bool send(side& s, time_point) {
  return s.stream && s.link->send_item(*s.stream, as_bytes("item")).ok();
}
bool half_close(side& s, time_point) {
  if (s.stream) s.link->half_close_stream(*s.stream);
  return s.stream.has_value();
}
bool consume(side& s, time_point) {
  if (s.stream && s.owed > 0)
    s.link->stream_consumed(*s.stream, static_cast<std::uint32_t>(std::exchange(s.owed, 0)));
  return true;
}
bool leave_stream(side& s, code why) {
  if (!s.stream || !s.stream_verdicts.empty()) return false;
  s.left_stream = true;
  s.link->end_stream(*s.stream, why, "");
  return true;
}
bool end_cleanly(side& s, time_point) { return leave_stream(s, code::ok); }
bool reset(side& s, time_point) { return leave_stream(s, code::cancelled); }
bool leave(side& s, time_point now) {
  s.link->goodbye(code::draining, "", now);
  return true;
}
bool remove(side& s, time_point now) {
  s.link->abort(code::removed, "", now);
  return true;
}

} // namespace

std::unique_ptr<small_world> cancel_crosses_answer() {
  return std::make_unique<link_world>(
    link_world::script{ask, cancel, cancel}, link_world::script{answer, answer, answer},
    [](const side& a, const side& b) -> std::string {
      if (a.ended || b.ended) return "honest crossings ended the link";
      if (a.verdicts.size() != 1) return "no verdict";
      if (a.verdicts[0] != code::ok && a.verdicts[0] != code::cancelled)
        return "a verdict without a cause";
      if (b.link->running_requests() > (b.asked.empty() ? 0u : 1u)) return "too many run";
      for (auto id : b.asked) b.link->respond(id, as_bytes("late"));
      return b.link->running_requests() == 0 ? "" : "an answered request runs";
    });
}

std::unique_ptr<small_world> stream_ends_cross() {
  return std::make_unique<link_world>(
    link_world::script{open, send, half_close, end_cleanly},
    link_world::script{send, consume, reset}, [](const side& a, const side& b) -> std::string {
      if (a.ended || b.ended) return "honest crossings ended the link";
      if (!a.left_stream && a.stream_verdicts.empty()) return "the opener has no verdict";
      if (!b.opened.empty() && !b.left_stream && b.stream_verdicts.empty())
        return "the acceptor has no verdict";
      bool clean = !b.stream_verdicts.empty() && b.stream_verdicts[0] == code::ok;
      if (clean && b.items != 1) return "a clean end after a lost item";
      if (b.half_closes > 0 && b.items != 1) return "a half-close before an item";
      return a.link->open_streams() + b.link->open_streams() == 0 ? ""
                                                                  : "an ended stream is kept open";
    });
}

std::unique_ptr<small_world> goodbye_crosses_opening() {
  return std::make_unique<link_world>(link_world::script{ask, open},
                                      link_world::script{leave, answer, reset},
                                      [](const side& a, const side& b) -> std::string {
                                        for (auto c : a.verdicts)
                                          if (surely_not_executed(c) && !b.asked.empty())
                                            return "executed, but called not executed";
                                        for (auto c : a.stream_verdicts)
                                          if (surely_not_executed(c) && !b.opened.empty())
                                            return "accepted, but called not executed";
                                        if (b.asked.empty() && a.verdicts.size() != 1)
                                          return "a request that was not taken has no verdict";
                                        if (b.opened.empty() && a.stream_verdicts.size() != 1)
                                          return "an opening that was not taken has no verdict";
                                        return "";
                                      });
}

std::unique_ptr<small_world> removal_crosses_opening() {
  return std::make_unique<link_world>(
    link_world::script{open, ask}, link_world::script{remove},
    [](const side& a, const side& b) -> std::string {
      if (!b.ended || !a.ended) return "a removed link goes on";
      if (a.verdicts.size() != 1 || a.stream_verdicts.size() + (a.left_stream ? 1 : 0) != 1)
        return "no verdict after the removal";
      if (surely_not_executed(a.verdicts[0]) && !b.asked.empty())
        return "executed, but called not executed";
      return "";
    });
}

} // namespace carrick::sim
