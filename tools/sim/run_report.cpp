#include <carrick/tools/sim/run_report.hpp>

#include <carrick/sim/report/report.hpp>

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace carrick::tools {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path{"."};
}

/// Tries it, and leaves everything as it was; the number of the system's error, or 0.
int why_not_written(const std::string& path) {
  std::error_code ignored;
  const bool is_there = fs::exists(path, ignored);
  const int flags = O_WRONLY | O_CLOEXEC | O_NONBLOCK | (is_there ? 0 : O_CREAT | O_EXCL);
  const int opened = ::open(path.c_str(), flags, 0666);
  if (opened < 0) return errno;
  ::close(opened);
  if (!is_there) fs::remove(path, ignored);
  return 0;
}

} // namespace

std::optional<failure> check_report(const std::string& path) {
  std::error_code ignored;
  const fs::path file{path};
  const auto folder = folder_of(file);
  if (!fs::is_directory(folder, ignored))
    return usage_failure("the report's folder \"" + folder.string() + "\" is not there",
                         {"make it, or say another one: --report FOLDER/run.html"});
  if (fs::is_directory(file, ignored) || !file.has_filename())
    return usage_failure("the report \"" + path + "\" is a folder",
                         {"say a file: --report " + (file / "run.html").string()});
  if (const auto why = why_not_written(path); why != 0)
    return usage_failure("the report \"" + path +
                         "\" cannot be written: " + std::system_category().message(why));
  return {};
}

std::optional<failure> write_report(invocation& at, const std::string& path,
                                    const sim::outcome& run, const std::string& again) {
  std::error_code ignored;
  const bool was_there = fs::exists(path, ignored);
  {
    std::ofstream file{path};
    if (file << sim::html_report(run, again) << std::flush) {
      at.out.note("the run as a page: " + path);
      return {};
    }
  }
  if (!was_there) fs::remove(path, ignored);
  return usage_failure("the report \"" + path + "\" cannot be written");
}

} // namespace carrick::tools
