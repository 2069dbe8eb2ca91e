#include <carrick/tools/up_node.hpp>

namespace carrick::tools {

up_node::up_node(std::string name, child_process process)
    : name_(std::move(name)),
      process_(std::move(process)),
      out_(process_.out()),
      err_(process_.err()) {}

void up_node::read(up_output& to, bool show_waiting) {
  out_.read([&](std::string_view line) { take_out(line, to, show_waiting); });
  err_.read([&](std::string_view line) { take_err(line, to); });
}

void up_node::take_out(std::string_view line, up_output& to, bool show_waiting) {
  auto event = parse_node_event(line);
  if (!event) return to.log(name_, line);
  take(*event);
  // That it is linked with all others is what `up` says of all of them.
  bool waiting = event->event == "waiting" || event->event == "ready";
  if (!waiting || show_waiting) to.tell(*event);
}

void up_node::take_err(std::string_view line, up_output& to) {
  if (auto why = parse_failure(line))
    to.failed(name_, *why);
  else
    to.log(name_, line);
}

void up_node::take(const node_event& event) {
  if (event.event == "listening") address_ = event.address;
  if (event.event == "linked") linked_ = {event.linked.begin(), event.linked.end()};
  if (event.event == "waiting") waits_for_ = event.lines;
}

bool up_node::has_just_ended() {
  if (end_ || !process_.look()) return false;
  // A grandchild may hold the pipes open: what is there now is all that counts.
  end_ = process_.look();
  return true;
}

} // namespace carrick::tools
