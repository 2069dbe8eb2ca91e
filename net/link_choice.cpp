#include <carrick/net/link_choice.hpp>

namespace carrick::net {
namespace {

using namespace std::chrono_literals;

// How long the standing link of a node id has to answer before a newcomer replaces it.
constexpr auto probe_limit = 1s;
// Two connections that came up within this time are one simultaneous dial.
constexpr auto same_dial = 2s;

} // namespace

link_choice::judgement link_choice::known(const std::optional<standing_link>& standing,
                                          incarnation newcomer, time_point now) {
  if (!standing || standing->incarnation == newcomer) return {};
  if (probing_since_ == never) {
    probing_since_ = now;
    return {admission::verdict::wait, step::ping, {}, true};
  }
  if (standing->last_heard > probing_since_)
    return {admission::verdict::refuse, step::none,
            fail(code::duplicate_node,
                 "another process of this node id is linked from " + std::string{standing->from}),
            false};
  if (now - probing_since_ < probe_limit) return {admission::verdict::wait, step::none, {}, true};
  return {admission::verdict::accept, step::end,
          fail(code::link_lost, "silent while a new process of the same node id came"), true};
}

link_choice::judgement link_choice::established(const std::optional<standing_link>& standing,
                                                bool primary, time_point now) const {
  if (!standing || !primary || now - standing->established_at >= same_dial) return {};
  return {admission::verdict::refuse, step::none,
          fail(code::refused, "another connection was chosen"), true};
}

} // namespace carrick::net
