#pragma once

#include <carrick/core/time.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace carrick {

/// How a node stops: which step is next, by what it still has and by the time. A machine without
/// I/O; its shell takes the steps.
///
/// Within the grace time the links end by themselves, then blocking work and actors. What has not
/// ended then is broken off, and a second later all is given up.
class stop_plan {
 public:
  enum class step : unsigned char {
    say_goodbye,  ///< nothing new is taken; actors hear of it, links say goodbye. Always the first
    cut_links,    ///< those that are not closed are broken off
    end_actors,   ///< blocking work is waited for up to blocking_limit(), then all actors end
                  ///< behind what is in their mailboxes
    hurry_actors, ///< their end goes before what is in their mailboxes
    end,          ///< of the whole: what is left is named and given up. The last
  };
  /// What the node still has.
  struct remains {
    std::size_t links = 0;
    bool membership = false; ///< its source does not know yet that the node leaves
    std::size_t blocking = 0;
    std::size_t actors = 0;
    friend bool operator==(const remains&, const remains&) = default;
  };

  stop_plan(duration grace, time_point now);

  /// The step that is due; nothing: there is something to wait for.
  std::optional<step> next(const remains& left, time_point now);
  /// When one is due at the latest, or there is news.
  time_point next_deadline() const noexcept;
  /// It waits for links and membership; else for actors, whose end nobody tells.
  bool waits_for_links() const noexcept { return at_ == stage::goodbye || at_ == stage::cutting; }
  duration blocking_limit(time_point now) const noexcept;
  /// Who is asked for something in the course of this has to answer until then.
  time_point answer_limit(time_point now) const noexcept;

  /// What it waits for: "3 links to be closed (broken off in 4.2 s)". Empty before the first step
  /// and after the last.
  std::string waits_for(const remains& left, time_point now) const;
  /// A line for the log, if there is something new: what a step waits for, its numbers once a
  /// second when they change, and at the end what took how long.
  std::optional<std::string> news(const remains& left, time_point now);

 private:
  enum class stage : unsigned char { begun, goodbye, cutting, ending, hurrying, ended };

  void enter(stage next, time_point until, time_point now) noexcept;
  std::string summary(const remains& left, time_point now) const;

  const time_point began_;
  const time_point grace_ends_;
  stage at_ = stage::begun;
  time_point stage_ends_ = never;
  time_point links_ended_ = never;
  std::size_t links_cut_ = 0;
  bool told_stage_ = true;
  time_point told_at_ = never;
  remains told_;
};

} // namespace carrick
