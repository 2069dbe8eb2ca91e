#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::tree {

struct include_line {
  std::string path; // between the brackets or quotes
  bool quoted;
  std::size_t line;
};

/// A file of the tree. `code` is the text with comments and literals blanked, so that what stands
/// in them is no finding; lines and columns stay where they were.
struct source_file {
  std::string path; // from the root, as net/tcp/endpoint.hpp
  std::string text;
  std::string code;
  std::vector<include_line> includes;

  static source_file parse(std::string path, std::string text);

  /// The first part of the path; empty for a file at the root.
  std::string_view folder() const;
  bool is_header() const;
  bool is_source() const;
};

using source_tree = std::vector<source_file>;

/// Every text file below `root` but those of build folders, of .git and of its kind.
source_tree read_tree(const std::filesystem::path& root);

/// The path from the root of what an include line names, or empty if it is none of ours.
std::string resolve(const source_file& file, const include_line& include);

} // namespace carrick::tree
