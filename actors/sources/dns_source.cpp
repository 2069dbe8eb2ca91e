#include <carrick/actors/sources/dns_source.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_home.hpp>

namespace carrick {

dns_source::dns_source(const dns_source_options& options, node_home& home, source_events& events)
    : options_(options), home_(home), events_(events), timer_(home.where(), *this) {}

dns_source::~dns_source() = default;

void dns_source::start(const own_registration&) { ask(); }

void dns_source::refresh() { ask(); }

void dns_source::ask() {
  if (lookup_ || stopped_) return;
  timer_.cancel();
  lookup_ = std::make_unique<dns_lookup>(
    home_.where(), dns_lookup::question{options_.name, options_.server},
    self_.bind([](dns_source& self, const auto& answer) { self.on_answer(answer); }));
}

void dns_source::on_answer(const result<membership::update>& answer) {
  lookup_.reset();
  timer_.arm(deadline_after(home_.where().now(), options_.every));
  if (answer) return events_.on_members(*answer);
  if (answer.error() == code::unreachable) return events_.on_lost(answer.error());
  events_.on_refused(answer.error());
}

void dns_source::stop() {
  stopped_ = true;
  timer_.cancel();
  lookup_.reset();
  run_on(home_.where(), self_.bind([](dns_source& self) { self.events_.on_stopped(); }));
}

} // namespace carrick
