#pragma once

#include <carrick/net/link.hpp>
#include <carrick/sim/small_worlds/explore.hpp>

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace carrick::sim {

/// Two links and what their applications do: the order of deeds and arrivals is free. Each flush of
/// a link is one piece on its way.
class link_world final : public small_world {
 public:
  /// One end.
  struct side {
    std::unique_ptr<net::link> link;
    std::deque<std::vector<std::byte>> arriving;
    std::vector<net::served_id> asked;
    std::vector<net::stream_id> opened;
    std::optional<net::request_id> request;
    std::optional<net::stream_id> stream;
    std::size_t items = 0, half_closes = 0;
    std::uint64_t owed = 0; ///< cost of items that were not consumed
    std::vector<code> verdicts, stream_verdicts;
    bool left_stream = false;
    bool ended = false;
  };
  /// A deed of one side; false: it cannot be done yet.
  using deed = std::function<bool(side&, time_point)>;
  using script = std::vector<deed>;
  /// What must hold at the end, when all has arrived and time has passed.
  using judge = std::function<std::string(const side& a, const side& b)>;

  link_world(script of_a, script of_b, judge at_the_end);

  std::size_t choices() const override { return ready().size(); }
  void take(std::size_t choice) override;
  std::string wrong() const override;
  std::string wrong_at_the_end() override;

 private:
  enum class what : unsigned char { deed_a, deed_b, arrival_a, arrival_b };

  std::vector<what> ready() const;
  void happen(what next);
  void do_next(side& who, std::size_t& done, const script& all);
  void arrive(side& at);
  void settle();
  void take_events(side& at);
  bool flush(side& from, side& to);

  std::array<side, 2> sides_;
  std::array<script, 2> scripts_;
  std::array<std::size_t, 2> done_{};
  judge judge_;
  time_point now_ = time_point{} + std::chrono::hours(1000);
};

/// The worlds of the plan (docs/simulation.md).
std::unique_ptr<small_world> cancel_crosses_answer();
std::unique_ptr<small_world> stream_ends_cross();
std::unique_ptr<small_world> goodbye_crosses_opening();
std::unique_ptr<small_world> removal_crosses_opening();

} // namespace carrick::sim
