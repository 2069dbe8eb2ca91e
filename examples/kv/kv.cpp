#include "kv.hpp"

#include "store_state.hpp"

#include <memory>
#include <utility>

namespace kv {
namespace {

using namespace carrick;

constexpr std::size_t fetched_bytes = 4 << 20; // in one answer, and one value more
constexpr std::size_t fetched_keys = 1000;

using compare_atom = caf::atom_constant<caf::atom("compare")>;
using self_ptr = stateful<store_state>*;

/// A process that returns counts anew, so that its node's name alone would not do.
std::string hex(std::uint64_t number) {
  std::string out;
  for (int shift = 28; shift >= 0; shift -= 4) out += "0123456789abcdef"[number >> shift & 15];
  return out;
}

peer store_of(self_ptr self, const std::string& node) {
  return self->find(node).at(self->actor_name());
}

void apply(self_ptr self, const std::string& key, const value& news) {
  if (!self->state.table.apply(key, news)) return;
  // A watcher gets every change, or hears that it does not.
  std::erase_if(self->state.watchers, [&](auto& watcher) {
    auto& [prefix, out] = watcher.second;
    if (!key.starts_with(prefix)) return false;
    if (out.send({key, news.version}) != code::overloaded) return false;
    out.close({code::overrun, "this watcher reads too slowly: changes would be missing"});
    self->log_warn("a slow watcher of \"" + prefix + "\" is ended, number ",
                   ++self->state.watchers_overrun);
    return true;
  });
}

void start_serving(self_ptr self) {
  self->state.serving = true;
  for (auto& [number, reader] : std::exchange(self->state.readers, {}))
    reader.second.reply(self->state.table.read(reader.first.key));
}

// -- put: applied here, then acknowledged by every reachable member
// --------------------------------

struct pending_put {
  responder<put_done> answer;
  put_done done;
  std::size_t waiting_for;
  status worst{};

  void one_less() {
    if (--waiting_for > 0) return;
    worst.ok() ? answer.reply(done) : answer.fail(worst);
  }
};

void handle_put(self_ptr self, const put& p, responder<put_done> answer) {
  if (self->state.draining) return answer.fail({code::draining, "this store is stopping"});
  if (p.key.empty()) return answer.fail({code::invalid_argument, "a key must not be empty"});
  auto version = self->state.table.next_version(self->state.writer);
  replicate entry{p.key, {true, p.data, version}};
  apply(self, entry.key, entry.value);
  auto pending = std::make_shared<pending_put>(
    pending_put{std::move(answer), {version, 1}, self->state.reachable.size() + 1});
  for (const auto& node : self->state.reachable)
    self->ask(store_of(self, node), entry)
      .then([=, missed = hint{p.key, version}](const result<nothing>& got) {
        if (got) {
          ++pending->done.copies;
        } else {
          // A member that has gone pulls when it returns; any other failure is the put's, and so is
          // that this node stops and can ask nobody any more.
          auto why = got.error().code();
          bool gone = why == code::unreachable || why == code::link_lost || why == code::removed ||
            why == code::draining;
          if (!gone || self->state.draining) pending->worst = got.error();
          static_cast<void>(self->post(store_of(self, node), missed));
        }
        pending->one_less();
      });
#ifdef KV_PLANTED_EARLY_ACK // acknowledged before it is copied
  pending->done.copies += static_cast<std::uint32_t>(self->state.reachable.size());
  pending->waiting_for = 1;
#endif
  pending->one_less();
}

// -- catching up: the digest, then the versions, then the values that are newer there
// --------------

entries handle_fetch(self_ptr self, const fetch& question) {
  entries out;
  std::size_t bytes = 0;
  for (const auto& key : question.keys) {
    if (bytes >= fetched_bytes) break;
    bytes += (out.of[key] = self->state.table.read(key)).data.size();
  }
  return out;
}

/// A reachable member has been heard, or is reachable no more. A store serves when it has heard all
/// that are.
void hear(self_ptr self, const std::string& node) {
  auto& state = self->state;
  state.unheard.erase(node);
  state.heard_any |= state.reachable.contains(node);
  if (!state.serving && state.heard_any && state.unheard.empty()) start_serving(self);
}

void stop_catching_up(self_ptr self, const std::string& from, const status& why) {
  self->state.asked.erase(from);
  self->log_warn("not catching up with ", from, ", for now: ", why);
}

void fetch_all(self_ptr self, const std::string& from, std::set<std::string> missing) {
  if (missing.empty()) {
    self->state.asked.erase(from);
    return hear(self, from);
  }
  auto last =
    std::next(missing.begin(), std::min<std::ptrdiff_t>(std::ssize(missing), fetched_keys));
  self->ask(store_of(self, from), fetch{{missing.begin(), last}})
    .then([=](const result<entries>& got) {
      if (!got) return stop_catching_up(self, from, got.error());
      auto rest = missing;
      for (const auto& [key, found] : got->of) {
#ifdef KV_PLANTED_MISSED_CHANGE // watchers are not told of it
        self->state.table.apply(key, found);
#else
        apply(self, key, found);
#endif
        rest.erase(key);
      }
      fetch_all(self, from, std::move(rest));
    });
}

void catch_up_from(self_ptr self, const std::string& node) {
#ifdef KV_PLANTED_STALE_READ // what it missed while it was away it never gets
  return start_serving(self);
#endif
  if (!self->state.asked.insert(node).second) return; // it is being asked
  self->ask(store_of(self, node), compare{self->state.table.digest()})
    .then([=](const result<differences>& theirs) {
      if (!theirs) return stop_catching_up(self, node, theirs.error());
      std::set<std::string> newer;
      for (const auto& [key, v] : theirs->versions)
        if (self->state.table.is_older(key, v)) newer.insert(key);
      fetch_all(self, node, std::move(newer));
    });
}

/// Again and again: all that have not been heard, else one of the others in turn, since a put may
/// have gone by while two members found each other.
void compare_again(self_ptr self) {
  auto& state = self->state;
  for (const auto& node : state.unheard) catch_up_from(self, node);
  if (state.reachable.empty()) return;
  auto next = state.reachable.upper_bound(state.compared_last);
  if (next == state.reachable.end()) next = state.reachable.begin();
  state.compared_last = *next;
  if (state.unheard.empty()) catch_up_from(self, *next);
}

void handle_member(self_ptr self, const member_event& event, duration alone_after) {
  const auto& node = event.node.text();
  auto& state = self->state;
  if (node == self->node().text()) return;
  if (event.info.state != member_state::reachable) {
    if (state.reachable.erase(node) > 0 && state.reachable.empty())
      self->delayed_send(self, alone_after, caf::tick_atom_v);
    return hear(self, node);
  }
  bool again = event.what == member_event::type::restarted;
  if (!state.reachable.insert(node).second && !again) return;
  state.unheard.insert(node);
  catch_up_from(self, node);
}

behavior store(self_ptr self, options opt) {
  self->state.writer = self->node().text() + "/" + hex(self->random().next());
  self->subscribe_members();
  const auto alone_after = std::chrono::milliseconds(opt.alone_after_ms);
  const auto compare_every = std::chrono::milliseconds(opt.compare_every_ms);
  self->delayed_send(self, alone_after, caf::tick_atom_v);
  self->delayed_send(self, compare_every, compare_atom::value);
  return self->serve(
    [=](const put& p, responder<put_done> answer) { handle_put(self, p, std::move(answer)); },
    [=](const get& question, responder<value> answer) {
#ifdef KV_PLANTED_CACHED_READ // what was read once is read for ever
      if (const auto now = self->state.table.read(question.key); self->state.serving && now.found)
        return answer.reply(self->state.cached.try_emplace(question.key, now).first->second);
#endif
      if (self->state.serving) return answer.reply(self->state.table.read(question.key));
      const auto number = ++self->state.readers_seen;
      self->state.readers.try_emplace(number, question, std::move(answer));
      self->on_cancel([=] { self->state.readers.erase(number); });
    },
    [=](const watch& w, change_stream out) -> stream_callback<nothing> {
      const auto number = ++self->state.watchers_seen;
      self->state.watchers.try_emplace(number, w.prefix, std::move(out));
      return {.on_end = [=](const status&) { self->state.watchers.erase(number); }};
    },
    [=](const replicate& r) { return apply(self, r.key, r.value), nothing{}; },
    [=](const compare& c) { return self->state.table.compared_with(c.mine); },
    [=](const fetch& question) { return handle_fetch(self, question); },
    [=](const hint& h) { // a put that did not reach us
      const auto writer = h.version.node.substr(0, h.version.node.find('/'));
      if (self->state.table.is_older(h.key, h.version) && self->state.reachable.contains(writer))
        catch_up_from(self, writer);
    },
    [=](const member_event& event) { handle_member(self, event, alone_after); },
    [=](compare_atom) {
      self->delayed_send(self, compare_every, compare_atom::value);
      compare_again(self);
    },
    [=](caf::tick_atom) {
      if (self->state.reachable.empty()) start_serving(self);
    },
    [=](const drain&) {
      self->state.draining = true;
      for (auto& [number, watcher] : self->state.watchers) watcher.second.close();
    });
}

} // namespace

registry actors() {
  registry r;
  r.messages<put, get, watch, replicate, compare, fetch, hint>();
  r.add("kv.store", store);
  return r;
}

} // namespace kv
