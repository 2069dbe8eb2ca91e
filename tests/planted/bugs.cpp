#include "bugs.hpp"

#include <array>

namespace carrick {

planted_bug planted_now = planted_bug::none;

namespace planted {
namespace {

using enum planted_bug;

constexpr std::array every_bug{
  bug{canary, "canary", "answers go to the next request"},
  bug{generation_unchecked, "generation_unchecked",
      "an answer to a handle of earlier use is taken"},
  bug{token_leaked, "token_leaked", "the handler of a request that ended early keeps its slot"},
  bug{parity_unchecked, "parity_unchecked", "both sides open streams with odd ids"},
  bug{answered_twice, "answered_twice", "a handler's answer follows the one for its deadline"},
  bug{end_of_stream_forgotten, "end_of_stream_forgotten", "a half-close is not reported"},
  bug{milliseconds_for_seconds, "milliseconds_for_seconds", "time remaining is written in seconds"},
  bug{reader_waits_for_writer, "reader_waits_for_writer", "nothing is read while output waits"},
  bug{credit_returned_twice, "credit_returned_twice", "credit that was given stays owed"},
  bug{credit_never_returned, "credit_never_returned", "small credit waits for more, for ever"},
  bug{cancel_ignored, "cancel_ignored", "the handler does not hear of a cancel"},
  bug{deadline_not_lowered, "deadline_not_lowered", "short deadlines are not sent along"},
  bug{late_answer_delivered, "late_answer_delivered", "an answer behind the verdict is delivered"},
  bug{old_incarnation_accepted, "old_incarnation_accepted",
      "a new process is taken for the old one in the membership"},
  bug{post_resent, "post_resent", "the post that fills the window stays in the queue"},
  bug{newest_dropped, "newest_dropped", "a full queue drops the new post"},
  bug{drop_not_counted, "drop_not_counted", "a drop has its reason and no count"},
  bug{order_broken, "order_broken", "small messages pass large ones of their pair"},
  bug{timer_after_cancel, "timer_after_cancel", "the timer of a cancelled request goes on"},
  bug{clean_end_after_loss, "clean_end_after_loss", "a clean end drops the items before it"},
  bug{waiting_request_forgotten, "waiting_request_forgotten",
      "a request behind posts ends with the link, without a verdict"},
  bug{resume_repeats, "resume_repeats", "posts that the verdict calls taken over are sent again"},
  bug{resume_forgets, "resume_forgets", "small posts in flight are not sent again"},
  bug{repeat_handed_out, "repeat_handed_out", "a post that comes again is handed out again"},
  bug{tentative_reversed, "tentative_reversed", "a stranger's posts are kept newest first"},
  bug{newest_evicted, "newest_evicted", "the newest tentative link but one gives way"},
  bug{promotion_gap, "promotion_gap", "a promotion forgets all kept posts but the first"},
  bug{removal_unfenced, "removal_unfenced", "the link of a member that is removed goes on"},
  bug{epoch_reused, "epoch_reused", "a member that is added again counts as if it had never gone"},
};

} // namespace

std::span<const bug> all_bugs() noexcept { return every_bug; }

std::string_view name_of(planted_bug which) noexcept {
  for (const bug& each : every_bug)
    if (each.which == which) return each.name;
  return "none";
}

} // namespace planted
} // namespace carrick
