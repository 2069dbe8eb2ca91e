#include "play_messages.hpp"
#include "recorder.hpp"

#include <carrick/carrick.hpp>

#include <map>

namespace carrick::test::transcripts {
namespace {

using late_atom = caf::atom_constant<caf::atom("late")>;

struct state {
  std::map<std::string, std::string> values;
  std::map<std::uint64_t, responder<stored>> late;
  std::uint64_t puts = 0;
  std::map<std::string, stream<item, item>> streams;
};
using self_ptr = stateful<state>*;

class player {
 public:
  player(self_ptr self, recorder& told) : self_(self), told_(told) {}

  behavior begin();

 private:
  void tell(const std::string& text) const { told_.add(self_->node().text(), text); }

  void handle(const put& what, responder<stored> answer) const;
  void answer_late(std::uint64_t number) const;
  carrick::result<kept> handle(const get& what) const;
  stream_callback<item> listener(const std::string& stream) const;
  void handle(const cue& what) const;
  void handle(const member_event& event) const;

  self_ptr self_;
  recorder& told_;
};

behavior player::begin() {
  const auto me = *this;
  self_->subscribe_members();
  return self_->serve(
    [me](const put& what, responder<stored> answer) { me.handle(what, std::move(answer)); },
    [me](const get& what) { return me.handle(what); },
    [me](const note& what) { me.tell("gets post " + what.text); },
    [me](const cue& what) { me.handle(what); },
    [me](const talk& what, stream<item, item> end) {
      me.tell(what.stream + ": accepted");
      me.self_->state.streams[what.stream] = std::move(end);
      return me.listener(what.stream);
    },
    [me](const member_event& event) { me.handle(event); },
    [me](late_atom, std::uint64_t number) { me.answer_late(number); });
}

void player::handle(const put& what, responder<stored> answer) const {
  const auto text = "put " + what.key + "=" + what.value;
  tell("runs " + text);
  auto& own = self_->state;
  own.values[what.key] = what.value;
  if (what.takes_ms == 0) return answer.reply({});
  const auto number = ++own.puts;
  own.late[number] = std::move(answer);
  self_->on_cancel([me = *this, text, number] {
    me.tell("gives up " + text);
    me.self_->state.late.erase(number);
  });
  self_->delayed_send(self_, std::chrono::milliseconds(what.takes_ms), late_atom::value, number);
}

void player::answer_late(std::uint64_t number) const {
  auto& late = self_->state.late;
  const auto found = late.find(number);
  if (found == late.end()) return;
  found->second.reply({});
  late.erase(found);
}

carrick::result<kept> player::handle(const get& what) const {
  const auto found = self_->state.values.find(what.key);
  if (found == self_->state.values.end()) return fail(code::not_found, "no " + what.key);
  return kept{found->second};
}

stream_callback<item> player::listener(const std::string& stream) const {
  const auto me = *this;
  return {.on_item = [=](const item& i) { me.tell(stream + ": item " + i.text); },
          .on_half_close = [=] { me.tell(stream + ": the other side is done"); },
          .on_end = [=](const status& why) { me.tell(stream + ": ended " + to_string(why)); },
          .on_writable = {}};
}

void player::handle(const cue& what) const {
  auto& streams = self_->state.streams;
  if (what.what == "open") {
    const auto to = self_->find(what.text).at(player_name);
    streams[what.stream] = self_->open(to, talk{what.stream}, listener(what.stream));
    return;
  }
  const auto& end = streams[what.stream];
  if (!end) return tell(what.stream + ": is not here");
  if (what.what == "half-close") return end.half_close();
  if (what.what == "item") {
    const auto sent = end.send({what.text});
    if (!sent.ok()) tell(what.stream + ": cannot send, " + to_string(sent));
    return;
  }
  auto why = code::ok;
  static_cast<void>(parse_code(what.text, why));
  end.close(why == code::ok ? status{} : status{why});
}

void player::handle(const member_event& event) const {
  if (event.node == self_->node()) return;
  const bool snapshot = event.what == member_event::type::snapshot;
  if (snapshot && event.info.state == member_state::joined) return;
  const auto what = snapshot ? name_of(event.info.state) : name_of(event.what);
  tell("sees " + event.node.text() + " " + std::string{what});
}

} // namespace

registry players(recorder& told) {
  registry types;
  types.messages<put, get, note, talk, cue>();
  types.add("play.player", [&told](self_ptr self) { return player{self, told}.begin(); });
  return types;
}

} // namespace carrick::test::transcripts
