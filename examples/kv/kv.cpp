#include "kv.hpp"

#include "table.hpp"

#include <deque>
#include <memory>
#include <set>

namespace kv {
namespace {

using carrick::code;
using carrick::member_event;
using carrick::responder;
using carrick::status;
using change_stream = carrick::stream<change, carrick::nothing>;

struct state {
  kv::table table;
  std::set<std::string> reachable;
  bool serving = false;
  std::vector<std::pair<get, responder<value>>> readers; // until this node serves
  std::vector<std::pair<std::string, change_stream>> watchers;
};
using self_ptr = carrick::stateful<state>*;

carrick::peer store_of(self_ptr self, const std::string& node) {
  return self->find(node).at(self->actor_name());
}

void apply(self_ptr self, stored entry) {
  change news{entry.key, entry.data.size(), entry.version};
  if (!self->state.table.apply(std::move(entry))) return;
  for (auto& [prefix, out] : self->state.watchers)
    if (news.key.starts_with(prefix) && out.writable()) static_cast<void>(out.send(news));
}

void start_serving(self_ptr self) {
  self->state.serving = true;
  for (auto& [question, answer] : self->state.readers)
    answer.reply(self->state.table.read(question.key));
  self->state.readers.clear();
}

// -- put: applied here, then acknowledged by every reachable member --------------------------------

struct pending_put {
  responder<put_done> answer;
  put_done done;
  std::size_t waiting_for = 1; // this node
  status worst;
};
using pending_ptr = std::shared_ptr<pending_put>;

void one_less(const pending_ptr& p) {
  if (--p->waiting_for > 0) return;
  p->worst.ok() ? p->answer.reply(p->done) : p->answer.fail(p->worst);
}

void replicate_to(self_ptr self, const std::string& node, const stored& entry, pending_ptr p) {
  ++p->waiting_for;
  self->ask(store_of(self, node), replicate{entry})
    .then(
      [=](const applied&) {
        ++p->done.copies;
        one_less(p);
      },
      [=](const status& why) {
        // A member that has gone pulls when it returns; any other failure is the put's.
        bool gone = why == code::unreachable || why == code::link_lost || why == code::draining;
        if (!gone) p->worst = why;
        static_cast<void>(self->post(store_of(self, node), hint{entry.key, entry.version}));
        one_less(p);
      });
}

void handle_put(self_ptr self, const put& p, responder<put_done> answer) {
  if (p.key.empty()) return answer.fail({code::invalid_argument, "a key must not be empty"});
  stored entry{p.key, p.data, self->state.table.next_version(self->node().text())};
  apply(self, entry);
  auto pending = std::make_shared<pending_put>(std::move(answer), put_done{entry.version, 1});
  for (const auto& node : self->state.reachable) replicate_to(self, node, entry, pending);
  one_less(pending);
}

// -- catching up: the digest, then the versions, then the values that are newer there --------------

struct pull {
  std::string from;
  std::deque<std::string> keys;
  std::int64_t asked = 0;
  std::int64_t at_once = 1;
};
using pull_ptr = std::shared_ptr<pull>;

template <class Request, class Use>
void pull_one(self_ptr self, const pull_ptr& p, const Request& question, Use use) {
  ++p->asked;
  self->ask(store_of(self, p->from), question)
    .then(
      [=](const auto& got) {
        --p->asked;
        use(got);
      },
      [=](const status& why) { // what is missing comes when that node is reachable again
        --p->asked;
        p->keys.clear();
        self->log_warn("catching up from " + p->from + " stopped: " + to_string(why));
      });
}

void fetch_newer(self_ptr self, const pull_ptr& p) {
  while (p->asked < p->at_once && !p->keys.empty()) {
    fetch next{p->keys.front()};
    p->keys.pop_front();
    pull_one(self, p, next, [=](const stored& s) {
      apply(self, s);
      fetch_newer(self, p);
    });
  }
  if (p->asked == 0) start_serving(self);
}

void catch_up_from(self_ptr self, const std::string& node, const options& opt) {
  auto p = std::make_shared<pull>(node, std::deque<std::string>{}, 0, std::max<std::int64_t>(1, opt.fetches));
  pull_one(self, p, get_digest{}, [=](const digest& theirs) {
    if (theirs == self->state.table.digest()) return start_serving(self);
    pull_one(self, p, get_versions{}, [=](const versions& listed) {
      for (const auto& [key, v] : listed.of)
        if (self->state.table.is_older(key, v)) p->keys.push_back(key);
      fetch_newer(self, p);
    });
  });
}

void handle_member(self_ptr self, const member_event& event, const options& opt) {
  const auto& node = event.node.text();
  if (node == self->node().text()) return;
  if (event.info.state != carrick::member_state::reachable) {
    self->state.reachable.erase(node);
    return;
  }
  bool again = event.what == member_event::type::restarted;
  if (self->state.reachable.insert(node).second || again) catch_up_from(self, node, opt);
}

carrick::behavior store(self_ptr self, options opt) {
  self->subscribe_members();
  self->delayed_send(self, std::chrono::milliseconds(opt.alone_after_ms), caf::tick_atom_v);
  return self->serve(
    [=](const put& p, responder<put_done> answer) { handle_put(self, p, std::move(answer)); },
    [=](const get& question, responder<value> answer) {
      if (self->state.serving) return answer.reply(self->state.table.read(question.key));
      self->state.readers.emplace_back(question, std::move(answer));
    },
    [=](const watch& w, change_stream out) -> carrick::stream_callback<carrick::nothing> {
      self->state.watchers.emplace_back(w.prefix, out);
      return {.on_end = [=](const status&) {
        std::erase_if(self->state.watchers, [&](const auto& each) { return each.second == out; });
      }};
    },
    [=](const replicate& r) {
      apply(self, r.entry);
      return applied{};
    },
    [=](const get_digest&) { return self->state.table.digest(); },
    [=](const get_versions&) { return self->state.table.versions(); },
    [=](const fetch& question) -> carrick::result<stored> {
      auto found = self->state.table.read(question.key);
      if (!found.found) return status{code::not_found, "no key " + question.key};
      return stored{question.key, std::move(found.data), found.version};
    },
    [=](const hint& h) { // a put that did not reach us
      for (const auto& node : self->state.reachable)
        if (self->state.table.is_older(h.key, h.version)) return catch_up_from(self, node, opt);
    },
    [=](const member_event& event) { handle_member(self, event, opt); },
    [=](caf::tick_atom) {
      if (self->state.reachable.empty()) start_serving(self);
    },
    [=](const carrick::drain&) {
      for (auto& [prefix, out] : self->state.watchers) out.close();
    });
}

} // namespace

carrick::registry actors() {
  carrick::registry r;
  r.messages<put, get, watch, replicate, get_digest, get_versions, fetch, hint>();
  r.add("kv.store", store);
  return r;
}

} // namespace kv
