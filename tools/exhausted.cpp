#include <carrick/tools/exhausted.hpp>

#include <boost/system/system_error.hpp>

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <system_error>

namespace carrick::tools {
namespace {

std::string limit_text(__rlimit_resource which, std::uint64_t unit, const std::string& unit_name) {
  rlimit limit{};
  if (::getrlimit(which, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return "unlimited";
  return std::to_string(limit.rlim_cur / unit) + unit_name;
}

std::string memory_limit() {
  return "memory of this process: " + limit_text(RLIMIT_AS, 1024, " KiB") + " (ulimit -v)";
}

/// errno of what was thrown by the system's functions; 0 of all else.
int error_of(const std::exception& thrown) {
  if (dynamic_cast<const std::bad_alloc*>(&thrown) != nullptr) return ENOMEM;
  if (dynamic_cast<const std::length_error*>(&thrown) != nullptr) return ENOMEM;
  if (auto* e = dynamic_cast<const std::system_error*>(&thrown)) return e->code().value();
  if (auto* e = dynamic_cast<const boost::system::system_error*>(&thrown)) return e->code().value();
  return 0;
}

// What malloc maps at least once its heap cannot grow.
constexpr std::size_t new_memory = 1024 * 1024;

// Of the process, as its terminate handler is.
std::string no_memory; // said before, since then there is none for it
const console* told_by = nullptr;
std::terminate_handler abort_as_before = nullptr;

[[noreturn]] void end_with(const std::string& last_words) {
  line_output{STDERR_FILENO}.write(last_words);
  ::_exit(static_cast<int>(exit_code::negative));
}

/// Whether there is none, as far as that can be seen from here. Also in a signal handler.
bool memory_is_out() noexcept {
  void* memory =
    ::mmap(nullptr, new_memory, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return true;
  ::munmap(memory, new_memory);
  return false;
}

/// The C library aborts where it finds no memory for a thread's own variables.
extern "C" void carrick_abort(int) {
  if (memory_is_out()) {
    static_cast<void>(!::write(STDERR_FILENO, no_memory.data(), no_memory.size()));
    ::_exit(static_cast<int>(exit_code::negative));
  }
  ::signal(SIGABRT, SIG_DFL);
  ::raise(SIGABRT);
}

/// Ends the program if a limit is what it dies of.
void end_at_limit(const std::exception& thrown) {
  const int error = error_of(thrown);
  if (error == ENOMEM) end_with(no_memory);
  if (limit_reached(error)) end_with(told_by->text_of(failure_of(thrown)));
}

[[noreturn]] void carrick_terminate() {
  try {
    if (std::current_exception()) throw;
    // One for which there was no memory is no exception.
    if (memory_is_out()) end_with(no_memory);
  } catch (const std::exception& thrown) {
    try {
      end_at_limit(thrown);
    } catch (const std::bad_alloc&) { // in the middle of saying so
      end_with(no_memory);
    }
  } catch (...) { // for who aborts
  }
  abort_as_before();
  std::abort();
}

} // namespace

void tell_limits_at_terminate(const console& out) {
  no_memory = out.text_of(failure_of(std::bad_alloc{}));
  told_by = &out;
  abort_as_before = std::set_terminate(carrick_terminate);
  ::signal(SIGABRT, carrick_abort);
}

std::optional<std::string> limit_reached(int error) {
  switch (error) {
    case EMFILE:
      return "too many open files; of this process: " + limit_text(RLIMIT_NOFILE, 1, "") +
        " (ulimit -n)";
    case ENFILE:
      return "too many open files on this machine (sysctl fs.file-max)";
    case EAGAIN:
      return "no thread or process can be started; of this user: " +
        limit_text(RLIMIT_NPROC, 1, "") +
        " (ulimit -u), a thread's stack: " + limit_text(RLIMIT_STACK, 1024, " KiB") +
        " (ulimit -s), " + memory_limit();
    case ENOMEM:
      return "out of memory; " + memory_limit();
    default:
      return {};
  }
}

failure failure_of(const std::exception& thrown) {
  if (auto limit = limit_reached(error_of(thrown)))
    return {code::overloaded, *limit, {"raise the limit, or do less at once"}, exit_code::negative};
  return {code::internal, thrown.what(), {}, exit_code::negative};
}

} // namespace carrick::tools
