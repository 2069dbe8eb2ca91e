#include "source_tree.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <regex>
#include <utility>

namespace carrick::tree {
namespace {

namespace fs = std::filesystem;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Blanks what it passes, but for line ends.
class blanker {
 public:
  blanker(std::string& text, bool literals) : text_(text), literals_(literals) {}

  void run() {
    while (at_ < text_.size()) step();
  }

 private:
  void step() {
    if (starts("//")) {
      blank_until(text_.find('\n', at_));
    } else if (starts("/*")) {
      blank_until(end_of("*/", at_ + 2));
    } else if (starts("R\"") && (at_ == 0 || !is_word(text_[at_ - 1]))) {
      const std::size_t open = text_.find('(', at_);
      const std::string close = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
      literal_until(end_of(close, open));
    } else if (text_[at_] == '"') {
      literal_until(end_of_quoted('"'));
    } else if (text_[at_] == '\'' && (at_ == 0 || !is_word(text_[at_ - 1]))) {
      literal_until(end_of_quoted('\''));
    } else {
      ++at_;
    }
  }

  bool starts(std::string_view with) const { return text_.compare(at_, with.size(), with) == 0; }

  std::size_t end_of(std::string_view close, std::size_t from) const {
    const std::size_t found = text_.find(close, from);
    return found == std::string::npos ? found : found + close.size();
  }

  std::size_t end_of_quoted(char quote) const {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    return end + 1;
  }

  void literal_until(std::size_t end) {
    if (literals_) return blank_until(end);
    at_ = std::min(end, text_.size());
  }

  void blank_until(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      if (text_[at_] != '\n') text_[at_] = ' ';
    }
  }

  std::string& text_;
  bool literals_;
  std::size_t at_ = 0;
};

std::string blanked(std::string text, bool literals) {
  blanker{text, literals}.run();
  return text;
}

std::vector<include_line> includes_of(const std::string& text) {
  static const std::regex include{R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])"};
  std::vector<include_line> found;
  std::size_t line = 0;
  for (std::size_t from = 0; from < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    std::smatch match;
    const std::string one = text.substr(from, end - from);
    if (std::regex_search(one, match, include)) {
      found.push_back({match[2].str(), match[1].str() == "\"", line + 1});
    }
    from = end + 1;
  }
  return found;
}

// In a further work tree `.git` is a file, and names the first one.
bool is_text_of_ours(const fs::path& file) {
  if (file.filename() == ".git") return false;
  static const std::vector<std::string> endings{".hpp", ".cpp",  ".md",   ".txt",  ".cmake", ".in",
                                                ".sh",  ".toml", ".json", ".supp", ".yml",   ""};
  return std::find(endings.begin(), endings.end(), file.extension()) != endings.end();
}

bool is_skipped_folder(const fs::path& folder) {
  const std::string name = folder.filename();
  return name == "build" || (name.starts_with('.') && name != ".ci");
}

std::string content_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

source_file source_file::parse(std::string path, std::string text) {
  source_file file{std::move(path), std::move(text), {}, {}};
  if (file.is_header() || file.is_source()) {
    file.code = blanked(file.text, true);
    file.includes = includes_of(blanked(file.text, false));
  }
  return file;
}

std::string_view source_file::folder() const {
  const std::size_t slash = path.find('/');
  return slash == std::string::npos ? std::string_view{} : std::string_view{path}.substr(0, slash);
}

bool source_file::is_header() const { return path.ends_with(".hpp"); }
bool source_file::is_source() const { return path.ends_with(".cpp"); }

source_tree read_tree(const fs::path& root) {
  source_tree files;
  for (auto at = fs::recursive_directory_iterator{root}; at != fs::end(at); ++at) {
    if (at->is_directory()) {
      if (is_skipped_folder(at->path())) at.disable_recursion_pending();
    } else if (at->is_regular_file() && is_text_of_ours(at->path())) {
      files.push_back(source_file::parse(fs::relative(at->path(), root), content_of(at->path())));
    }
  }
  std::sort(files.begin(), files.end(),
            [](const source_file& one, const source_file& other) { return one.path < other.path; });
  return files;
}

std::string resolve(const source_file& file, const include_line& include) {
  constexpr std::string_view ours = "carrick/";
  if (include.path.starts_with(ours)) return include.path.substr(ours.size());
  if (!include.quoted) return {};
  return (fs::path{file.path}.parent_path() / include.path).lexically_normal();
}

} // namespace carrick::tree
