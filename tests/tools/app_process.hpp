#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include <sys/types.h>

namespace carrick::test {

/// The test application in a process of its own. Everything waits with a time limit that a test
/// never reaches unless it fails.
class app_process {
 public:
  /// Another program instead: its path and arguments.
  struct other {
    std::vector<std::string> words;
  };

  /// `input` is all of its stdin.
  explicit app_process(std::vector<std::string> arguments, std::string input = {});
  explicit app_process(other program) : app_process(std::move(program), std::string{}) {}
  app_process(const app_process&) = delete;
  app_process& operator=(const app_process&) = delete;
  /// Kills it if it runs.
  ~app_process();

  pid_t pid() const noexcept { return pid_; }
  void send(int signal) const;
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
  app_process(other program, const std::string& input);
  bool reads_until(const std::string& where, const std::string& text);
  bool read_some();

  pid_t pid_ = -1;
  int out_end_ = -1, err_end_ = -1;
  std::string out_, err_;
  int exit_ = -1;
};

/// What a run to the end gave.
struct app_result {
  int exit;
  std::string out, err;
};
app_result run_app(std::vector<std::string> arguments, std::string input = {});

/// The child of `parent` whose command line has both words; -1 if there is none.
pid_t find_child(pid_t parent, const std::string& word, const std::string& next);
/// How many processes of the test application run as children of `parent` or of nobody.
bool is_gone(pid_t pid);
/// Looks until `f` is true; false if it never is.
bool eventually(const std::function<bool()>& f);

} // namespace carrick::test
