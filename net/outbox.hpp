#pragma once

#include <carrick/net/link.hpp>
#include <carrick/net/outbox_message.hpp>
#include <carrick/net/post_queue.hpp>
#include <carrick/net/post_state.hpp>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace carrick::net {

struct outbox_options {
  std::string peer; ///< its name, for the texts of failures
  post_queue_options posts;
  /// Requests and openings, and as many that wait for room; then `overloaded`.
  std::size_t waiting_max = limits::open_requests;
  std::size_t waiting_bytes_max = limits::held_bytes; ///< their bodies; then `overloaded`
  /// False: requests that wait for a link fail with the first dial that fails.
  bool patient = true;
  /// Of what is kept about the posts of the pair from link to link: another number whenever the
  /// same process begins to keep it anew for the same peer, below 2^63. 0: nothing is kept.
  std::uint64_t post_epoch = 0;
};

/// A request that waited has gone to the link, whose request_done gives its verdict.
struct request_left {
  std::uint64_t context;
  request_id id;
};
/// A request that waited never will: surely not executed.
struct request_given_up {
  std::uint64_t context;
  status why;
};
/// An opening that waited has gone to the link.
struct opening_left {
  std::uint64_t context;
  stream_id id;
};
/// An opening that waited never will.
struct opening_given_up {
  std::uint64_t context;
  status why;
};
/// To wait_for_posts(): it is so, or why it was not.
struct room_verdict {
  std::uint64_t context;
  status why;
};
using outbox_event =
  std::variant<request_left, request_given_up, opening_left, opening_given_up, room_verdict>;

/// What goes to one peer, over whichever link there is: a machine without I/O. Posts are kept until
/// the link takes them; requests and openings wait for a link if they want to, requests also behind
/// unsent posts of their pair, so that what one sender sends to one target leaves in order.
///
///     outbox.request(...) / post(...) / attach(...) / detach(...) / acknowledged()
///     while (auto e = outbox.next(now)) ...   // after each of them, and at next_deadline()
///
/// Not thread-safe. With a link and nothing waiting, a request and a post allocate nothing here.
class outbox {
 public:
  explicit outbox(outbox_options options);

  /// Its id on the link, or nothing: it waits, and an event follows. `context` comes with its
  /// verdict. `unreachable` without a link, `draining`, `overloaded`, and what link::request()
  /// says.
  result<std::optional<request_id>> request(const outbox_message& wanted, std::uint64_t context,
                                            time_point now);
  /// Forgets a request or opening that waits; no event follows. False if it does not wait here.
  bool forget(std::uint64_t context);
  /// To the link, or to the queue. `draining`, and what post_queue::push() and link::post() say.
  status post(const message_head& head, const message_body& body, time_point now);
  /// A room_verdict follows, once. For who had a post refused as `overloaded`: when the buffer is
  /// at most half full. For who wants to know that his posts have arrived: when none is unsent or
  /// in flight. At once if it is so, else `deadline_exceeded`, or what drain() and removed() say.
  /// All that wait for the same are told together. `draining` and `overloaded`: none follows.
  status wait_for_posts(post_wait what, std::uint64_t context, time_point deadline);
  /// Its id on the link, or nothing: it waits, and an event follows. `unreachable` without a link;
  /// else what link::open_stream() says.
  result<std::optional<stream_id>> open(const outbox_message& wanted, std::uint64_t context,
                                        time_point now);

  /// Goes on from what was kept about the peer's posts while it was a stranger
  /// (tentative_table::take()). Only before the first attach(); with a link that stands attach()
  /// does the same.
  void adopt(std::shared_ptr<post_state> kept) { use(std::move(kept)); }
  /// A link of the peer is established, and stays valid until detach(). Its predecessor, which is
  /// told to end, is settled with this: nothing more comes of it.
  void attach(link& up, time_point now);
  /// The link is gone. False if it is not the current one. Requests that wait behind posts and not
  /// for a link end as `unreachable`.
  bool detach(const link& gone, const status& why);
  /// Nobody answered there.
  void dial_failed(const status& why);
  /// Who answered refused, or was refused; where another connection was chosen, there will be a
  /// link all the same.
  void handshake_failed(const status& why, bool other_chosen);
  /// Nothing new is taken; what waits is given up. Unsent posts stay until drop_posts().
  void drain(const status& why);
  /// Drops unsent posts; nobody will hear what became of those in flight, if there is no link.
  void drop_posts(carrick::code why);
  /// The peer was removed: unsent posts and those in flight are dropped as `removed`, and what
  /// waits is given up. First abort its links and handshakes. Should it be added again, its posts
  /// begin anew, under another epoch than ever before.
  void removed(std::uint64_t next_epoch);

  /// What happened to what waited, one by one; sends posts and requests that can leave meanwhile.
  std::optional<outbox_event> next(time_point now);
  /// When next() is due for what waits; `never` if nothing does. It may be early.
  time_point next_deadline() const noexcept { return due_; }

  bool draining() const noexcept { return draining_; }
  /// Null while there is none.
  const link* current() const noexcept { return link_; }
  /// Why there is no link.
  const status& why_down() const noexcept { return why_down_; }
  const post_queue& posts() const noexcept { return posts_; }
  post_account account() const { return posts_.account(kept_->out.totals()); }
  /// How many of them were lost, for whatever reason: the sum of account().lost_by.
  std::uint64_t lost_posts() const noexcept { return posts_.lost(kept_->out.totals()); }
  /// A post that was lost for that reason, as far as it is known: the last one that this side
  /// dropped, or of those that the peer refused.
  struct lost_post {
    message_head head; ///< sender 0: several
    bool refused = false;
  };
  std::optional<lost_post> last_lost(carrick::code why) const;
  /// What is kept about the posts of the pair, for handshakes and handlers.
  const std::shared_ptr<post_state>& posts_kept() const noexcept { return kept_; }
  std::size_t waiting() const noexcept { return waiting_count_; }
  std::size_t waiting_bytes() const noexcept { return waiting_bytes_; }
  /// What waits, counted anew.
  struct recount {
    std::size_t messages = 0, bytes = 0;
    /// The oldest post could go now, and does not.
    bool post_could_go = false;
  };
  recount count_waiting() const;

 private:
  struct waiting_message {
    message_head head;
    shared_body body;
    time_point deadline;
    time_point wait_until; // not after the deadline
    std::uint64_t context;
    bool opens; // a stream; else it is a request
    bool wait_for_link;
    std::uint64_t behind; // goes before the post of that number
  };
  using lines = std::map<message_pair, std::deque<waiting_message>>; // none is empty
  struct waiting_for_posts {
    post_wait what;
    std::uint64_t context;
    time_point deadline;
  };

  bool usable() const noexcept { return link_ != nullptr && link_->takes_new(); }
  bool must_wait(const outbox_message& wanted) const;
  status unreachable() const;
  status keep(const outbox_message& wanted, std::uint64_t context, bool opens);
  static outbox_event given_up(const waiting_message& what, const status& why);
  shared_body hold(const message_body& body);
  lines::iterator line_to_send();
  outbox_event send_first(lines::iterator from, time_point now);
  bool send_post(time_point now);
  void settle();
  void use(std::shared_ptr<post_state> kept);
  void expire(time_point now);
  void give_up_all(const status& why);
  bool is_so(post_wait what) const;
  std::string unsettled() const;
  void tell_what_is_so();
  void tell_of_posts(const status& why);
  /// Takes all out of the lines for which it is true.
  template <class Predicate>
  std::size_t remove_if(const Predicate& chosen);

  outbox_options options_;
  post_queue posts_;
  std::shared_ptr<post_state> kept_; // of all links, or of the last one where they keep nothing
  lines waiting_;
  std::size_t waiting_count_ = 0;
  std::size_t waiting_bytes_ = 0;
  time_point due_ = never; // not later than the earliest deadline in there
  std::vector<waiting_for_posts> for_posts_;
  std::deque<outbox_event> verdicts_;
  bool look_at_all_ = false; // lines may have become free of posts before them
  link* link_ = nullptr;
  status why_down_{code::unreachable, "not dialed yet"};
  bool draining_ = false;
};

} // namespace carrick::net
