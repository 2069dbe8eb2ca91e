#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <array>
#include <map>

namespace carrick::sim {

/// Of streams: I2 (one verdict a side), I3 (items in order, without gaps; never a clean end after a
/// loss), I5 (what a reader holds stays within the windows), I12 (verdicts have a cause).
class stream_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;
  void finish(duration at) override;

 private:
  struct side {
    bool exists = false, left = false, over = false;
    process_id at;
    std::uint64_t sent = 0, got = 0;        // items
    std::uint64_t held = 0, items_held = 0; // cost that its reader has and has not consumed
    duration consumed_at{};                 // when its reader consumed the last
    bool half_closed = false, saw_half_close = false;
    code last_word = code::ok;
  };
  struct record {
    stamp what;
    std::array<side, 2> sides;
  };
  struct window {
    std::uint64_t stream = 0, link = 0, charged = 0;
  };

  void on(const stream_asked& e);
  void on(const stream_accepted& e, duration at);
  void on(const item_sent& e, duration at);
  void on(const item_got& e, duration at);
  void on(const items_consumed& e, duration at);
  void on(const half_close_seen& e, duration at);
  void on(const stream_over& e, duration at);
  void hold(record& r, side& s, std::uint64_t cost, duration at);
  void release(record& r, side& s, std::uint64_t cost);
  std::string text(const stream_side& on) const;

  by_number<record> streams_;
  std::map<std::pair<process_id, process_id>, window> windows_; // reader, writer
  std::map<process_id, bool> gone_;
};

} // namespace carrick::sim
