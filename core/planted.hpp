#pragma once

/// Mistakes that tests plant into the product's own code, to see that the simulation finds them
/// (docs/simulation.md, section 6). In every product build CARRICK_PLANTED(name) is the constant
/// false: neither code nor name is left of it. In the one test build that defines
/// CARRICK_PLANTED_BUGS it is true while that mistake is chosen.
#ifdef CARRICK_PLANTED_BUGS

namespace carrick {

/// One a line, as tests/planted/bugs.cpp names them.
enum class planted_bug : unsigned char {
  none,
  canary,
  generation_unchecked,
  token_leaked,
  parity_unchecked,
  answered_twice,
  end_of_stream_forgotten,
  milliseconds_for_seconds,
  reader_waits_for_writer,
  credit_returned_twice,
  credit_never_returned,
  cancel_ignored,
  deadline_not_lowered,
  late_answer_delivered,
  old_incarnation_accepted,
  post_resent,
  newest_dropped,
  drop_not_counted,
  order_broken,
  timer_after_cancel,
  clean_end_after_loss,
  waiting_request_forgotten,
  resume_repeats,
  resume_forgets,
  repeat_handed_out,
  tentative_reversed,
  newest_evicted,
  promotion_gap,
  removal_unfenced,
  epoch_reused,
};

/// The mistake of this process; chosen before a run, never within one.
extern planted_bug planted_now;

} // namespace carrick

#define CARRICK_PLANTED(name) (::carrick::planted_now == ::carrick::planted_bug::name)

#else

#define CARRICK_PLANTED(name) false

#endif
