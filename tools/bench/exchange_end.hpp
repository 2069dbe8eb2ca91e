#pragma once

#include <carrick/actors/session.hpp>
#include <carrick/core/bytes.hpp>

#include <cstdint>
#include <vector>

namespace carrick::tools::bench {

/// One end of an exchange: so many items of a size each way, as bytes. Half-closes when it has sent
/// its own. Home loop.
class exchange_end : public stream_sink {
 public:
  struct amount {
    std::uint64_t items = 0;
    std::size_t bytes = 0;
  };

  explicit exchange_end(const amount& a);
  virtual ~exchange_end() = default;

  /// Begins anew, on the stream that it is the sink of.
  void begin();

 protected:
  /// Items of both sides are through.
  bool all_sent() const noexcept { return left_ == 0; }

 private:
  void on_item(byte_span body, std::uint32_t cost) noexcept final;
  void on_half_closed() noexcept override {}
  void on_writable() noexcept override { send(); }
  virtual void took_item() noexcept {}
  virtual void sent_all() noexcept {}

  void send() noexcept;

  const amount amount_;
  const std::vector<std::byte> body_;
  std::uint64_t left_ = 0;
};

/// Serves exchanges as bytes.
class exchange_handler final : public message_handler {
 public:
  void on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                 const incoming& opening) override;
  const message_type* type() const noexcept override { return nullptr; }
  std::string_view message_name() const noexcept override;
  std::string_view kind() const noexcept override { return "inline"; }
};

/// The body of a raw opening.
void write_opening(const exchange_end::amount& a, buffer& to);

} // namespace carrick::tools::bench
