#include "play_messages.hpp"
#include "stage.hpp"
#include "vocabulary.hpp"
#include "words.hpp"

#include <stdexcept>

namespace carrick::test::transcripts {
namespace {

using namespace std::chrono_literals;

template <class T>
void fill(scripted_ask::question& out, const T& message) {
  out.type = &message_type_of<T>();
  encode(message, out.body);
}

void fill_put(scripted_ask::question& out, words& rest) {
  const auto pair = rest.next();
  const auto equals = pair.find('=');
  if (equals == pair.npos) throw std::invalid_argument("key=value expected");
  const auto takes = rest.duration_after("taking", 0ms);
  fill(out,
       put{pair.substr(0, equals), pair.substr(equals + 1),
           std::chrono::duration_cast<std::chrono::milliseconds>(takes).count()});
}

void fill_get(scripted_ask::question& out, words& rest) {
  fill(out, get{rest.next()});
  out.show = [](byte_span body) {
    const auto reply = decode<kept>(body);
    return reply ? reply->value : to_string(reply.error());
  };
}

/// ask FROM TO put KEY=VALUE [taking D] [within D] [waiting] | ask FROM TO get KEY ...
void ask(stage& on, words& rest) {
  const auto from = rest.next(), to = rest.next(), what = rest.next();
  scripted_ask::question question;
  question.to = on.cluster().at(from).find(*node_id::parse(to)).at(player_name);
  if (what == "put")
    fill_put(question, rest);
  else if (what == "get")
    fill_get(question, rest);
  else
    throw std::invalid_argument("put or get expected");
  question.within = rest.duration_after("within", limits::request_deadline);
  question.waits = rest.skip("waiting");
  on.ask(std::move(question), from);
}

void cancel(stage& on, words& rest) { on.cancel(rest.next_number()); }

std::string at_player(const std::string& node) { return node + "/" + std::string{player_name}; }

/// post FROM TO TEXT [times N]: then they are TEXT1, TEXT2, ...
void post(stage& on, words& rest) {
  const auto from = rest.next(), to = rest.next(), text = rest.next();
  const auto times = rest.skip("times") ? rest.next_number() : 0;
  auto send = [&](const std::string& what) {
    const auto taken = on.cluster().post_from(from, at_player(to), note{what});
    if (!taken.ok()) on.told().add(from, "cannot post: " + to_string(taken));
  };
  if (times == 0) return send(text);
  for (std::size_t i = 1; i <= times; ++i) send(text + std::to_string(i));
}

/// open NODE STREAM TO, item NODE STREAM TEXT, half-close NODE STREAM, end NODE STREAM [CODE]
void stream_command(const std::string& verb, bool has_text, stage& on, words& rest) {
  const auto node = rest.next();
  cue what{verb, rest.next(), {}};
  if (has_text && !rest.done()) what.text = rest.next();
  const auto taken = on.cluster().post(at_player(node), what);
  if (!taken.ok()) throw std::invalid_argument(to_string(taken));
}

} // namespace

void add_message_commands(vocabulary& to) {
  to["ask"] = ask;
  to["cancel"] = cancel;
  to["post"] = post;
  for (const auto* verb : {"open", "item", "end", "half-close"})
    to[verb] = [verb = std::string{verb}](stage& on, words& rest) {
      stream_command(verb, verb != "half-close", on, rest);
    };
}

} // namespace carrick::test::transcripts
