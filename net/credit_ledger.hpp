#pragma once

#include <carrick/core/limits.hpp>

#include <cstdint>

namespace carrick::net {

/// What an item frame costs of its stream's credit (docs/protocol.md, section 8).
constexpr std::uint64_t item_cost(std::size_t payload_bytes) noexcept {
  return payload_bytes + limits::item_overhead;
}

/// The credit of all streams in one direction. What is outstanding of a stream beyond its
/// guaranteed part is its charge on the link; the charges together stay within the link's window
/// (docs/protocol.md, section 8). Both sides count with this class.
class credit_ledger {
 public:
  credit_ledger(std::uint64_t stream_window, std::uint64_t link_window) noexcept
      : stream_window_(stream_window), link_window_(link_window) {}

  std::uint64_t stream_window() const noexcept { return stream_window_; }
  std::uint64_t link_window() const noexcept { return link_window_; }
  std::uint64_t charged() const noexcept { return charged_; }

  static constexpr std::uint64_t charge_of(std::uint64_t outstanding) noexcept {
    return outstanding > limits::stream_guaranteed ? outstanding - limits::stream_guaranteed : 0;
  }
  /// An item larger than the window may pass when nothing of its stream is outstanding.
  bool fits_stream(std::uint64_t outstanding, std::uint64_t cost) const noexcept {
    return outstanding == 0 || outstanding + cost <= stream_window_;
  }
  /// One item larger than the link's window may pass when no other stream is charged.
  bool fits_link(std::uint64_t outstanding, std::uint64_t cost) const noexcept {
    std::uint64_t others = charged_ - charge_of(outstanding);
    std::uint64_t charge = charge_of(outstanding + cost);
    return charge == 0 || others == 0 || others + charge <= link_window_;
  }
  /// Bytes that fits_stream() and fits_link() allow together, oversized items aside.
  std::uint64_t left(std::uint64_t outstanding) const noexcept {
    std::uint64_t in_stream = outstanding < stream_window_ ? stream_window_ - outstanding : 0;
    std::uint64_t in_link = charged_ < link_window_ ? link_window_ - charged_ : 0;
    if (outstanding < limits::stream_guaranteed) in_link += limits::stream_guaranteed - outstanding;
    return in_stream < in_link ? in_stream : in_link;
  }

  void take(std::uint64_t& outstanding, std::uint64_t cost) noexcept {
    charged_ += charge_of(outstanding + cost) - charge_of(outstanding);
    outstanding += cost;
  }
  /// Not more than is outstanding.
  void give_back(std::uint64_t& outstanding, std::uint64_t cost) noexcept {
    charged_ -= charge_of(outstanding) - charge_of(outstanding - cost);
    outstanding -= cost;
  }

 private:
  std::uint64_t stream_window_;
  std::uint64_t link_window_;
  std::uint64_t charged_ = 0;
};

} // namespace carrick::net
