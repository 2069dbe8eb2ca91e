#include <carrick/net/link_ledger.hpp>

#include <carrick/net/link_parts.hpp>

#include <algorithm>

namespace carrick::net {

link_ledger link::ledger() const {
  parts& p = *parts_;
  link_ledger now;
  now.out.bytes = p.counters.bytes_out;
  now.out.requests = p.requests.used();
  now.out.stream_charge = p.stream_out.charged();
  now.in.bytes = p.counters.bytes_in;
  now.in.requests = p.served.unanswered();
  now.in.stream_charge = p.stream_in.charged();
  std::uint64_t opening_bytes = 0;
  p.streams.for_each([&](const stream& s) {
    ++now.streams;
    now.stream_ids += s.id;
    now.out.stream_credit += s.outstanding_out;
    now.in.stream_credit += s.outstanding_in;
    opening_bytes += s.opening_bytes;
  });
  now.has_posts = !p.fenced();
  if (now.has_posts) {
    p.posts_out.count_in(now.out);
    p.posts_in.count_in(now.in);
    now.ack_owed = p.posts_in.owed_since();
  }
  now.credit_owed = p.stream_in.owed_since();
  now.transfers = p.transfers.open();
  now.running = p.served.running();
  now.openings = p.unhandled_openings;
  now.held = p.served.bytes();
  now.held_now = p.served.running_bytes() + p.transfers.wanted_bytes() +
    std::max<std::uint64_t>(opening_bytes, p.unhandled_openings);
  now.shared = p.share.bytes();
  const bool has_event = p.requests.has_verdicts() || !p.expired_served.empty() ||
    !p.ready_streams.empty() || (p.tentative && p.tentative->is_promoted()) || p.repeats_done;
  const bool owes = p.pong_owed || now.ack_owed != never || p.ack_due() ||
    now.credit_owed != never || p.stream_in.credit_due() || p.posts_out.repeating();
  now.rests = !p.over && !p.lost && p.out.empty() && p.reader.carried() == 0 && !has_event && !owes;
  return now;
}

} // namespace carrick::net
