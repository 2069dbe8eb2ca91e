#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/result.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/sim/outside/opened_stream.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace carrick::sim {

class probe_place;

/// What a probe owes to who asked; until then it is silent.
class probed_call {
 public:
  virtual ~probed_call() = default;
  virtual void reply(byte_span body) = 0;
  virtual void fail(const status& why) = 0;
  virtual bool cancelled() const = 0;
};

/// What has come to a probe, without its type.
struct probed {
  const message_type* type = nullptr;
  buffer body;
  decode_options decoding;
  node_id from;
  std::shared_ptr<probed_call> call;  ///< of a request
  std::shared_ptr<stream_end> stream; ///< of a stream

  template <message T>
  T as() const {
    auto value = decode<T>(body.bytes(), decoding);
    return std::move(value).value();
  }
};

/// A request that a probe was sent. Without an answer its caller waits until the deadline, or until
/// the probe's node ends.
template <request_message T>
class probed_request {
 public:
  explicit probed_request(const probed& of)
      : message_(of.as<T>()), from_(of.from), call_(of.call) {}

  const T& operator*() const noexcept { return message_; }
  const T* operator->() const noexcept { return &message_; }
  /// The node that asks.
  const node_id& from() const noexcept { return from_; }

  /// The first answer counts.
  void reply(const reply_of<T>& value) const {
    buffer body;
    encode(value, body);
    call_->reply(body.bytes());
  }
  void fail(const status& why) const { call_->fail(why); }
  /// Its caller waits no more.
  bool cancelled() const { return call_->cancelled(); }

 private:
  T message_;
  node_id from_;
  std::shared_ptr<probed_call> call_;
};

/// A stream that was opened at a probe: items come and go as its handler would have them.
template <stream_message T>
struct probed_stream {
  T opening;
  node_id from;
  opened_stream<item_in_of<T>, item_out_of<T>> items;
};

/// An actor of the test's at a name of a node, in place of the real one or where there is none: it
/// takes every message of the registry, and does with it what the test says. Which names have
/// probes is said in test_options; test_cluster::probe() gives them. For the thread of the test.
///
///     auto reply = cluster.from("n1").begin("n1/front", order{"book"});
///     auto asked = cluster.probe("n2/stock").expect<reserve>();
///     CHECK(asked->item == "book");
///     asked.reply({true});
///     CHECK(reply.get()->accepted);
///
/// What is expected and does not come is an expectation_failed that says what came instead.
class probe {
 public:
  explicit probe(std::shared_ptr<probe_place> place) : place_(std::move(place)) {}

  /// The first message of that kind that was not taken yet, of those that came or come within the
  /// limit (0: test_options::limit).
  template <request_message T>
  probed_request<T> expect(duration limit = {}) {
    return probed_request<T>{next(message_type_of<T>(), limit)};
  }
  template <post_message T>
  T expect(duration limit = {}) {
    return next(message_type_of<T>(), limit).template as<T>();
  }
  template <stream_message T>
  probed_stream<T> expect(duration limit = {}) {
    auto got = next(message_type_of<T>(), limit);
    return {got.template as<T>(), got.from,
            opened_stream<item_in_of<T>, item_out_of<T>>{std::move(got.stream)}};
  }
  /// Nothing waits to be taken, nor comes within that time; on threads that is at most 100 ms.
  void expect_nothing(duration during);

  /// From now on such requests are answered by `f` and need not be expected: those that wait, and
  /// those that come. On threads it runs on a thread of the node's.
  template <request_message T, std::invocable<const T&> F>
  void answers(F f) {
    answers(message_type_of<T>(), [f = std::move(f)](const probed& of) {
      result<reply_of<T>> answer = f(of.as<T>());
      if (!answer) return of.call->fail(answer.error());
      buffer body;
      encode(*answer, body);
      of.call->reply(body.bytes());
    });
  }
  /// From now on such messages are nothing unexpected: requests are not answered, streams stay
  /// open.
  template <message T>
  requires(!data_message<T>) void ignores() {
    answers(message_type_of<T>(), [](const probed&) {});
  }

  /// Who is meant: "n2/stock".
  const std::string& name() const noexcept;
  /// What came and was not taken: "kv.get from n1", in order.
  std::vector<std::string> waiting() const;

 private:
  probed next(const message_type& type, duration limit);
  void answers(const message_type& type, std::function<void(const probed&)> f);

  std::shared_ptr<probe_place> place_;
};

} // namespace carrick::sim
