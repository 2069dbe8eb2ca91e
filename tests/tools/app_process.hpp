#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/types.h>

namespace carrick::test {

/// The test application in a process of its own. Everything waits with a time limit that a test
/// never reaches unless it fails.
class app_process {
 public:
  /// Another program instead: its path and arguments. `in` and `out`: descriptors of the test's for
  /// its stdin and stdout, which are then not given or read by this.
  struct other {
    std::vector<std::string> words;
    int in = -1, out = -1;
  };

  /// `input` is all of its stdin.
  explicit app_process(std::vector<std::string> arguments, std::string input = {});
  explicit app_process(other program) : app_process(std::move(program), std::string{}) {}
  app_process(other program, const std::string& input);
  app_process(const app_process&) = delete;
  app_process& operator=(const app_process&) = delete;
  /// Kills it if it runs.
  ~app_process();

  pid_t pid() const noexcept { return pid_; }
  void send(int signal) const;
  /// Of the running process, as by prlimit(1).
  void set_limit(__rlimit_resource which, std::uint64_t soft) const;
  /// Reads on until its output holds `text`; true if it came.
  bool prints(const std::string& text) { return reads_until(out_, text); }
  bool complains(const std::string& text) { return reads_until(err_, text); }
  /// Reads what is there, so that it is not held up by a full pipe.
  void read() { read_some(); }
  /// Reads to its end; 128 + n if signal n ended it, -1 if it does not end.
  int wait();

  const std::string& out() const noexcept { return out_; }
  const std::string& err() const noexcept { return err_; }

 private:
  bool reads_until(const std::string& where, const std::string& text);
  bool read_some();

  pid_t pid_ = -1;
  int out_end_ = -1, err_end_ = -1;
  std::string out_, err_;
  int exit_ = -1;
};

/// A shell that becomes the test application, with those arguments, by its command "$@", as in
/// `exec "$@" >/dev/full`.
app_process::other by_shell(const std::string& script, const std::vector<std::string>& arguments);

/// What a run to the end gave.
struct app_result {
  int exit;
  std::string out, err;
};
app_result run_app(std::vector<std::string> arguments, std::string input = {});
app_result run_to_end(app_process::other program);

/// The child of `parent` whose command line has both words; -1 if there is none.
pid_t find_child(pid_t parent, const std::string& word, const std::string& next);
/// How many processes of the test application run as children of `parent` or of nobody.
bool is_gone(pid_t pid);
/// Looks until `f` is true; false if it never is.
bool eventually(const std::function<bool()>& f);

} // namespace carrick::test
