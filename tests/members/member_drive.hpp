#pragma once

#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/system_messages.hpp>
#include <carrick/core/result.hpp>
#include <carrick/membership/event.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

/// Clusters whose membership a test moves, over each transport.
namespace carrick::test {

using namespace std::chrono_literals;

/// What a test posts.
struct numbered {
  std::uint64_t number = 0;
  std::string filling;
  CARRICK_POST(numbered, "members.numbered", number, filling)
};
struct answered {
  std::uint64_t number = 0;
  CARRICK_DATA(answered, "members.answered", number)
};
struct question {
  CARRICK_REQUEST(question, "members.question", answered)
};

/// Has an actor post so many numbers, from 1 on, to the sink of that node: each when the one before
/// was taken, and where there is no room as soon as there is.
struct flood {
  std::string to;
  std::uint64_t count = 0;
  CARRICK_POST(flood, "members.flood", to, count)
};

/// What came to the nodes' actors, in order. Any thread.
class sink_record {
 public:
  void add(const node_id& at, std::uint64_t number);
  void add(const node_id& at, const member_event& event);
  /// All that was posted to that node, by whichever sender.
  std::vector<std::uint64_t> numbers(std::size_t node) const;
  /// What the node told its subscriber, as "joined n2".
  std::vector<std::string> events(std::size_t node) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<std::uint64_t>> numbers_; // by node
  std::map<std::string, std::vector<std::string>> events_;    // by node
};

class held_posts;

/// Nodes n1 to nN, each with one actor, "sink", that keeps what is posted and subscribes to the
/// members. Numbered from 0; none runs at first. Where they listen is known before they do.
class member_drive {
 public:
  /// Over "pipe", "tcp" or "simulated".
  static std::unique_ptr<member_drive> make(std::string_view transport, std::size_t nodes);
  virtual ~member_drive() = default;

  static node_id id(std::size_t node);
  /// What the node is made from at its next start. At first it has every node as a member.
  node_options& options(std::size_t node) { return options_[node]; }
  /// So that the lists of those that start later, and of `others` now, name a new address of it.
  void move(std::size_t node, const std::vector<std::size_t>& others);
  member_options member(std::size_t node) const;
  std::vector<member_options> list(const std::vector<std::size_t>& nodes) const;

  virtual void start(std::size_t node) = 0;
  virtual void start_all();
  virtual void stop(std::size_t node) = 0;
  virtual carrick::node& operator[](std::size_t node) = 0;
  /// Lets time pass until `done()`; false after `limit`.
  virtual bool until(const std::function<bool()>& done, duration limit = 30s) = 0;
  virtual void pass(duration time) = 0;
  /// Nothing is heard of that node, though it and its connections stand, until hear(). Of nodes
  /// with a loop of their own: two at most.
  virtual void silence(std::size_t node) = 0;
  virtual void hear(std::size_t node) = 0;

  /// On the node's home loop, now.
  void at_home(std::size_t node, const std::function<void(node_core&)>& f);
  /// The members of `node` from now on.
  status set_members(std::size_t node, const std::vector<std::size_t>& members);
  status post(std::size_t from, std::size_t to, std::uint64_t number, std::size_t bytes = 0);
  /// The sink of `from` does that.
  void flood(std::size_t from, std::size_t to, std::uint64_t count);
  /// To a consumer that stalls: see stalled().
  status post_to_stalled(std::size_t from, std::size_t to, std::uint64_t number,
                         std::size_t bytes = 0);
  /// From now on that node has a consumer of numbers that has handled none of what it gets.
  std::shared_ptr<held_posts> stalled(std::size_t node);
  /// It has handled all of them.
  void go_on(std::size_t node, held_posts& consumer);
  /// Breaks the link between the two, if there is one.
  void cut(std::size_t a, std::size_t b);
  /// How a question to that node ends.
  carrick::code ask(std::size_t from, std::size_t to);
  /// As that node's membership has it.
  member_state state(std::size_t of, std::size_t node);
  system_messages::member_row row(std::size_t of, std::size_t node);
  bool linked(std::size_t a, std::size_t b);
  std::vector<std::uint64_t> received(std::size_t node) const { return record_->numbers(node); }
  /// What the sink of that node was told of members, as "joined n2".
  std::vector<std::string> told(std::size_t node) const { return record_->events(node); }

 protected:
  member_drive(std::size_t nodes, const std::function<std::string(std::size_t)>& address);
  registry types() const;
  virtual std::string new_address(std::size_t node) = 0;

 private:
  status post_to(const char* actor, std::size_t from, std::size_t to, std::uint64_t number,
                 std::size_t bytes);
  std::shared_ptr<sink_record> record_;
  std::vector<node_options> options_;
};

std::vector<std::uint64_t> numbers(std::uint64_t first, std::uint64_t last);

/// The test case runs once over each of them.
const char* each_transport();

} // namespace carrick::test
