#pragma once

#include <carrick/config/finding.hpp>
#include <carrick/config/value.hpp>

#include <map>
#include <string>
#include <vector>

namespace carrick::config {

/// What comes on top of a file: see load_options for the forms.

/// "log.level" as one text is short for its "default": so that layers meet key by key.
void normalise(value& layer);

/// Takes the tables [profile.NAME] out of a file's tree; their values then say which profile they
/// are from.
std::map<std::string, value> take_profiles(value& file, report& to);

/// Lays CARRICK_SECTION__KEY variables over the tree; others are left alone.
void apply_environment(value& tree, const std::map<std::string, std::string>& variables,
                       report& to);

/// Lays "key.path=value" texts over the tree, in their order.
void apply_sets(value& tree, const std::vector<std::string>& sets, report& to);

} // namespace carrick::config
