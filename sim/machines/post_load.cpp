#include <carrick/sim/machines/post_load.hpp>

#include <carrick/sim/machines/message_ids.hpp>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

} // namespace

post_load::post_load(machine_node& of, channels& order, run_numbers& numbers)
    : node_(of),
      channels_(order),
      numbers_(numbers),
      posts_(of.on().in.source("posts of " + process_text(of.process()))),
      takes_(of.on().in.source("taking of " + process_text(of.process()))) {}

void post_load::post() {
  auto to = other_node(posts_, node_);
  net::message_head head;
  head.to = {1 + static_cast<std::uint32_t>(posts_.below(3)), message_ids::post};
  head.sender = 1 + posts_.below(3);
  head.urgent = posts_.chance(0.1);
  auto bytes = !head.urgent && posts_.chance(0.02) ? posts_.magnitude(std::uint64_t{1000}, 300'000)
                                                   : posts_.between(std::uint64_t{72}, 300);
  auto burst = posts_.chance(0.05) ? posts_.between(std::uint64_t{2}, 20) : 1;
  for (std::uint64_t i = 0; i < burst; ++i) {
    auto place = channels_.next(to, head, true);
    stamp what{node_.on().in.seed(), node_.process(), to,
               ++numbers_.posts,     place.channel,   place.order};
    auto* peer = node_.peer(to);
    if (peer == nullptr) {
      node_.observe(posted{what, code::not_found});
      continue;
    }
    auto& out = peer->out();
    auto unsent = out.posts().size();
    auto dropped = out.posts().dropped();
    auto taken = out.post(head, payloads_.make(what, bytes), node_.now());
    node_.observe(posted{what, taken.code(), unsent, out.posts().dropped() - dropped});
  }
  if (auto* peer = node_.peer(to); peer != nullptr && peer->link() == nullptr) peer->wake();
  node_.touch();
}

void post_load::on(machine_link& link, const net::post_arrived& e) {
  received got{node_.process(), link.peer_process(), {}, true, link.number()};
  got.intact = payload_maker::read(e.body, got.what);
  auto how = takes_.below(100);
  auto after = takes_.magnitude(duration{1ms}, duration{how == 99 ? 5s : 500ms});
  auto verdict = how < 3 ? code::no_handler : how < 5 ? code::malformed : code::ok;
  node_.explain("post", [&] {
    return std::to_string(got.what.number) + " from " + process_text(got.what.from) + ", " +
      std::to_string(got.what.order) + " of channel " + std::to_string(got.what.channel);
  });
  node_.observe(post_handed{got, verdict});
  if (verdict != code::ok) return link.machine()->post_refused(verdict, e.body.size(), node_.now());
  if (calm_ || how < 85) return link.machine()->post_consumed(e.body.size(), node_.now());
  const auto& kept = link.machine()->posts_kept();
  agenda_.at(node_.now() + after,
             [this, kept, generation = kept->generation(), bytes = e.body.size()] {
               kept->consumed(generation, bytes, node_.now());
               node_.touch();
             });
}

void post_load::calm_down() {
  calm_ = true;
  agenda_.run_all();
}

} // namespace carrick::sim
