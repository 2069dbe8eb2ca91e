#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Models of services that many have, to be used as they are or as patterns: see sequential_model.
namespace carrick::sim {

/// Values under keys, each of which is absent at first.
struct map_model {
  struct operation {
    enum class kind : unsigned char { get, put, erase, compare_and_set } what = kind::get;
    std::string key, value, expected{};
    friend bool operator==(const operation&, const operation&) = default;
  };
  struct answer {
    std::optional<std::string> value{}; ///< of get
    bool done = true;                   ///< false: compare_and_set found another value
    friend bool operator==(const answer&, const answer&) = default;
  };
  using state = std::optional<std::string>; // of one key

  static operation get(std::string key);
  static operation put(std::string key, std::string value);
  static operation erase(std::string key);
  /// Puts `value` where `expected` is.
  static operation compare_and_set(std::string key, std::string expected, std::string value);
  static answer found(std::string value) { return {std::move(value)}; }
  static answer absent() { return {}; }
  static answer done(bool yes = true) { return {{}, yes}; }

  state initial() const { return {}; }
  answer step(state& now, const operation& asked) const;
  bool changes_nothing(const operation& asked, const answer& got) const {
    return asked.what == operation::kind::get || !got.done;
  }
  std::optional<std::string> needs(const operation& asked, const answer& got) const;
  std::optional<std::string> gives(const operation& asked) const;
  std::vector<std::string> holds(const state& now) const { return {now ? "=" + *now : "absent"}; }
  std::string key(const operation& asked) const { return asked.key; }
  std::string text(const operation& asked) const;
  std::string text(const answer& got) const;
  std::string text(const state& now) const;
};

/// One value, absent at first: a map of one key.
struct register_model : map_model {
  static operation read() { return get({}); }
  static operation write(std::string value) { return put({}, std::move(value)); }
  static operation compare_and_set(std::string expected, std::string value) {
    return map_model::compare_and_set({}, std::move(expected), std::move(value));
  }

  std::string text(const operation& asked) const;
  using map_model::text;
};

/// First in, first out.
struct queue_model {
  struct operation {
    bool enqueues = false;
    std::string value{};
    std::string queue{}; ///< its name, where there are several
    friend bool operator==(const operation&, const operation&) = default;
  };
  struct answer {
    std::optional<std::string> value{}; ///< of dequeue; none: empty
    friend bool operator==(const answer&, const answer&) = default;
  };
  using state = std::deque<std::string>;

  static operation enqueue(std::string value) { return {true, std::move(value)}; }
  static operation dequeue() { return {}; }
  static answer done() { return {}; }
  static answer empty() { return {}; }
  static answer taken(std::string value) { return {std::move(value)}; }

  state initial() const { return {}; }
  answer step(state& now, const operation& asked) const;
  bool changes_nothing(const operation& asked, const answer& got) const {
    return !asked.enqueues && !got.value;
  }
  std::optional<std::string> needs(const operation&, const answer& got) const { return got.value; }
  std::optional<std::string> gives(const operation& asked) const {
    return asked.enqueues ? std::optional{asked.value} : std::nullopt;
  }
  std::vector<std::string> holds(const state& now) const { return {now.begin(), now.end()}; }
  static constexpr bool takes_in_order = true;
  std::string key(const operation& asked) const { return asked.queue; }
  std::string text(const operation& asked) const;
  std::string text(const answer& got) const;
  std::string text(const state& now) const;
};

/// A lock that one owner holds at a time. Who holds it does not get it again.
struct lock_model {
  struct operation {
    bool acquires = false;
    std::string owner;
    std::string lock{}; ///< its name, where there are several
    friend bool operator==(const operation&, const operation&) = default;
  };
  struct answer {
    bool done = true; ///< false: it is another's, or was not the owner's to release
    friend bool operator==(const answer&, const answer&) = default;
  };
  using state = std::optional<std::string>; // who holds it

  static operation acquire(std::string owner) { return {true, std::move(owner)}; }
  static operation release(std::string owner) { return {false, std::move(owner)}; }
  static answer yes() { return {true}; }
  static answer no() { return {false}; }

  state initial() const { return {}; }
  answer step(state& now, const operation& asked) const;
  bool changes_nothing(const operation&, const answer& got) const { return !got.done; }
  std::string key(const operation& asked) const { return asked.lock; }
  std::string text(const operation& asked) const;
  std::string text(const answer& got) const;
  std::string text(const state& now) const;
};

/// A number that is added to. What add() answers is judged if it is a number.
struct counter_model {
  struct operation {
    std::int64_t by = 0;   ///< 0: read
    std::string counter{}; ///< its name, where there are several
    friend bool operator==(const operation&, const operation&) = default;
  };
  struct answer {
    std::optional<std::int64_t> value{};
    friend bool operator==(const answer&, const answer&) = default;
  };
  using state = std::int64_t;

  static operation add(std::int64_t by) { return {by}; }
  static operation read() { return {}; }
  static answer done() { return {}; }
  static answer value(std::int64_t now) { return {now}; }

  state initial() const { return 0; }
  answer step(state& now, const operation& asked) const { return {now += asked.by}; }
  bool accept(state& now, const operation& asked, const answer& got) const {
    return step(now, asked) == got || (asked.by != 0 && !got.value);
  }
  bool changes_nothing(const operation& asked, const answer&) const { return asked.by == 0; }
  std::string key(const operation& asked) const { return asked.counter; }
  std::string text(const operation& asked) const;
  std::string text(const answer& got) const;
  std::string text(state now) const { return std::to_string(now); }
};

} // namespace carrick::sim
