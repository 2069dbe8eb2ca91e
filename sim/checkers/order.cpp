#include <carrick/sim/checkers/order.hpp>

namespace carrick::sim {

void order_checker::see(const observation& what, duration at) {
  if (auto* e = std::get_if<executed>(&what)) arrived(e->got, "request", at);
  if (auto* e = std::get_if<post_handed>(&what)) arrived(e->got, "post", at);
}

void order_checker::arrived(const received& got, std::string_view what, duration at) {
  if (got.what.channel == 0 || !got.intact) return;
  auto& last = last_[{got.what.from, got.what.to, got.what.channel}];
  if (got.what.order <= last)
    fail("I3",
         numbered(what, got.what.number) + " from " + node_text(got.what.from.node) + " to " +
           node_text(got.what.to) + " came as " + std::to_string(got.what.order) +
           " of its channel, after " + std::to_string(last),
         at);
  last = got.what.order;
}

} // namespace carrick::sim
