#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace carrick::test {

/// A pipe. The test reads, without waiting, when it wants to.
class text_pipe {
 public:
  text_pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error{"pipe2"};
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  ~text_pipe() {
    close_reader();
    close_writer();
  }
  text_pipe(const text_pipe&) = delete;
  text_pipe& operator=(const text_pipe&) = delete;

  int read_end() const noexcept { return ends_[0]; }
  int write_end() const noexcept { return ends_[1]; }
  void put(std::string_view text) const {
    if (::write(ends_[1], text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error{"write"};
  }
  /// Leaves no room in it.
  void fill() const {
    const std::array<char, 4096> bytes{};
    const int flags = ::fcntl(ends_[1], F_GETFL);
    ::fcntl(ends_[1], F_SETFL, flags | O_NONBLOCK);
    while (::write(ends_[1], bytes.data(), bytes.size()) > 0) {
    }
    ::fcntl(ends_[1], F_SETFL, flags);
  }
  /// What is in it, which makes room.
  std::string content() const {
    std::string out;
    std::array<char, 4096> bytes;
    for (ssize_t count; (count = ::read(ends_[0], bytes.data(), bytes.size())) > 0;)
      out.append(bytes.data(), static_cast<std::size_t>(count));
    return out;
  }
  void close_reader() { close(ends_[0]); }
  void close_writer() { close(ends_[1]); }

 private:
  static void close(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }

  std::array<int, 2> ends_{};
};

} // namespace carrick::test
