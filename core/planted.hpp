#pragma once

/// Mistakes that tests plant into the product's own code, to see that the simulation finds them
/// (docs/simulation.md, section 8). In every product build CARRICK_PLANTED(name) is the constant
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
  silent_peer_lingers,
  writer_not_woken,
  goodbye_cuts_answers,
  recovery_untold,
  redial_not_armed,
  moved_while_linked,
  removed_while_shaking,
  promotion_unannounced,
  replaced_link_silent,
  acknowledged_not_drained,
  lost_callers_kept,
  late_newcomer,
  arrival_place_kept,
  strangers_unbounded,
  strangers_stay,
  old_link_credited,
  failures_unwatched,
  grace_not_waited,
  idle_loop_not_woken,
  timer_left_deep,
  timeouts_not_rearmed,
  inbox_wakes_late,
  blocking_work_waits,
  crossing_verdict_lost,
  deadline_not_inherited,
  late_listener_untold,
  nested_ask_goes_on,
  foreign_call_cancelled,
  dropped_answer_unsaid,
  second_end_untold,
  waiting_watch_untold,
  old_restarts_count,
  restart_same_life,
  half_close_overtakes,
  mailbox_credit_lost,
  writable_untold,
  dropped_items_count_on,
  client_ends_early,
  waiting_bytes_kept,
  flush_does_not_wait,
  cut_short_bytes_kept,
  stream_places_kept,
  opening_bytes_kept,
  late_acknowledgement,
  unbegun_bulk_forgotten,
  repeats_done_untold,
  second_death_unseen,
  recovered_member_fails,
};

/// The mistake of this process; chosen before a run, never within one.
extern planted_bug planted_now;

} // namespace carrick

#define CARRICK_PLANTED(name) (::carrick::planted_now == ::carrick::planted_bug::name)

#else

#define CARRICK_PLANTED(name) false

#endif
