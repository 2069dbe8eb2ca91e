#pragma once

#include <carrick/actors/item_queue.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/actors/verb.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/result.hpp>
#include <carrick/serialization/message_type.hpp>

#include <functional>
#include <memory>
#include <stop_token>
#include <string_view>
#include <utility>

namespace carrick {

/// For programs that are no actors: blocking calls to the nodes of a cluster. Dials on first use.
/// Any number of threads may use one client; never from a loop or an actor, and never in a process
/// that was forked from the one that made it (both are told: `invalid_argument`).
class client {
 public:
  /// `options.members` says where the nodes are; id, role and listen are set here. The client owns
  /// its thread.
  client(node_options options, registry types);
  /// The same on loops of the caller's, which it keeps.
  client(node_options options, registry types, loops& threads);
  ~client();

  /// One request. `to` is "n1", "n1/store". Never waits longer than the deadline; when `stop` is
  /// requested it ends as `cancelled`, and the handler hears of it.
  template <sent_by_ask T>
  result<reply_of<T>> ask(std::string_view to, const T& message, duration deadline = {},
                          std::stop_token stop = {}) {
    buffer body;
    encode(message, body);
    auto answer = ask_raw(to, message_type_of<T>(), body.bytes(), deadline, std::move(stop));
    if (!answer) return answer.error();
    return decode<reply_of<T>>(answer->body.bytes(), answer->decoding);
  }
  /// Taken into the buffer of unsent posts, or why not. With `when_full::block` it waits for room:
  /// up to `limit` (0: `ask_deadline`), then it is `deadline_exceeded`. flush() waits until they
  /// arrived.
  template <sent_by_post T>
  status post(std::string_view to, const T& message, duration limit = {}) {
    buffer body;
    encode(message, body);
    return post_raw(to, message_type_of<T>(), body.bytes(), limit);
  }
  /// Waits until all posts to that node are taken over by it.
  status flush(std::string_view to, duration limit);

  struct raw_answer {
    buffer body;
    decode_options decoding;
  };
  result<raw_answer> ask_raw(std::string_view to, const message_type& type, byte_span body,
                             duration deadline, std::stop_token stop = {});
  status post_raw(std::string_view to, const message_type& type, byte_span body,
                  duration limit = {});

  /// What happens on a stream, told on the calling thread.
  struct stream_options {
    /// Sent as they come and credit allows, while items from the other side are taken; null: none.
    item_queue* items = nullptr;
    bool half_close = true; ///< after the last of them
    /// Looked at about ten times a second; true cancels the stream.
    std::function<bool()> cancelled;
    /// Each item in order; false cancels the stream.
    std::function<bool(byte_span item, const decode_options& decoding)> on_item;
  };
  /// Opens a stream and follows it to its end; returns its terminal status.
  status stream_raw(std::string_view to, const message_type& type, byte_span body,
                    const stream_options& options);

  /// How long a request takes that the node itself answers (`carrick.info`).
  result<duration> ping(std::string_view to, duration deadline);

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

} // namespace carrick
