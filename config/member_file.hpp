#pragma once

#include <carrick/actors/sources/options.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/config/load.hpp>

#include <map>
#include <string>
#include <vector>

namespace carrick::config {

/// The members that a cluster's file names, each time that it is read. Of what has changed since
/// the node started only [nodes.ID] has an effect, as far as others see it: which nodes there are,
/// their addresses and tags. Other changes are told of once.
class member_file final : public member_reader {
 public:
  /// `running` is what the node was made from.
  member_file(const cluster_spec& running, node_id self, loaded_file file);

  /// `bad_config` with all findings in one line, each with its place.
  result<member_reading> read() override;

 private:
  std::vector<std::string> changes(const cluster_spec& now);

  const node_id self_;
  const loaded_file file_;
  const std::map<std::string, std::string> running_; ///< value by path, as TOML writes it
  std::vector<std::string> told_;
};

} // namespace carrick::config
