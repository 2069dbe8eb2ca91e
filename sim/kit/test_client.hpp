#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/actors/peer.hpp>
#include <carrick/actors/verb.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/sim/outside/opened_stream.hpp>
#include <carrick/sim/outside/pending_reply.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

namespace carrick::sim {

class ground;
class open_ends;

/// Who asks, posts and opens streams at a node of a test, as that node's own: requests wait for a
/// link as long as their deadline lets them. A value of a test's thread, not beyond its cluster.
///
/// An unknown node and a message that is not in the registry throw std::logic_error; whatever else
/// goes wrong is the verdict, as it would be an actor's.
class test_client {
 public:
  test_client(ground& at, open_ends& kept, std::size_t node) noexcept
      : at_(at), kept_(kept), node_(node) {}

  /// One request, and its verdict. `to` is "n1", "n1/store". 0: the node's deadline.
  template <sent_by_ask T>
  result<reply_of<T>> ask(std::string_view to, const T& message, duration deadline = {}) const {
    return begin(to, message, deadline).get();
  }
  /// The same for who does not wait for the verdict.
  template <sent_by_ask T>
  pending_reply<reply_of<T>> begin(std::string_view to, const T& message,
                                   duration deadline = {}) const {
    buffer body;
    encode(message, body);
    return pending_reply<reply_of<T>>{
      begin_raw(to, message_type_of<T>(), std::move(body), deadline)};
  }
  /// One post; ok: on its way.
  template <sent_by_post T>
  status post(std::string_view to, const T& message) const {
    buffer body;
    encode(message, body);
    return post_raw(to, message_type_of<T>(), std::move(body));
  }
  template <sent_by_open T>
  opened_stream<item_out_of<T>, item_in_of<T>> open(std::string_view to, const T& opening) const {
    buffer body;
    encode(opening, body);
    return opened_stream<item_out_of<T>, item_in_of<T>>{
      open_raw(to, message_type_of<T>(), std::move(body))};
  }

 private:
  std::shared_ptr<begun_ask> begin_raw(std::string_view to, const message_type& type, buffer body,
                                       duration deadline) const;
  status post_raw(std::string_view to, const message_type& type, buffer body) const;
  std::shared_ptr<stream_end> open_raw(std::string_view to, const message_type& type,
                                       buffer body) const;
  peer target_of(node& from, std::string_view to) const;
  void check_known(node& from, const message_type& type) const;

  ground& at_;
  open_ends& kept_;
  std::size_t node_;
};

} // namespace carrick::sim
