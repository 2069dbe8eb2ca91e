#include <carrick/sim/history/models.hpp>

#include <string_view>
#include <utility>

namespace carrick::sim {
namespace {

std::string of_named(std::string text, std::string_view name) {
  if (!name.empty()) text.append(" of ").append(name);
  return text;
}

} // namespace

// -- map ------------------------------------------------------------------------------------------

map_model::operation map_model::get(std::string key) {
  return {operation::kind::get, std::move(key), {}};
}
map_model::operation map_model::put(std::string key, std::string value) {
  return {operation::kind::put, std::move(key), std::move(value)};
}
map_model::operation map_model::erase(std::string key) {
  return {operation::kind::erase, std::move(key), {}};
}
map_model::operation map_model::compare_and_set(std::string key, std::string expected,
                                                std::string value) {
  return {operation::kind::compare_and_set, std::move(key), std::move(value), std::move(expected)};
}

map_model::answer map_model::step(state& now, const operation& asked) const {
  switch (asked.what) {
    case operation::kind::get:
      return {now};
    case operation::kind::put:
      now = asked.value;
      return done();
    case operation::kind::erase:
      now.reset();
      return done();
    default:
      if (now != asked.expected) return done(false);
      now = asked.value;
      return done();
  }
}

std::optional<std::string> map_model::needs(const operation& asked, const answer& got) const {
  if (asked.what == operation::kind::get) return holds(got.value).front();
  if (asked.what == operation::kind::compare_and_set && got.done) return "=" + asked.expected;
  return {};
}
std::optional<std::string> map_model::gives(const operation& asked) const {
  if (asked.what == operation::kind::get) return {};
  if (asked.what == operation::kind::erase) return "absent";
  return "=" + asked.value;
}

std::string map_model::text(const operation& asked) const {
  switch (asked.what) {
    case operation::kind::get:
      return "get " + asked.key;
    case operation::kind::put:
      return "put " + asked.key + " = " + asked.value;
    case operation::kind::erase:
      return "erase " + asked.key;
    default:
      return "set " + asked.key + " = " + asked.value + " if it is " + asked.expected;
  }
}
std::string map_model::text(const answer& got) const {
  if (got.value) return *got.value;
  return got.done ? "ok" : "another value";
}
std::string map_model::text(const state& now) const { return now ? *now : "absent"; }

std::string register_model::text(const operation& asked) const {
  switch (asked.what) {
    case operation::kind::get:
      return "read";
    case operation::kind::put:
      return "write " + asked.value;
    case operation::kind::erase:
      return "erase";
    default:
      return "set " + asked.value + " if it is " + asked.expected;
  }
}

// -- queue ----------------------------------------------------------------------------------------

queue_model::answer queue_model::step(state& now, const operation& asked) const {
  if (asked.enqueues) {
    now.push_back(asked.value);
    return done();
  }
  if (now.empty()) return empty();
  auto first = std::move(now.front());
  now.pop_front();
  return taken(std::move(first));
}

std::string queue_model::text(const operation& asked) const {
  return of_named(asked.enqueues ? "enqueue " + asked.value : "dequeue", asked.queue);
}
std::string queue_model::text(const answer& got) const { return got.value ? *got.value : "none"; }
std::string queue_model::text(const state& now) const {
  std::string out;
  for (const auto& value : now) out += (out.empty() ? "" : ", ") + value;
  return out.empty() ? "empty" : out;
}

// -- lock -----------------------------------------------------------------------------------------

lock_model::answer lock_model::step(state& now, const operation& asked) const {
  if (asked.acquires) {
    if (now) return no();
    now = asked.owner;
    return yes();
  }
  if (now != asked.owner) return no();
  now.reset();
  return yes();
}

std::string lock_model::text(const operation& asked) const {
  return of_named((asked.acquires ? "acquire by " : "release by ") + asked.owner, asked.lock);
}
std::string lock_model::text(const answer& got) const { return got.done ? "yes" : "no"; }
std::string lock_model::text(const state& now) const { return now ? "held by " + *now : "free"; }

// -- counter --------------------------------------------------------------------------------------

std::string counter_model::text(const operation& asked) const {
  return of_named(asked.by == 0 ? "read" : "add " + std::to_string(asked.by), asked.counter);
}
std::string counter_model::text(const answer& got) const {
  return got.value ? std::to_string(*got.value) : "ok";
}

} // namespace carrick::sim
