#include "transcript_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace carrick::test::transcripts {
namespace {

constexpr std::string_view divider = "----";

bool has_command(const transcript_block& block) {
  return std::any_of(block.head.begin(), block.head.end(), is_command);
}

} // namespace

bool is_command(std::string_view line) { return !line.empty() && line.front() != '#'; }

transcript_file transcript_file::parse(std::string_view text) {
  if (!text.starts_with("# "))
    throw std::runtime_error("the first line does not say what it shows");
  transcript_file out;
  std::istringstream lines{std::string{text}};
  transcript_block block;
  bool in_output = false;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() && has_command(block)) {
      out.blocks.push_back(std::exchange(block, {}));
      block.first_line = number + 1;
      in_output = false;
    } else if (line == divider) {
      in_output = true;
    } else {
      (in_output ? block.output : block.head).push_back(line);
    }
  }
  if (has_command(block)) out.blocks.push_back(std::move(block));
  return out;
}

std::string transcript_file::text() const {
  std::string out;
  for (const auto& block : blocks) {
    if (!out.empty()) out += '\n';
    for (const auto& line : block.head) out += line + '\n';
    if (!block.output.empty()) out += std::string{divider} + '\n';
    for (const auto& line : block.output) out += line + '\n';
  }
  return out;
}

std::string read_text(const std::filesystem::path& from) {
  std::ifstream in{from, std::ios::binary};
  if (!in) throw std::runtime_error("cannot read " + from.string());
  return {std::istreambuf_iterator<char>{in}, {}};
}

void write_text(const std::filesystem::path& to, std::string_view text) {
  std::ofstream out{to, std::ios::binary};
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + to.string());
}

} // namespace carrick::test::transcripts
