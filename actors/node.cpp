#include <carrick/actors/node.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/actor_watches.hpp>
#include <carrick/actors/blocking_runner.hpp>
#include <carrick/actors/by_actor_id.hpp>
#include <carrick/actors/call_on.hpp>
#include <carrick/actors/fair_inbox.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/loop_group.hpp>
#include <carrick/actors/loop_scheduler.hpp>
#include <carrick/actors/loops.hpp>
#include <carrick/actors/monitors.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/actors/node_system_config.hpp>
#include <carrick/actors/roster.hpp>
#include <carrick/actors/stop_plan.hpp>
#include <carrick/actors/supervisor.hpp>
#include <carrick/actors/system_handlers.hpp>
#include <carrick/actors/waiting.hpp>
#include <carrick/core/joined.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/core/random.hpp>
#include <carrick/core/utf8.hpp>
#include <carrick/net/tcp/tcp_transport.hpp>

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

namespace carrick {
namespace {

using namespace std::chrono_literals;

// For an actor's first turn, in which it says what it serves.
constexpr auto serve_limit = 10s;
// For the home loop to say what holds its links up.
constexpr auto report_limit = 200ms;
constexpr auto look_for_end = 1ms;

node_options completed(node_options options) {
  if (!options.transport)
    options.transport = net::make_tcp_transport({.buffer_bytes = options.socket_buffer});
  if (options.incarnation == 0) options.incarnation = system_seed();
  if (options.seed == 0) options.seed = system_seed();
  if (options.wall == nullptr) options.wall = &system_wall_clock();
  if (options.log == nullptr) options.log = &null_logger();
  if (options.advertise.empty()) options.advertise = options.listen;
  options.link.default_deadline =
    std::chrono::duration_cast<std::chrono::milliseconds>(options.ask_deadline);
  return options;
}

net::identity identity_of(const node_options& options) {
  return {options.id,          incarnation{options.incarnation},
          options.role,        options.cluster,
          options.app_version, options.advertise};
}

stop_report links_report(const node_home& home) {
  stop_report report;
  for (auto* link : home.established()) {
    const auto& peer = link->terms().peer.node.text();
    auto running = link->machine()->running_requests();
    if (running > 0)
      report.requests.push_back(std::to_string(running) + " requests from " + peer +
                                " are not answered");
    auto open = link->machine()->open_requests();
    if (open > 0)
      report.links.push_back(std::to_string(open) + " requests to " + peer +
                             " wait for their answer");
  }
  return report;
}

/// Where the home loop says what holds its links up; whoever asked may have given up meanwhile.
struct asked_report {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<stop_report> given;
};

} // namespace

/// The node: what belongs to no loop, and the way to its home.
class node::impl final : public node_core {
 public:
  impl(node_options options, registry types, loops& threads)
      : options_(completed(std::move(options))),
        types_(std::move(types)),
        threads_(threads.group()),
        home_loop_(threads_->next_for_links()),
        pool_(make_blocking_runner(home_loop_)),
        home_(*this, home_loop_, identity_of(options_)),
        supervisor_(*this, home_loop_),
        watches_(home_, supervisor_),
        monitors_(home_) {}

  // node_core, any thread
  loop& home() const noexcept override { return home_loop_; }
  const node_options& options() const noexcept override { return options_; }
  const registry& types() const noexcept override { return types_; }
  caf::actor_system& system() noexcept override { return *system_; }
  logger& log() noexcept override { return *options_.log; }
  peer find(const node_id& id) override { return {*this, *home_.find(id)}; }
  time_point now() const override { return home_loop_.now(); }
  std::uint64_t new_sender() noexcept override {
    return last_sender_.fetch_add(1, std::memory_order_relaxed) + 1;
  }
  status run_blocking(std::unique_ptr<blocking_work> work) override {
    return pool_->run(std::move(work));
  }
  std::string sender_label(std::uint64_t sender) const override;
  void actor_started(actor_base& who) override;
  void actor_ended(actor_base& who, const actor_end& end) override;
  void subscribe_members(actor_base& who) override;
  void monitor(actor_base& who, std::uint64_t number, const monitored_actor& of,
               const monitor_options& options) override;
  void drop_monitors(std::vector<std::uint64_t> numbers) override;
  void actor_serves(actor_base& who) override;

  // node_core, home loop
  const actor_base* find_actor(std::string_view name) const override;
  system_messages::actor_rows list_actors() const override;
  bool actors_serve() const override { return supervisor_.all_serve(); }
  void request(peer_record& to, const outgoing& message, answer_sink& sink) override {
    home_.request(to, message, sink);
  }
  status post(peer_record& to, const outgoing& message) override { return home_.post(to, message); }
  void open(peer_record& to, const outgoing& message, stream_sink& sink) override {
    home_.open(to, message, sink);
  }
  void wait_for_posts(peer_record& to, net::post_wait what, time_point deadline,
                      room_sink& sink) override {
    home_.wait_for_posts(to, what, deadline, sink);
  }
  void cancel(answer_sink& sink) override { home_.cancel(sink); }
  void cancel(stream_sink& sink) override { home_.cancel(sink); }
  status set_members(membership::update members) override {
    if (home_.ended() || home_.draining())
      return fail(code::draining, options_.id.text() + " is stopping");
    return home_.membership().configure(std::move(members));
  }
  status add_handler(endpoint at, std::shared_ptr<message_handler> handler) override {
    return home_.handlers().add(at, std::move(handler));
  }
  void remove_handlers(std::uint32_t target, const actor_base* actor) override {
    home_.handlers().remove_target(target, actor);
  }
  void post_not_taken(const peer& to, const net::message_head& post, const status& why) override {
    home_.told().post_not_taken(to, post, why);
  }

  // node
  status start(const std::vector<actor_options>& actors);
  status stop(duration grace);
  void begin_stop(duration grace);
  std::optional<status> stop_further();
  status kill();
  status kill_on_threads();
  stop_report what_holds_it_up() const;
  node_home& at_home() noexcept { return home_; }
  std::string address() const { return address_; }
  /// Something of it still ran at the deadline of stop(): it must never be destroyed.
  bool abandoned() const noexcept { return abandoned_; }

 private:
  status check() const;
  result<std::string> listening_address() const;
  status spawn(const std::vector<actor_options>& actors);
  status wait_until_serving(std::size_t count);
  std::vector<caf::actor> living_actors() const;
  void tell_actors_to_drain();
  void give_all_to_actors();
  void end_actors(caf::exit_reason why, caf::message_priority when);
  bool all_ended() const;
  status end_system();
  stop_plan::remains remains() const;
  std::optional<stop_plan::step> next_step();
  void take(stop_plan::step what);
  void wait_for_a_step();
  std::vector<std::string> busy_actors() const;
  std::string holder() const;
  template <class F>
  bool in_time_at(loop& where, F f);
  bool loops_answer();

  const node_options options_;
  const registry types_;
  const std::shared_ptr<loop_group> threads_; // first: the last to go
  loop& home_loop_;
  node_system_config config_{*this};
  std::unique_ptr<caf::actor_system> system_;
  const std::unique_ptr<blocking_runner> pool_;
  node_home home_;
  supervisor supervisor_;
  actor_watches watches_;
  monitors monitors_;
  std::string address_;
  bool abandoned_ = false;
  std::atomic<std::uint64_t> last_sender_{0};
  duration grace_{};       // as begin_stop() was given it
  bool loop_held_ = false; // by a handler that does not return: nothing more is done there
  std::vector<std::string> still_blocking_;

  mutable std::mutex mutex_; // guards the rest
  std::condition_variable changed_;
  std::map<actor_base*, caf::actor_addr, by_actor_id> living_;
  bool ending_ = false; // every living actor was sent an exit message
  std::size_t serving_ = 0;
  std::optional<stop_plan> plan_;   // since begin_stop(); changed by who stops only
  stop_plan::remains left_to_stop_; // as that one saw it last
  status start_failure_;            // of the first actor that could not begin to serve
};

// -- start ----------------------------------------------------------------------------------------

status node::impl::check() const {
  if (options_.id.empty()) return fail(code::bad_config, "a node needs an id");
  if (options_.cluster.empty() && options_.role == net::role::member)
    return fail(code::bad_config, "a node needs a cluster name");
  const std::pair<const char*, const std::string*> texts[] = {
    {"cluster", &options_.cluster},
    {"app_version", &options_.app_version},
    {"advertise", &options_.advertise},
  };
  for (const auto& [what, text] : texts)
    if (!printable_utf8(*text))
      return fail(code::bad_config,
                  std::string{what} + " is not printable UTF-8: " + made_printable(*text));
  return types_.check();
}

/// Empty if it does not listen.
result<std::string> node::impl::listening_address() const {
  if (options_.listen.empty()) return std::string{};
  return options_.transport->listening_address(options_.listen);
}

status node::impl::start(const std::vector<actor_options>& actors) {
  ENSURE(system_ == nullptr);
  if (loop::current() != nullptr)
    return fail(code::invalid_argument,
                "starting " + options_.id.text() +
                  " waits, and was called in a handler, on a loop: start it on a thread of yours");
  auto ready = check();
  if (!ready.ok()) return ready;
  // Before there is anything, and on no loop: a name may have to be waited for.
  auto at = listening_address();
  if (!at) return at.error();
  install_loop_scheduler(config_, threads_);
  system_ = std::make_unique<caf::actor_system>(config_);
  ready = call_on(home_loop_, [&] {
    auto done = home_.set_up();
    if (done.ok()) done = add_system_handlers(home_);
    if (done.ok()) done = watches_.add_handler();
    return done.ok() ? types_.add_inline_handlers(*this) : done;
  });
  if (ready.ok()) ready = spawn(actors);
  if (ready.ok()) call_on(home_loop_, [&] { supervisor_.begin(); });
  if (ready.ok() && !at->empty()) ready = call_on(home_loop_, [&] { return home_.listen(*at); });
  if (!ready.ok()) {
    static_cast<void>(stop(0s));
    return ready;
  }
  address_ = call_on(home_loop_, [&] {
    home_.begin_dialing();
    return home_.address();
  });
  return {};
}

status node::impl::spawn(const std::vector<actor_options>& actors) {
  for (const auto& spec : actors) {
    if (!printable_utf8(spec.name))
      return fail(code::bad_config,
                  "an actor's name is not printable UTF-8: " + made_printable(spec.name));
    call_on(home_loop_, [&] { supervisor_.add(spec); });
    auto spawned = types_.spawn(*this, *system_, spec);
    if (!spawned) return spawned.error();
    call_on(home_loop_, [&] { supervisor_.keeps(spec.name, std::move(*spawned)); });
  }
  return wait_until_serving(actors.size());
}

status node::impl::wait_until_serving(std::size_t count) {
  std::unique_lock guard{mutex_};
  auto settled = [&] { return serving_ >= count || !start_failure_.ok(); };
  if (!wait_for(home_loop_, guard, changed_, serve_limit, settled))
    return fail(code::deadline_exceeded, "an actor is still busy with its first turn after 10 s");
  return start_failure_;
}

void node::impl::actor_serves(actor_base& who) {
  run_on(home_loop_, [this, name = who.actor_name()] { watches_.serves(name); });
  std::lock_guard guard{mutex_};
  ++serving_;
  changed_.notify_all();
}

void node::impl::actor_started(actor_base& who) {
  std::unique_lock guard{mutex_};
  living_[&who] = caf::actor_cast<caf::actor_addr>(&who);
  if (!ending_) return;
  guard.unlock();
  who.end(caf::exit_reason::user_shutdown); // after its first turn
}

void node::impl::actor_ended(actor_base& who, const actor_end& end) {
  if (!end.name.empty())
    run_on(home_loop_, [this, end] {
      supervisor_.ended(end);
      watches_.ended(end);
    });
  std::lock_guard guard{mutex_};
  living_.erase(&who);
  if (start_failure_.ok()) start_failure_ = who.start_failure();
  changed_.notify_all();
}

const actor_base* node::impl::find_actor(std::string_view name) const {
  std::lock_guard guard{mutex_};
  for (const auto& [who, address] : living_)
    if (who->actor_name() == name) return who;
  return nullptr;
}

system_messages::actor_rows node::impl::list_actors() const {
  system_messages::actor_rows out;
  {
    std::lock_guard guard{mutex_};
    for (const auto& [who, address] : living_)
      if (!who->actor_name().empty()) who->fill(out.actors.emplace_back());
  }
  supervisor_.fill(out);
  std::sort(out.actors.begin(), out.actors.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

std::string node::impl::sender_label(std::uint64_t sender) const {
  std::lock_guard guard{mutex_};
  for (const auto& [who, address] : living_)
    if (who->sender_number() == sender) return who->label();
  return {};
}

void node::impl::subscribe_members(actor_base& who) {
  run_on(home_loop_, [this, handle = caf::actor_cast<caf::actor>(&who)] {
    if (!home_.ended()) home_.membership().subscribe(handle);
  });
}

void node::impl::monitor(actor_base& who, std::uint64_t number, const monitored_actor& of,
                         const monitor_options& options) {
  run_on(home_loop_, [this, address = who.address(), number, of, options] {
    monitors_.monitor(address, number, of, options);
  });
}

void node::impl::drop_monitors(std::vector<std::uint64_t> numbers) {
  run_on(home_loop_, [this, numbers = std::move(numbers)] {
    for (auto number : numbers) monitors_.drop(number);
  });
}

// -- stop -----------------------------------------------------------------------------------------

status node::impl::stop(duration grace) {
  if (!system_) return {};
  if (!plan_) begin_stop(grace);
  for (;;) {
    if (auto verdict = stop_further()) return *verdict;
    wait_for_a_step();
  }
}

void node::impl::wait_for_a_step() {
  const auto due = plan_->next_deadline();
  if (plan_->waits_for_links()) return static_cast<void>(home_.wait_until_closed(due));
  // CAF tells nobody when an actor that is not ours has ended: look now and then.
  std::unique_lock guard{mutex_};
  wait_for(home_loop_, guard, changed_, look_for_end, [] { return false; });
}

/// Runs `f` on that loop, and waits for it until the stop has to end; false if it has not run then.
template <class F>
bool node::impl::in_time_at(loop& where, F f) {
  struct outcome {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
  };
  if (loop_held_) return false;
  auto told = std::make_shared<outcome>(); // this may have given up meanwhile
  run_on(where, [told, f = std::move(f)] {
    f();
    std::lock_guard guard{told->mutex};
    told->done = true;
    told->changed.notify_all();
  });
  std::unique_lock guard{told->mutex};
  const auto until = plan_ ? plan_->answer_limit(home_loop_.now()) : never;
  loop_held_ = !wait_until(home_loop_, guard, told->changed, until, [&] { return told->done; });
  return !loop_held_;
}

/// The end of an actor system waits for all loops, whatever of another node holds them.
bool node::impl::loops_answer() {
  bool all = true;
  for (std::size_t i = 0; i < threads_->size() && all; ++i)
    all = in_time_at(threads_->at(i), [] {});
  return all;
}

void node::impl::begin_stop(duration grace) {
  ENSURE(!plan_);
  grace_ = grace;
  {
    std::lock_guard guard{mutex_};
    plan_.emplace(grace, home_loop_.now());
  }
  take(*next_step());
}

std::optional<status> node::impl::stop_further() {
  if (!system_) return status{};
  while (!loop_held_) {
    const auto step = next_step();
    if (!step) return std::nullopt;
    if (*step == stop_plan::step::end) break;
    take(*step);
  }
  return end_system();
}

std::optional<stop_plan::step> node::impl::next_step() {
  const auto left = remains();
  const auto now = home_loop_.now();
  std::unique_lock guard{mutex_};
  left_to_stop_ = left;
  const auto step = plan_->next(left, now);
  const auto line = plan_->news(left, now);
  guard.unlock();
  if (line) log().info("node", *line);
  return step;
}

stop_plan::remains node::impl::remains() const {
  const auto open = home_.open_ends();
  return {open.links, open.source, pool_->running().size(), running_count(*system_)};
}

void node::impl::take(stop_plan::step what) {
  switch (what) {
    case stop_plan::step::say_goodbye:
      tell_actors_to_drain();
      in_time_at(home_loop_, [this] {
        supervisor_.stop();
        watches_.stop();
        monitors_.stop();
        home_.begin_drain(grace_);
      });
      break;
    case stop_plan::step::cut_links:
      in_time_at(home_loop_, [this] { home_.abort_links(); });
      break;
    case stop_plan::step::end_actors:
      still_blocking_ = pool_->stop(plan_->blocking_limit(home_loop_.now()));
      give_all_to_actors();
      end_actors(caf::exit_reason::user_shutdown, caf::message_priority::normal);
      in_time_at(home_loop_, [this] { home_.end_actors(); });
      break;
    case stop_plan::step::hurry_actors:
      end_actors(caf::exit_reason::user_shutdown, caf::message_priority::high);
      break;
    case stop_plan::step::end:
      break;
  }
}

status node::impl::kill() {
  if (!system_) return {};
  if (home_loop_.driver() == nullptr) return kill_on_threads();
  pool_->drop();
  // Before the loops go on: no handler is to run again.
  end_actors(caf::exit_reason::kill, caf::message_priority::high);
  call_on(home_loop_, [&] { home_.end_actors(); });
  system_->clock().cancel_all(); // what waits there keeps its actors alive
  static_cast<void>(home_loop_.driver()->pass([&] { return all_ended(); }, never));
  return end_system();
}

/// What still runs there reaches nobody any more.
status node::impl::kill_on_threads() {
  run_on(home_loop_, [this] {
    home_.end_actors(); // breaks the links off, so that no goodbye is left to say
    home_.begin_drain(0s);
  });
  return stop(0s);
}

std::vector<caf::actor> node::impl::living_actors() const {
  std::vector<caf::actor> found;
  std::lock_guard guard{mutex_};
  for (const auto& [who, address] : living_)
    if (auto actor = caf::actor_cast<caf::actor>(address)) found.push_back(std::move(actor));
  return found;
}

void node::impl::tell_actors_to_drain() {
  for (const auto& actor : living_actors()) caf::anon_send(actor, drain{});
}

/// What links have brought is in their mailboxes then, before their end.
void node::impl::give_all_to_actors() {
  in_time_at(home_loop_, [living = living_actors()] {
    for (const auto& actor : living)
      static_cast<actor_base*>(caf::actor_cast<caf::abstract_actor*>(actor))->inbox().give_all();
  });
}

/// Behind what is in their mailboxes, or before it.
void node::impl::end_actors(caf::exit_reason why, caf::message_priority when) {
  {
    std::lock_guard guard{mutex_};
    ending_ = true;
  }
  for (const auto& actor : living_actors())
    actor->enqueue(nullptr, caf::make_message_id(when),
                   caf::make_message(caf::exit_msg{actor->address(), why}), nullptr);
  in_time_at(home_loop_, [this] { supervisor_.let_go(); });
}

bool node::impl::all_ended() const { return running_count(*system_) == 0; }

status node::impl::end_system() {
  if (still_blocking_.empty() && all_ended() && loops_answer()) {
    system_.reset();
    in_time_at(home_loop_, [] {}); // behind the last tasks of the actors
    if (!loop_held_) return {};
  }
  auto report = system_ ? to_string(running_actors(*system_)) : std::string{"no actor runs"};
  for (const auto& whose : still_blocking_) report += "; blocking work of " + whose + " still runs";
  if (loop_held_) report += "; a loop is held by a handler that does not return: " + holder();
  log().error("node", "stop: " + report);
  static_cast<void>(system_.release()); // its destructor would wait for ever
  abandoned_ = true;
  return fail(code::deadline_exceeded, report);
}

/// "store (kv.store), busy with kv.get for 2.1 s, ...".
std::vector<std::string> node::impl::busy_actors() const {
  std::vector<std::string> found;
  std::lock_guard guard{mutex_};
  for (const auto& [who, address] : living_) {
    auto busy = who->busy();
    if (!busy.message.empty())
      found.push_back(who->label() + ", busy with " + busy.message + " for " +
                      show_duration(home_loop_.now() - busy.since));
  }
  return found;
}

std::string node::impl::holder() const {
  auto busy = busy_actors();
  return busy.empty() ? "none of this node's actors" : joined(busy);
}

stop_report node::impl::what_holds_it_up() const {
  stop_report report;
  {
    std::lock_guard guard{mutex_};
    if (plan_) report.step = plan_->waits_for(left_to_stop_, home_loop_.now());
  }
  report.actors = busy_actors();
  for (const auto& whose : pool_->running()) report.actors.push_back(whose + ", blocking work");
  // A loop that is held cannot say what it holds: then the busy actor above is the answer.
  auto asked = std::make_shared<asked_report>();
  run_on(home_loop_, [&home = home_, asked] {
    auto found = links_report(home);
    std::lock_guard guard{asked->mutex};
    asked->given = std::move(found);
    asked->changed.notify_all();
  });
  std::unique_lock guard{asked->mutex};
  auto given = [&] { return asked->given.has_value(); };
  if (!wait_for(home_loop_, guard, asked->changed, report_limit, given)) return report;
  auto& more = *asked->given;
  report.requests = std::move(more.requests);
  report.links = std::move(more.links);
  return report;
}

// -- node -----------------------------------------------------------------------------------------

node::node(node_options options, registry types, loops& threads)
    : impl_(std::make_unique<impl>(std::move(options), std::move(types), threads)) {}

node::~node() {
  static_cast<void>(impl_->stop(impl_->options().drain_grace));
  if (impl_->abandoned()) static_cast<void>(impl_.release());
}

status node::start(std::vector<actor_options> actors) { return impl_->start(actors); }
status node::stop(duration grace) { return impl_->stop(grace); }
void node::begin_stop(duration grace) { impl_->begin_stop(grace); }
std::optional<status> node::stop_further() { return impl_->stop_further(); }
status node::kill() { return impl_->kill(); }
stop_report node::what_holds_it_up() const { return impl_->what_holds_it_up(); }
const node_id& node::id() const noexcept { return impl_->options().id; }
std::string node::address() const { return impl_->address(); }
peer node::find(const node_id& other) { return impl_->find(other); }
status node::set_members(const std::vector<member_options>& members) {
  auto* here = loop::current();
  if (here != nullptr && here != &impl_->home())
    return fail(code::invalid_argument,
                "set_members of " + id().text() +
                  " waits, and was called in a handler on another loop: call it in "
                  "self->blocking()");
  membership::update list;
  for (const auto& m : members) list.push_back({m.node, m.addresses, m.tags});
  return call_or_run(impl_->home(), [&] { return impl_->set_members(std::move(list)); });
}
std::vector<member> node::members() const { return impl_->at_home().members(); }
status node::wait_for_members(std::size_t reachable, duration limit) {
  return impl_->at_home().wait_for_members(reachable, limit);
}
bool node::knows_members() const noexcept { return impl_->at_home().intake().has_heard(); }
void node::refresh_members() {
  auto refresh = [this] { impl_->at_home().intake().refresh(); };
  if (loop::current() == nullptr) return call_on(impl_->home(), refresh);
  run_on(impl_->home(), refresh);
}
std::vector<node_id> node::linked() const { return impl_->at_home().linked(); }
node_core& node::core() noexcept { return *impl_; }

const node_id& peer::id() const noexcept { return record_->id(); }

peer peer::at(std::string_view actor) const {
  peer result = *this;
  result.target_ = name_hash(actor);
  if (core_ != nullptr) core_->target_names().remember(result.target_, actor);
  return result;
}

} // namespace carrick
