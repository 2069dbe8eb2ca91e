#include <carrick/sim/checkers/all.hpp>

#include <carrick/sim/checkers/bounds.hpp>
#include <carrick/sim/checkers/handlers.hpp>
#include <carrick/sim/checkers/ledgers.hpp>
#include <carrick/sim/checkers/links.hpp>
#include <carrick/sim/checkers/members.hpp>
#include <carrick/sim/checkers/order.hpp>
#include <carrick/sim/checkers/payloads.hpp>
#include <carrick/sim/checkers/posts.hpp>
#include <carrick/sim/checkers/requests.hpp>
#include <carrick/sim/checkers/streams.hpp>
#include <carrick/sim/checkers/views.hpp>
#include <carrick/sim/checkers/watches.hpp>

namespace carrick::sim {

all_checkers::all_checkers(std::uint64_t cluster) {
  all_.push_back(std::make_unique<payload_checker>(cluster));
  all_.push_back(std::make_unique<request_checker>());
  all_.push_back(std::make_unique<handler_checker>());
  all_.push_back(std::make_unique<order_checker>());
  all_.push_back(std::make_unique<post_checker>());
  all_.push_back(std::make_unique<stream_checker>());
  all_.push_back(std::make_unique<link_checker>());
  all_.push_back(std::make_unique<bounds_checker>());
  all_.push_back(std::make_unique<member_checker>());
  all_.push_back(std::make_unique<ledger_checker>());
  all_.push_back(std::make_unique<view_checker>());
  all_.push_back(std::make_unique<watch_checker>());
}

void all_checkers::see(const observation& what, duration at) {
  if (found_) return;
  for (auto& each : all_) {
    each->see(what, at);
    if (!found_ && each->found()) found_ = each->found();
  }
}

void all_checkers::finish(duration at) {
  if (found_) return;
  for (auto& each : all_) {
    each->finish(at);
    if (!found_ && each->found()) found_ = each->found();
  }
}

} // namespace carrick::sim
