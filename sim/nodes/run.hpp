#pragma once
#include <carrick/actors/registry.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/sim/outcome.hpp>
namespace carrick::sim { outcome run_nodes(const scenario& what, const registry& types, const config::cluster_spec& spec); }
