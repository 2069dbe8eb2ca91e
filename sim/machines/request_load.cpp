#include <carrick/sim/machines/request_load.hpp>

#include <carrick/sim/machines/message_ids.hpp>

#include <array>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

// Of requests that are plain: see `asked`.
constexpr endpoint plain_target{9, message_ids::request};

std::string numbered_text(const stamp& s) {
  return std::to_string(s.number) + " from " + process_text(s.from) + " to " +
    std::to_string(s.to) + ", " + std::to_string(s.order) + " of channel " +
    std::to_string(s.channel);
}

} // namespace

request_load::request_load(machine_node& of, channels& order, run_numbers& numbers)
    : node_(of),
      channels_(order),
      numbers_(numbers),
      asks_(of.on().in.source("asks of " + process_text(of.process()))),
      answers_(of.on().in.source("answers of " + process_text(of.process()))) {}

// -- asking ---------------------------------------------------------------------------------------

void request_load::ask() {
  auto to = other_node(asks_, node_);
  net::outbox_message wanted;
  wanted.head.to = {1 + static_cast<std::uint32_t>(asks_.below(3)), message_ids::request};
  wanted.head.sender = 1 + asks_.below(3);
  wanted.head.urgent = asks_.chance(0.05);
  wanted.deadline = node_.now() + asks_.magnitude(duration{1ms}, duration{10s});
  wanted.wait_for_link = asks_.chance(0.3);
  auto bytes = !wanted.head.urgent && asks_.chance(0.02)
    ? asks_.magnitude(std::uint64_t{1000}, 200'000)
    : asks_.between(std::uint64_t{72}, 300);
  auto place = channels_.next(to, wanted.head, false);
  stamp what{node_.on().in.seed(), node_.process(), to,
             ++numbers_.requests,  place.channel,   place.order};
  bool gives_up = asks_.chance(0.05);
  auto after = asks_.magnitude(duration{100us}, duration{2s});
  send(what, bytes, wanted);
  if (!gives_up) return;
  agenda_.at(node_.now() + after, [this, number = what.number] { cancel(number); });
  if (asks_.chance(0.2))
    agenda_.at(node_.now() + after, [this, number = what.number] { cancel(number); });
}

std::uint64_t request_load::probe(std::size_t to, duration within) {
  net::outbox_message wanted;
  wanted.head.to = plain_target;
  wanted.deadline = node_.now() + within;
  wanted.wait_for_link = true;
  stamp what{node_.on().in.seed(), node_.process(), to, ++numbers_.requests, 0, 0};
  probes_.insert(what.number);
  send(what, payload_maker::bytes_min, wanted);
  return what.number;
}

std::uint64_t request_load::probe_largely(std::size_t to, duration within) {
  net::outbox_message wanted;
  wanted.head.to = {8, message_ids::request};
  wanted.deadline = node_.now() + within;
  stamp what{node_.on().in.seed(), node_.process(), to, ++numbers_.requests, 0, 0};
  probes_.insert(what.number);
  send(what, 100'000, wanted);
  return what.number;
}

/// Whoever gets this has heard of all that this node gave to the link before.
void request_load::ask_plainly(std::size_t to) {
  net::outbox_message wanted;
  wanted.head.to = plain_target;
  wanted.deadline = node_.now() + 5s;
  stamp what{node_.on().in.seed(), node_.process(), to, ++numbers_.requests, 0, 0};
  send(what, payload_maker::bytes_min, wanted);
}

void request_load::send(const stamp& what, std::size_t bytes, net::outbox_message wanted) {
  wanted.body = payloads_.make(what, bytes);
  bool plain = wanted.head.to.target == plain_target.target;
  node_.observe(asked{what, wanted.deadline - world::beginning, plain});
  node_.explain("ask", [&] {
    return numbered_text(what) + (wanted.wait_for_link ? ", may wait" : "") + ", " +
      std::to_string(bytes) + " bytes";
  });
  auto* peer = node_.peer(what.to);
  if (peer == nullptr) return ended(what.number, code::not_found, {});
  auto sent = peer->out().request(wanted, what.number, node_.now());
  if (!sent) return ended(what.number, sent.error().code(), {});
  auto& open = open_[what.number];
  open.to = what.to;
  if (sent->has_value()) {
    open.link = peer->link()->number();
    open.id = **sent;
  }
  node_.touch();
}

void request_load::cancel(std::uint64_t number) {
  auto found = open_.find(number);
  if (found == open_.end()) return;
  auto& request = found->second;
  node_.explain("cancel", [&] { return std::to_string(number); });
  node_.observe(ask_cancelled{number});
  if (request.link == 0) {
    auto* peer = node_.peer(request.to);
    if (peer != nullptr && peer->out().forget(number)) ended(number, code::cancelled, {});
    return;
  }
  auto* link = node_.link(request.link);
  if (link == nullptr) return;
  link->machine()->cancel(request.id);
  if (asks_.chance(0.2)) link->machine()->cancel(request.id); // misuse
  node_.touch();
  if (asks_.chance(0.5)) ask_plainly(request.to);
}

void request_load::on(const net::request_left& e, std::size_t peer) {
  node_.observe(ask_left{e.context});
  auto& open = open_[e.context];
  open.link = node_.peer(peer)->link()->number();
  open.id = e.id;
}

void request_load::on(const net::request_given_up& e) { ended(e.context, e.why.code(), {}); }

void request_load::on(const net::request_done& e, machine_link& link) {
  received reply{node_.process(), link.peer_process(), {}, true, link.number()};
  if (e.code == code::ok) reply.intact = payload_maker::read(e.payload, reply.what);
  ended(e.context, e.code, reply);
}

void request_load::ended(std::uint64_t number, code what, const received& reply) {
  open_.erase(number);
  if (what == code::ok && probes_.contains(number)) ended_well_.insert(number);
  node_.on().in.trace().note(node_.on().in.elapsed(), number, static_cast<std::uint64_t>(what));
  node_.explain("verdict",
                [&] { return std::to_string(number) + " " + std::string{name_of(what)}; });
  node_.observe(answered{number, what, reply});
}

// -- answering ------------------------------------------------------------------------------------

void request_load::on(machine_link& link, const net::request_arrived& e) {
  received got{node_.process(), link.peer_process(), {}, true, link.number()};
  got.intact = payload_maker::read(e.body, got.what);
  node_.explain("execute", [&] { return numbered_text(got.what); });
  node_.observe(executed{got, e.deadline - node_.now()});
  plan_answer(link, e, got.what);
}

void request_load::plan_answer(machine_link& link, const net::request_arrived& e,
                               const stamp& what) {
  auto number = link.number();
  auto how = answers_.below(100);
  auto after = answers_.magnitude(duration{1ms}, duration{3s});
  auto why =
    std::array{code::no_handler, code::invalid_argument, code::internal}[answers_.below(3)];
  if (calm_ || how < 70) return answer(number, e.id, what);
  if (how < 78) return refuse(number, e.id, what, why);
  if (how < 80) after = 20s; // as good as never
  handlers_[{number, e.id}] = what;
  agenda_.at(node_.now() + after, [this, number, id = e.id, what, how, why] {
    if (handlers_.erase({number, id}) == 0) return;
    how < 97 ? answer(number, id, what) : refuse(number, id, what, why);
  });
}

/// Some handlers end then, others go on and answer all the same.
void request_load::on(machine_link& link, const net::request_cancelled& e) {
  if (answers_.chance(0.5)) link.machine()->let_go(e.id); // others wait in a mailbox, as it were
  auto handler = handlers_.find({link.number(), e.id});
  if (handler == handlers_.end()) return;
  auto what = handler->second;
  node_.observe(cancel_heard{what.number});
  if (answers_.chance(0.5)) return;
  handlers_.erase(handler);
  refuse(link.number(), e.id, what, code::internal);
}

void request_load::answer(std::uint64_t link, net::served_id id, const stamp& asked) {
  node_.observe(handler_said{asked.number, code::ok});
  auto* on = node_.link(link);
  if (on == nullptr) return;
  auto bytes = answers_.chance(0.02) ? answers_.magnitude(std::uint64_t{1000}, 200'000)
                                     : answers_.between(std::uint64_t{72}, 300);
  stamp reply{asked.cluster, node_.process(), asked.from.node, asked.number, 0, 0};
  auto body = payloads_.make(reply, bytes);
  on->machine()->respond(id, body);
  node_.touch();
  if (answers_.chance(0.02)) answer_again(link, id, reply);
}

/// Misuse: now or later, when the handle may be in use again.
void request_load::answer_again(std::uint64_t link, net::served_id id, const stamp& reply) {
  auto after = answers_.chance(0.5) ? duration{} : answers_.magnitude(duration{1ms}, duration{5s});
  agenda_.at(node_.now() + after, [this, link, id, reply] {
    auto* on = node_.link(link);
    if (on == nullptr) return;
    on->machine()->respond(id, payloads_.make(reply, payload_maker::bytes_min));
    node_.touch();
  });
}

void request_load::refuse(std::uint64_t link, net::served_id id, const stamp& asked, code why) {
  node_.observe(handler_said{asked.number, why});
  auto* on = node_.link(link);
  if (on == nullptr) return;
  on->machine()->refuse(id, why, "no");
  node_.touch();
}

void request_load::calm_down() {
  calm_ = true;
  agenda_.run_all();
}

} // namespace carrick::sim
