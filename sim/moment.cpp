#include <carrick/sim/moment.hpp>

#include <algorithm>
#include <array>

namespace carrick::sim {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(last_moment) + 1> moment_texts{
  "none",   "handshake", "link",   "link_end", "request", "answer", "post", "acknowledgement",
  "stream", "item",      "cancel", "member",   "start"};

seen_moment between(moment what, const process_id& at, const process_id& other) noexcept {
  return {what, at.node, other.node};
}

seen_moment arrival(moment what, const received& got) noexcept {
  return between(what, got.by, got.what.from);
}

} // namespace

std::string_view name_of(moment what) noexcept {
  return moment_texts[static_cast<std::size_t>(what)];
}

bool parse_moment(std::string_view name, moment& out) noexcept {
  const auto found = std::find(moment_texts.begin() + 1, moment_texts.end(), name);
  if (found == moment_texts.end()) return false;
  out = static_cast<moment>(found - moment_texts.begin());
  return true;
}

std::vector<std::string> moment_names() { return {moment_texts.begin() + 1, moment_texts.end()}; }

bool is_rare(moment what) noexcept {
  return what == moment::handshake || what == moment::link || what == moment::link_end ||
    what == moment::start;
}

seen_moment moment_of(const observation& what) noexcept {
  if (auto* e = std::get_if<post_handed>(&what)) return arrival(moment::post, e->got);
  if (auto* e = std::get_if<item_got>(&what)) return arrival(moment::item, e->got);
  if (auto* e = std::get_if<executed>(&what)) return arrival(moment::request, e->got);
  if (auto* e = std::get_if<stream_accepted>(&what)) return arrival(moment::stream, e->got);
  if (auto* e = std::get_if<answered>(&what))
    return e->what == code::ok ? arrival(moment::answer, e->reply) : seen_moment{};
  if (auto* e = std::get_if<posts_acknowledged>(&what))
    return between(moment::acknowledgement, e->at, e->peer);
  if (auto* e = std::get_if<handshake_began>(&what)) return {moment::handshake, e->at.node};
  if (auto* e = std::get_if<link_began>(&what)) return between(moment::link, e->at, e->peer);
  if (auto* e = std::get_if<link_closed>(&what)) return between(moment::link_end, e->at, e->peer);
  if (auto* e = std::get_if<cancel_heard>(&what)) return {moment::cancel, e->by.node};
  if (auto* e = std::get_if<member_told>(&what)) return {moment::member, e->at.node, e->member};
  if (auto* e = std::get_if<process_began>(&what)) return {moment::start, e->who.node};
  return {};
}

} // namespace carrick::sim
