#include <carrick/actors/sources/http_call.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/core/limits.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>

namespace carrick {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t body_bytes_max = 16 * limits::MiB;

std::string text_of(const http_call::request& what) {
  return "POST " + what.path + " HTTP/1.1\r\nHost: " + what.endpoint +
    "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
    std::to_string(what.body.size()) + "\r\n\r\n" + what.body;
}

} // namespace

/// Beast's parser, and what it left for the next bytes.
class http_call::answer_parser {
 public:
  explicit answer_parser(bool streams) {
    parser_.eager(true);
    if (streams)
      parser_.body_limit(boost::none); // each part is taken away at once
    else
      parser_.body_limit(body_bytes_max);
  }

  /// What is wrong with the answer; empty: nothing.
  std::string put(byte_span bytes) {
    left_.append(as_text(bytes));
    std::size_t used = 0;
    boost::beast::error_code error;
    while (used < left_.size() && !parser_.is_done()) {
      auto now = parser_.put(boost::asio::buffer(left_.data() + used, left_.size() - used), error);
      if (error && error != http::error::need_more) return error.message();
      used += now;
      if (error == http::error::need_more || now == 0) break;
    }
    left_.erase(0, used);
    return {};
  }
  std::string put_end() {
    boost::beast::error_code error;
    parser_.put_eof(error);
    return error ? error.message() : std::string{};
  }

  bool has_header() const { return parser_.is_header_done(); }
  bool is_done() const { return parser_.is_done(); }
  unsigned status() const { return parser_.get().result_int(); }
  std::string take_body() { return std::exchange(parser_.get().body(), {}); }

 private:
  http::response_parser<http::string_body> parser_;
  std::string left_;
};

http_call::http_call(loop& where, net::transport& over, request what, http_events& events)
    : what_(std::move(what)),
      events_(events),
      unsent_(text_of(what_)),
      parser_(std::make_unique<answer_parser>(what_.streams)),
      timer_(where, *this) {
  timer_.arm(deadline_after(where.now(), what_.limit));
  attempt_ = over.dial(where, what_.endpoint, what_.limit, *this);
}

http_call::~http_call() = default;

void http_call::on_dialed(result<std::unique_ptr<net::connection>> outcome) {
  auto finished = std::move(attempt_);
  if (!outcome) return events_.on_http_failed(outcome.error());
  connection_ = std::move(*outcome);
  connection_->start(*this);
  on_writable();
}

void http_call::on_writable() {
  while (!unsent_.empty()) {
    const std::array<byte_span, 1> pieces{as_bytes(unsent_)};
    auto taken = connection_->write(pieces);
    if (taken == 0) return;
    unsent_.erase(0, taken);
  }
}

void http_call::on_bytes(byte_span bytes) { parse(bytes); }

void http_call::parse(byte_span bytes) {
  if (auto wrong = parser_->put(bytes); !wrong.empty()) return fail_with(wrong);
  deliver();
}

void http_call::deliver() {
  if (!parser_->has_header()) return;
  bool parts = what_.streams && parser_->status() == 200;
  if (parts) {
    timer_.cancel();
    bool over = parser_->is_done();
    auto part = parser_->take_body();
    if (over && part.empty()) return fail_with("the stream has ended");
    if (!part.empty()) events_.on_http_bytes(as_bytes(part)); // it may be gone now
    return;
  }
  if (!parser_->is_done()) return;
  timer_.cancel();
  connection_->close();
  events_.on_http_answer(parser_->status(), parser_->take_body());
}

void http_call::on_end(const status& why) {
  if (!why.ok()) return fail_with(why.message());
  if (auto wrong = parser_->put_end(); !wrong.empty())
    return fail_with("the connection was closed");
  if (what_.streams) return fail_with("the stream has ended");
  deliver();
}

void http_call::on_time_over() { fail_with("no answer in time"); }

void http_call::fail_with(const std::string& why) {
  timer_.cancel();
  attempt_.reset();
  if (connection_) connection_->close();
  events_.on_http_failed(fail(code::unreachable, what_.endpoint + what_.path + ": " + why));
}

} // namespace carrick
