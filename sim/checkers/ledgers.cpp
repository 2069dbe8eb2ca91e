#include <carrick/sim/checkers/ledgers.hpp>

namespace carrick::sim {

/// Who sends, who receives, and what both say of it.
struct ledger_checker::ends {
  const process_id& from;
  const process_id& to;
  const net::link_ledger& sender;
  const net::link_ledger& receiver;
};

void ledger_checker::see(const observation& what, duration at) {
  const auto* e = std::get_if<books_compared>(&what);
  if (e == nullptr) return;
  direction({e->one, e->other, e->of_one, e->of_other}, at);
  direction({e->other, e->one, e->of_other, e->of_one}, at);
  held(e->one, e->other, e->of_one, at);
  held(e->other, e->one, e->of_other, at);
}

void ledger_checker::direction(const ends& of, duration at) {
  const auto& sent = of.sender.out;
  const auto& came = of.receiver.in;
  same(of, "open requests", sent.requests, came.requests, at);
  same(of, "streams", of.sender.streams, of.receiver.streams, at);
  same(of, "numbers of streams, added up", of.sender.stream_ids, of.receiver.stream_ids, at);
  same(of, "bytes of items without credit", sent.stream_credit, came.stream_credit, at);
  same(of, "bytes of the link's window", sent.stream_charge, came.stream_charge, at);
  if (!of.sender.has_posts || !of.receiver.has_posts) return;
  for (std::size_t lane = 0; lane < net::post_lanes; ++lane) {
    same(of, "posts of a lane", sent.posts[lane], came.posts[lane], at);
    same(of, "acknowledged posts of a lane", sent.taken_over[lane], came.taken_over[lane], at);
  }
  same(of, "bytes of posts that are not consumed", sent.post_credit, came.post_credit, at);
}

void ledger_checker::same(const ends& of, std::string_view what, std::uint64_t sent,
                          std::uint64_t came, duration at) {
  if (sent == came) return;
  fail("I15",
       std::string{what} + " from " + node_text(of.from.node) + " to " + node_text(of.to.node) +
         ": the one says " + std::to_string(sent) + ", the other " + std::to_string(came),
       at);
}

void ledger_checker::held(const process_id& by, const process_id& of, const net::link_ledger& books,
                          duration at) {
  const auto text = [&] { return node_text(by.node) + "'s link with " + node_text(of.node); };
  if (books.held != books.held_now)
    fail("I15",
         text() + " counts " + std::to_string(books.held) + " held bytes where there are " +
           std::to_string(books.held_now),
         at);
  if (books.transfers > 0)
    fail("I15", text() + " waits for the rest of a message that nobody sends", at);
}

} // namespace carrick::sim
