#pragma once

#include <carrick/actors/call_state.hpp>
#include <carrick/actors/session.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace carrick {

/// The answer to a raw request, given later, from any thread; otherwise as a responder.
class raw_responder {
 public:
  raw_responder() = default;
  explicit raw_responder(call_ptr call) : call_(std::move(call)) {}

  /// Still owes an answer.
  explicit operator bool() const noexcept { return call_.is_open(); }
  void reply(byte_span body) const;
  void fail(carrick::code why, std::string_view text) const;
  bool cancelled() const noexcept { return call_.is_cancelled(); }

 private:
  answer_share<call_state> call_;
};

/// A request as bytes, while its handler runs. Answered once, here or by defer(); otherwise the
/// caller gets `internal`.
class raw_request {
 public:
  raw_request(const std::shared_ptr<link_session>& link, net::served_id id, const incoming& what)
      : link_(link), id_(id), what_(what) {}
  raw_request(const raw_request&) = delete;
  raw_request& operator=(const raw_request&) = delete;

  /// Valid while the handler runs.
  byte_span body() const noexcept { return what_.body; }
  time_point deadline() const noexcept { return what_.deadline; }
  const node_id& from() const noexcept;

  void reply(byte_span body) {
    if (claim()) link_->respond(id_, body);
  }
  void fail(carrick::code why, std::string_view text) {
    if (claim()) link_->refuse(id_, why, text);
  }
  raw_responder defer();
  bool answered() const noexcept { return answered_; }

 private:
  bool claim() noexcept { return !std::exchange(answered_, true); }

  const std::shared_ptr<link_session>& link_;
  const net::served_id id_;
  const incoming& what_;
  bool answered_ = false;
};

/// Serves requests of one name as bytes, without a declared message: as inline_handler, and a round
/// trip allocates nothing.
class raw_handler : public message_handler {
 public:
  explicit raw_handler(std::string name) : name_(std::move(name)) {}

  const message_type* type() const noexcept final { return nullptr; }
  std::string_view message_name() const noexcept final { return name_; }
  std::string_view kind() const noexcept final { return "inline"; }
  void on_request(const std::shared_ptr<link_session>& link, net::served_id id,
                  const incoming& what) final;

 private:
  virtual void handle(raw_request& request) = 0;

  const std::string name_;
};

namespace detail {

template <class F>
class raw_function_handler final : public raw_handler {
 public:
  raw_function_handler(std::string name, F f) : raw_handler(std::move(name)), f_(std::move(f)) {}

 private:
  void handle(raw_request& request) override { f_(request); }

  F f_;
};

} // namespace detail
} // namespace carrick
