#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/transport.hpp>

#include <memory>
#include <string>

namespace carrick {

/// What a call brings. It may be destroyed inside of any of these.
class http_events {
 public:
  /// The whole answer; last event.
  virtual void on_http_answer(unsigned status, std::string body) = 0;
  /// Of a call that streams: a part of its body, whose status is 200.
  virtual void on_http_bytes(byte_span bytes) = 0;
  /// There is no (more) answer; last event.
  virtual void on_http_failed(const status& why) = 0;

 protected:
  ~http_events() = default;
};

/// One POST of JSON over a connection of its own. On one loop; destroying it ends it, and no event
/// follows. No event comes from inside the constructor.
class http_call final : private net::dial_events, private net::connection_events {
 public:
  struct request {
    std::string endpoint; ///< "host:port"
    std::string path;
    std::string body;
    /// Of the whole call; of one that streams, until its header is there.
    duration limit{};
    /// The body comes in parts, and may never end.
    bool streams = false;
  };

  http_call(loop& where, net::transport& over, request what, http_events& events);
  ~http_call();
  http_call(const http_call&) = delete;
  http_call& operator=(const http_call&) = delete;

 private:
  class answer_parser;

  void on_dialed(result<std::unique_ptr<net::connection>> outcome) override;
  void on_bytes(byte_span bytes) override;
  void on_writable() override;
  void on_end(const status& why) override;
  void on_time_over();

  void parse(byte_span bytes);
  void deliver();
  void fail_with(const std::string& why);

  const request what_;
  http_events& events_;
  std::string unsent_;
  std::unique_ptr<answer_parser> parser_;
  std::unique_ptr<net::dial_attempt> attempt_;
  std::unique_ptr<net::connection> connection_;
  member_timer<http_call, &http_call::on_time_over> timer_;
};

} // namespace carrick
