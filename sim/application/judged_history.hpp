#pragma once

#include <carrick/sim/application/trial.hpp>
#include <carrick/sim/history/history.hpp>
#include <carrick/sim/history/picture.hpp>

#include <memory>
#include <string>

namespace carrick::sim {

/// The first line of what was found, for an invariant; empty: all was right.
std::string finding_of(const judgement& found);
/// The calls that do not fit, as lines and drawn.
exhibit exhibit_of(const std::string& title, const judgement& found);

/// An invariant of that name, looked at at the run's end: the history is right by its model. Where
/// it is not, or takes more states than `options` allow, that is a finding, and the report has the
/// smallest part that is wrong.
///
///     auto seen = std::make_shared<sim::history<kv::store_model>>();
///     run.workload("readers", [seen](sim::workload_client& c) { read(c, *seen); });
///     sim::judge_at_end<kv::store_model>(run, "kv.history", seen);
template <sequential_model Model>
void judge_at_end(trial& run, const std::string& name, std::shared_ptr<const history<Model>> seen,
                  const search_options& options = {}) {
  auto found = std::make_shared<judgement>();
  run.invariant(name, looked_at::end, [=](const look&) {
    *found = seen->judge(options);
    return finding_of(*found);
  });
  run.exhibit([=] { return exhibit_of(name, *found); });
}

} // namespace carrick::sim
