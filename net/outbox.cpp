#include <carrick/net/outbox.hpp>

#include <carrick/core/planted.hpp>

#include <algorithm>
#include <iterator>

namespace carrick::net {

outbox::outbox(outbox_options options)
    : options_(std::move(options)),
      posts_(options_.posts),
      kept_(std::make_shared<post_state>(
        post_state_options{CARRICK_PLANTED(epoch_reused) ? 1 : options_.post_epoch})) {}

// -- what is given --------------------------------------------------------------------------------

result<std::optional<request_id>> outbox::request(const outbox_message& wanted,
                                                  std::uint64_t context, time_point now) {
  if (draining_) return fail(code::draining, "this node is stopping");
  if (must_wait(wanted)) {
    auto kept = keep(wanted, context, false);
    if (!kept.ok()) return kept;
    return std::optional<request_id>{};
  }
  if (link_ == nullptr || link_->ended()) return unreachable();
  auto sent = link_->request(wanted.head, wanted.body, wanted.deadline, context, now);
  if (sent) return std::optional{*sent};
  if (sent.error() == code::link_lost) return unreachable(); // it was not sent
  return sent.error();
}

bool outbox::must_wait(const outbox_message& wanted) const {
  if (!usable()) return wanted.wait_for_link;
  if (link_->repeats_posts()) return true;
  if (posts_.empty() && waiting_count_ == 0) return false;
  auto pair = pair_of(wanted.head);
  return posts_.has_unsent_of(pair) || (waiting_count_ > 0 && waiting_.contains(pair));
}

status outbox::unreachable() const {
  return fail(code::unreachable,
              "no link to " + options_.peer +
                (why_down_.message().empty() ? "" : ": " + why_down_.message()));
}

status outbox::keep(const outbox_message& wanted, std::uint64_t context, bool opens) {
  if (waiting_count_ >= options_.waiting_max ||
      waiting_bytes_ + wanted.body.size() > options_.waiting_bytes_max)
    return fail(code::overloaded, "too many requests and openings wait for a link");
  auto wait_until = std::min(wanted.deadline, wanted.wait_until);
  ++waiting_count_;
  waiting_bytes_ += wanted.body.size();
  due_ = std::min(due_, wait_until);
  look_at_all_ = look_at_all_ || (link_ != nullptr && link_->repeats_posts());
  waiting_[pair_of(wanted.head)].push_back({wanted.head, hold(wanted.body), wanted.deadline,
                                            wait_until, context, opens, wanted.wait_for_link,
                                            posts_.next_number()});
  return {};
}

outbox_event outbox::given_up(const waiting_message& what, const status& why) {
  if (what.opens) return opening_given_up{what.context, why};
  return request_given_up{what.context, why};
}

shared_body outbox::hold(const message_body& body) {
  if (body.shared() != nullptr) return *body.shared();
  return link_ != nullptr ? link_->hold(body) : copy_of(body.bytes());
}

status outbox::post(const message_head& head, const message_body& body, time_point now) {
  if (draining_) return fail(code::draining, "this node is stopping");
  if (link_ == nullptr || !posts_.empty() || waiting_count_ > 0 || !link_->post_room(body.size())) {
    const auto oldest = posts_.first_number();
    auto taken = body.size() < large_body_bytes ? posts_.push(head, body)
                                                : posts_.push(head, message_body{hold(body)});
    if (waiting_count_ > 0 && posts_.first_number() != oldest) look_at_all_ = true;
    return taken;
  }
  auto sent = link_->post(head, body, now);
  if (sent.ok()) posts_.passed_through();
  return sent;
}

status outbox::wait_for_posts(post_wait what, std::uint64_t context, time_point deadline) {
  if (draining_) return fail(code::draining, "this node is stopping");
  if (for_posts_.size() >= options_.waiting_max)
    return fail(code::overloaded, "too many wait for posts to " + options_.peer);
  for_posts_.push_back({what, context, deadline});
  due_ = std::min(due_, deadline);
  return {};
}

result<std::optional<stream_id>> outbox::open(const outbox_message& wanted, std::uint64_t context,
                                              time_point now) {
  if (draining_) return fail(code::draining, "this node is stopping");
  if (!usable() && wanted.wait_for_link) {
    auto kept = keep(wanted, context, true);
    if (!kept.ok()) return kept;
    return std::optional<stream_id>{};
  }
  if (link_ == nullptr || link_->ended()) return unreachable();
  auto opened = link_->open_stream(wanted.head, wanted.body.bytes(), wanted.deadline, context, now);
  if (opened) return std::optional{*opened};
  if (opened.error() == code::link_lost) return unreachable();
  return opened.error();
}

bool outbox::forget(std::uint64_t context) {
  return remove_if([&](const waiting_message& w) { return w.context == context; }) > 0;
}

// -- the link -------------------------------------------------------------------------------------

void outbox::attach(link& up, time_point now) {
  if (link_ == &up) return;
  if (link_ != nullptr) {
    link_->abort(code::refused, "replaced by a newer connection of the same peer", now);
    settle();
  }
  link_ = &up;
  if (up.posts_kept()->retired())
    up.abort(code::removed, options_.peer + " was removed meanwhile", now);
  else if (up.posts_kept() != kept_)
    use(up.posts_kept());
  why_down_ = {};
  look_at_all_ = true;
}

bool outbox::detach(const link& gone, const status& why) {
  if (link_ != &gone) return false;
  settle();
  why_down_ = why;
  auto no = unreachable();
  remove_if([&](const waiting_message& w) {
    if (w.wait_for_link) return false;
    if (!CARRICK_PLANTED(waiting_request_forgotten)) verdicts_.push_back(given_up(w, no));
    return true;
  });
  return true;
}

/// What is in flight goes on with the next link, or nobody will hear what became of it.
void outbox::settle() {
  link_ = nullptr;
  if (!kept_->resumes()) kept_->give_up();
}

/// A link that goes on from no other has brought its own.
void outbox::use(std::shared_ptr<post_state> kept) {
  kept_->give_up();
  posts_.settle(kept_->out.totals(), code::link_lost);
  kept_ = std::move(kept);
}

void outbox::drop_posts(carrick::code why) {
  posts_.drop_all(why);
  if (link_ == nullptr) kept_->give_up();
}

void outbox::removed(std::uint64_t next_epoch) {
  auto why = fail(code::removed, options_.peer + " was removed from the membership");
  link_ = nullptr;
  why_down_ = why;
  kept_->retire();
  posts_.drop_all(code::removed);
  posts_.settle(kept_->out.totals(), code::removed);
  kept_ = std::make_shared<post_state>(post_state_options{next_epoch});
  give_up_all(why);
  tell_of_posts(why);
}

void outbox::dial_failed(const status& why) {
  if (link_ != nullptr) return;
  why_down_ = why;
  if (!options_.patient) give_up_all(unreachable());
}

void outbox::handshake_failed(const status& why, bool other_chosen) {
  if (link_ != nullptr) return;
  why_down_ = why;
  if (!options_.patient && !other_chosen) give_up_all(why);
}

void outbox::drain(const status& why) {
  draining_ = true;
  give_up_all(why);
  tell_of_posts(why);
}

void outbox::give_up_all(const status& why) {
  remove_if([&](const waiting_message& w) {
    verdicts_.push_back(given_up(w, why));
    return true;
  });
}

bool outbox::is_so(post_wait what) const {
  if (what == post_wait::room) return posts_.has_room();
  return posts_.empty() && (CARRICK_PLANTED(flush_does_not_wait) || kept_->out.all_taken_over());
}

std::string outbox::unsettled() const {
  auto now = account();
  return std::to_string(now.unsent + now.in_flight) + " posts to " + options_.peer +
    " have not arrived";
}

void outbox::tell_what_is_so() {
  const bool room = is_so(post_wait::room), settled = is_so(post_wait::settled);
  if (!room && !settled) return;
  std::erase_if(for_posts_, [&](const waiting_for_posts& w) {
    if (!(w.what == post_wait::room ? room : settled)) return false;
    verdicts_.push_back(room_verdict{w.context, {}});
    return true;
  });
}

void outbox::tell_of_posts(const status& why) {
  for (const auto& w : for_posts_) verdicts_.push_back(room_verdict{w.context, why});
  for_posts_.clear();
}

// -- what leaves ----------------------------------------------------------------------------------

std::optional<outbox_event> outbox::next(time_point now) {
  if (due_ <= now) expire(now);
  for (;;) {
    if (!for_posts_.empty()) tell_what_is_so();
    if (!verdicts_.empty()) {
      std::optional<outbox_event> first{std::move(verdicts_.front())};
      verdicts_.pop_front();
      return first;
    }
    if (!usable() || link_->repeats_posts()) return {};
    if (auto first = line_to_send(); first != waiting_.end()) return send_first(first, now);
    if (!send_post(now)) return {};
  }
}

/// A line whose first request has no unsent post of its pair before it.
outbox::lines::iterator outbox::line_to_send() {
  if (waiting_count_ == 0) return waiting_.end();
  if (!posts_.empty()) {
    auto at = waiting_.find(pair_of(posts_.front().head));
    if (at != waiting_.end() && at->second.front().behind <= posts_.first_number()) return at;
  }
  if (!look_at_all_) return waiting_.end();
  for (auto at = waiting_.begin(); at != waiting_.end(); ++at)
    if (!posts_.has_unsent_of(at->first)) return at;
  look_at_all_ = false;
  return waiting_.end();
}

outbox_event outbox::send_first(lines::iterator from, time_point now) {
  auto first = std::move(from->second.front());
  from->second.pop_front();
  if (from->second.empty()) waiting_.erase(from);
  --waiting_count_;
  if (!CARRICK_PLANTED(waiting_bytes_kept)) waiting_bytes_ -= first.body->size();
  const auto why_not = [this](const status& why) {
    return why == code::link_lost ? unreachable() : why;
  };
  if (first.opens) {
    auto opened =
      link_->open_stream(first.head, first.body->bytes(), first.deadline, first.context, now);
    if (opened) return opening_left{first.context, *opened};
    return given_up(first, why_not(opened.error()));
  }
  auto sent = link_->request(first.head, first.body, first.deadline, first.context, now);
  if (sent) return request_left{first.context, *sent};
  return given_up(first, why_not(sent.error()));
}

bool outbox::send_post(time_point now) {
  if (posts_.empty()) return false;
  auto oldest = posts_.front();
  if (!link_->post_room(oldest.body.size())) return false;
  auto pair = pair_of(oldest.head);
  auto sent = link_->post(oldest.head, oldest.body, now);
  if (CARRICK_PLANTED(post_resent) && sent.ok() && !link_->post_room(0)) return false;
  if (sent.ok())
    posts_.pop();
  else
    posts_.drop_oldest(sent.code());
  if (waiting_count_ > 0 && !posts_.has_unsent_of(pair)) look_at_all_ = true;
  return true;
}

auto outbox::count_waiting() const -> recount {
  recount now;
  for (const auto& [pair, line] : waiting_) {
    now.messages += line.size();
    for (const auto& w : line) now.bytes += w.body->size();
  }
  now.post_could_go = usable() && !link_->repeats_posts() && !posts_.empty() &&
    link_->post_room(posts_.front().body.size());
  return now;
}

auto outbox::last_lost(carrick::code why) const -> std::optional<lost_post> {
  const auto& totals = kept_->out.totals();
  const auto is_refusal = [&](const auto& each) { return each.first == why; };
  if (std::any_of(totals.refused_by.begin(), totals.refused_by.end(), is_refusal)) {
    if (!totals.last_refused) return {};
    return lost_post{*totals.last_refused, true};
  }
  auto dropped = posts_.last_dropped(why);
  if (!dropped) return {};
  return lost_post{*dropped, false};
}

void outbox::expire(time_point now) {
  auto why =
    fail(code::deadline_exceeded, "not sent before the deadline; " + unreachable().message());
  due_ = never;
  remove_if([&](const waiting_message& w) {
    if (w.wait_until > now) {
      due_ = std::min(due_, w.wait_until);
      return false;
    }
    verdicts_.push_back(given_up(w, why));
    return true;
  });
  std::erase_if(for_posts_, [&](const waiting_for_posts& w) {
    due_ = std::min(due_, w.deadline > now ? w.deadline : never);
    if (w.deadline > now) return false;
    auto missed = w.what == post_wait::room ? "no room for posts to " + options_.peer : unsettled();
    verdicts_.push_back(
      room_verdict{w.context, fail(code::deadline_exceeded, missed + " before the deadline")});
    return true;
  });
}

template <class Predicate>
std::size_t outbox::remove_if(const Predicate& chosen) {
  std::size_t removed = 0;
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    removed += std::erase_if(at->second, [&](const waiting_message& w) {
      if (!chosen(w)) return false;
      waiting_bytes_ -= w.body->size();
      return true;
    });
    at = at->second.empty() ? waiting_.erase(at) : std::next(at);
  }
  waiting_count_ -= removed;
  return removed;
}

} // namespace carrick::net
