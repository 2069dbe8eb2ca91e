#pragma once

#include "source_tree.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// What holds for the whole tree. Each rule returns its findings, `file:line: sentence`.
namespace carrick::tree {

using findings = std::vector<std::string>;

struct allowed_call {
  std::string path;
  std::string call;
  std::string reason;
};

/// core <- {serialization, net, membership} <- actors <- config <- sim <- tools <- the rest.
findings include_arrows(const source_tree& tree);
/// Each foreign library stays in the folders that may know it.
findings libraries_in_their_folders(const source_tree& tree);
/// What carrick.hpp reaches costs every user's file, so no heavy library is in it.
findings light_public_headers(const source_tree& tree);

/// A library whose headers cost each source that reaches them a second or more.
struct heavy_library {
  std::string name;
  std::vector<std::string> headers; ///< what the paths of the heavy ones begin with
  std::size_t sources;              ///< how many reach one, directly or not
};
/// As many sources pay for it as are allowed to, and no fewer: what was won is kept. bench/peers/
/// and tests/*/compile_fail/ do not count.
findings sources_that_pay(const source_tree& tree, const std::vector<heavy_library>& libraries);
/// Not asked of bench/peers/, which is compared with.
findings banned_includes(const source_tree& tree);
/// Sleeps, wild randomness and clock reads; an allowance that nothing needs is a finding too.
findings banned_calls(const source_tree& tree, const std::vector<allowed_call>& allowed);
/// Each header is included by another file than its own source.
findings dead_headers(const source_tree& tree);
findings pragma_once(const source_tree& tree);
findings paths_of_one_machine(const source_tree& tree);
/// The components of config/cluster_spec.hpp are those that log lines name: a level for one that
/// logs nothing would change nothing, and one without a level could not be silenced.
findings log_components_agree(const source_tree& tree);
/// Types that headers of carrick, carrick::config and carrick::sim declare have different names:
/// users open all three.
findings types_of_users_differ(const source_tree& tree);
/// CMakeLists.txt and core/version.hpp name the same version.
findings versions_agree(const source_tree& tree);
/// Each block of C++ in docs/testing.md stands, line by line, in a source of examples/: it is
/// compiled and run there. Where lines begin may differ.
findings documented_code_is_compiled(const source_tree& tree);
/// CMake files never name caf::io, but for the peer that it is.
findings no_caf_distribution(const source_tree& tree);

} // namespace carrick::tree
