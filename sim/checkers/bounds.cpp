#include <carrick/sim/checkers/bounds.hpp>

namespace carrick::sim {
namespace {

/// No count comes that far from zero upwards.
constexpr std::uint64_t below_zero = std::uint64_t{1} << 63;

} // namespace

void bounds_checker::see(const observation& what, duration at) {
  if (auto* m = std::get_if<measured>(&what)) {
    const bool negative = m->value >= below_zero;
    if (!negative && m->value <= m->limit) return;
    const auto value = negative ? "-" + std::to_string(0 - m->value)
                                : std::to_string(m->value) + " of " + std::to_string(m->limit);
    fail(negative ? "count" : "I9",
         node_text(m->at.node) + ": " + std::string{m->what} +
           (m->with ? " with " + node_text(*m->with) : "") + " " + value,
         at);
  } else if (auto* r = std::get_if<recounted>(&what)) {
    if (r->said != r->is)
      fail("count",
           node_text(r->at.node) + " counts " + std::to_string(r->said) + " " +
             std::string{r->what} + " where there are " + std::to_string(r->is),
           at);
  } else if (auto* b = std::get_if<broken_promise>(&what)) {
    fail(std::string{b->invariant}, node_text(b->at.node) + ": " + std::string{b->what}, at);
  } else if (auto* l = std::get_if<left_over>(&what)) {
    if (l->count > 0)
      fail("I10", std::to_string(l->count) + " " + std::string{l->what} + " are left", at);
  }
}

} // namespace carrick::sim
