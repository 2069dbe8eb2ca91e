#include <carrick/tools/standard_descriptors.hpp>

#include <fcntl.h>
#include <unistd.h>
#include <initializer_list>

namespace carrick::tools {

void fill_standard_descriptors() noexcept {
  // open() gives the lowest number that is free.
  for (int one : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(one, F_GETFD) < 0)
      static_cast<void>(::open("/dev/null", one == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

} // namespace carrick::tools
