#include <carrick/actors/system_handlers.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/actors/system_messages.hpp>
#include <carrick/core/utf8.hpp>
#include <carrick/core/version.hpp>
#include <carrick/serialization/message_type.hpp>

#include <functional>
#include <optional>
#include <utility>

namespace carrick {
namespace {

namespace messages = system_messages;

std::int64_t microseconds(duration d) {
  return std::chrono::duration_cast<std::chrono::microseconds>(d).count();
}
std::int64_t milliseconds(duration d) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
}

/// A request that the node answers at once from what it knows.
template <request_message T>
class system_request final : public message_handler {
 public:
  using answer = std::function<reply_of<T>(const T&)>;

  explicit system_request(answer f) : answer_(std::move(f)) {}

  void on_request(const std::shared_ptr<link_session>& link, net::served_id id,
                  const incoming& request) override {
    auto options =
      link->layouts() == nullptr ? decode_options{} : link->layouts()->decoding(message_id<T>);
    auto question = decode<T>(request.body, options);
    if (!question) return link->refuse(id, question.error().code(), question.error().message());
    buffer body;
    encode(answer_(*question), body);
    link->respond(id, body.bytes());
  }
  const message_type* type() const noexcept override { return &message_type_of<T>(); }
  std::string_view message_name() const noexcept override { return name_of_message<T>(); }
  std::string_view kind() const noexcept override { return "node"; }

 private:
  answer answer_;
};

/// One who watches the members: told until the stream ends.
class member_watch final : public stream_sink {
 public:
  explicit member_watch(node_home& home) : home_(home) {}

  void on_open() noexcept override {
    number_ = home_.membership().watch([this](const member_event& event) { tell(event); });
  }
  void on_item(byte_span, std::uint32_t cost) noexcept override {
    if (link) link->consumed(id, cost);
  }
  void on_half_closed() noexcept override {}
  void on_writable() noexcept override {}
  void on_ended(carrick::code, std::string_view) noexcept override { retire(); }

 private:
  void tell(const member_event& event) {
    if (!link || retired_) return;
    buffer body;
    encode(messages::member_change{std::string{name_of(event.what)}, event.node.text(),
                                   to_string(event)},
           body);
    if (link->send_item(id, body.bytes()).ok()) return;
    auto last = std::exchange(link, nullptr);
    last->end_stream(id, code::overrun, "the watcher does not read: events would be missing");
    retire();
  }

  // Later: this may be inside a call of its own.
  void retire() {
    if (std::exchange(retired_, true)) return;
    run_on(home_.where(), [this] {
      if (!home_.ended()) home_.membership().unwatch(number_);
      delete this;
    });
  }

  node_home& home_;
  std::uint64_t number_ = 0;
  bool retired_ = false;
};

class watch_members_handler final : public message_handler {
 public:
  explicit watch_members_handler(node_home& home) : home_(home) {}

  void on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                 const incoming&) override {
    auto watch = std::make_unique<member_watch>(home_);
    link->accept_stream(id, *watch.release()); // it retires at the end of its stream
  }
  const message_type* type() const noexcept override {
    return &message_type_of<messages::watch_members>();
  }
  std::string_view message_name() const noexcept override {
    return name_of_message<messages::watch_members>();
  }
  std::string_view kind() const noexcept override { return "node"; }

 private:
  node_home& home_;
};

// -- what is answered -----------------------------------------------------------------------------

void fill_link(messages::member_row& row, const dispatcher& dispatch, time_point now) {
  const auto* link = dispatch.link();
  row.linked = link != nullptr;
  row.reconnects = dispatch.reconnects();
  if (link != nullptr) {
    row.round_trip_us = microseconds(dispatch.link()->machine()->last_round_trip());
    return;
  }
  row.why_down = dispatch.why_down().message();
  row.down_ms = milliseconds(now - dispatch.down_since());
}

void fill_posts(messages::member_row& row, const net::post_account& account) {
  row.posts_accepted = account.accepted;
  row.posts_delivered = account.delivered;
  row.posts_refused = account.refused;
  row.posts_dropped = account.dropped;
  row.posts_unsent = account.unsent;
  row.posts_in_flight = account.in_flight;
  row.posts_in_doubt = account.in_doubt;
  for (auto [why, count] : account.lost_by) row.lost_by[std::string{name_of(why)}] = count;
}

void fill_source(messages::member_rows& rows, const node_home& home) {
  auto report = home.intake().report();
  rows.source = made_valid(report.name); // a path may be any bytes
  rows.source_problem = made_valid(report.problem);
  if (!report.problem.empty()) rows.problem_ms = milliseconds(home.where().now() - report.since);
}

messages::member_rows list_members(node_home& home) {
  messages::member_rows out;
  out.cluster = home.identity().cluster;
  out.node = home.identity().node.text();
  fill_source(out, home);
  for (const auto& m : home.membership().view().members()) {
    messages::member_row row;
    row.node = m.id.text();
    row.state = name_of(m.state);
    if (m.id == home.identity().node)
      row.address = home.own_address();
    else if (!m.addresses.empty())
      row.address = m.addresses.front();
    row.app_version = m.app_version;
    row.tags = m.tags;
    if (auto* dispatch = home.dispatcher_of(m.id)) {
      fill_link(row, *dispatch, home.where().now());
      fill_posts(row, dispatch->account());
    }
    out.members.push_back(std::move(row));
  }
  return out;
}

std::vector<messages::field_row> rows_of(const message_layout& layout) {
  std::vector<messages::field_row> rows;
  for (const auto& field : layout.fields) rows.push_back({field.name, field.type});
  return rows;
}

messages::handler_row row_of(const message_handler& handler) {
  messages::handler_row row;
  row.actor = handler.actor_name();
  row.message = handler.message_name();
  row.handler = handler.kind();
  const auto* type = handler.type();
  if (type == nullptr) {
    row.conversation = "raw";
    return row;
  }
  row.conversation = name_of(type->kind);
  row.fields = rows_of(type->layout());
  if (type->reply != nullptr) {
    row.reply = type->reply->name;
    row.reply_fields = rows_of(type->reply->layout());
  }
  if (type->item_out != nullptr) row.item_out = type->item_out->name;
  if (type->item_in != nullptr) row.item_in = type->item_in->name;
  return row;
}

/// Any peer may ask at any rate, and layouts are dear.
class handler_list {
 public:
  const messages::handler_rows& of(const handler_table& table) {
    if (version_ != table.version()) {
      version_ = table.version();
      rows_.handlers.clear();
      for (const auto* handler : table.all()) rows_.handlers.push_back(row_of(*handler));
    }
    return rows_;
  }

 private:
  std::optional<std::uint64_t> version_;
  messages::handler_rows rows_;
};

messages::node_info info_of(node_home& home) {
  messages::node_info out;
  out.cluster = home.identity().cluster;
  out.node = home.identity().node.text();
  out.app_version = home.identity().app_version;
  out.carrick_version = version_text;
  out.address = home.own_address();
  out.incarnation = home.identity().incarnation.value;
  out.up_ms = milliseconds(home.where().now() - home.started_at());
  out.draining = home.draining();
  out.members = home.others();
  out.links = home.linked().size();
  // Able to do its work: what others are down is theirs to say.
  out.ready = !out.draining && home.intake().has_heard() && home.core().actors_serve();
  return out;
}

template <request_message T, class F>
status add(node_home& home, F answer) {
  return home.handlers().add({0, message_id<T>},
                             std::make_shared<system_request<T>>(std::move(answer)));
}

} // namespace

status add_system_handlers(node_home& home) {
  auto done = add<messages::members>(home, [&](const auto&) { return list_members(home); });
  if (done.ok())
    done = add<messages::handlers>(
      home, [&, list = handler_list{}](const auto&) mutable { return list.of(home.handlers()); });
  if (done.ok())
    done = add<messages::actors>(home, [&](const auto&) { return home.core().list_actors(); });
  if (done.ok()) done = add<messages::info>(home, [&](const auto&) { return info_of(home); });
  if (!done.ok()) return done;
  return home.handlers().add({0, message_id<messages::watch_members>},
                             std::make_shared<watch_members_handler>(home));
}

} // namespace carrick
