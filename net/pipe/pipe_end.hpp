#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/core/loop_task.hpp>
#include <carrick/net/transport.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace carrick::net {

class loop_services;
class pipe;

/// One of the two ends of a pipe. Methods are for the loop that owns it; the other end's loop only
/// touches what the pipe's mutex guards. Events come from run(), a task of the owning loop.
class pipe_end final : private loop_task {
 public:
  pipe_end(pipe& whole, loop_services& owner, std::string remote_address);

  void start(connection_events& events);
  std::size_t write(std::span<const byte_span> pieces);
  void pause_reading(bool paused);
  void half_close();
  void close();
  const std::string& remote_address() const noexcept { return remote_address_; }

 private:
  friend class pipe;

  /// What one turn has to report, found under the mutex and reported without it.
  struct findings {
    std::shared_ptr<pipe> keep;
    buffer bytes;
    bool writable = false;
    bool write_failed = false;
    bool input_over = false;
    bool input_lost = false;
  };

  void run() noexcept override;
  findings look();
  void report(findings& found);
  void take_back(buffer& emptied);
  void fail();

  // Under the mutex.
  std::size_t take(std::span<const byte_span> pieces);
  void append(byte_span bytes);
  std::size_t room() const noexcept;
  void schedule();

  pipe& whole_;
  pipe_end* other_ = nullptr;
  loop_services& owner_;
  const std::string remote_address_;

  // The owning loop's alone.
  connection_events* events_ = nullptr; // null before start() and once no event may follow
  bool paused_ = false;
  bool end_reported_ = false;

  // Guarded by the mutex.
  std::shared_ptr<pipe> keep_; // set while the task is under way
  buffer incoming_;
  bool started_ = false;
  bool half_closed_ = false;
  bool closed_ = false;
  bool room_wanted_ = false;  // a write() took less than it was given
  bool write_failed_ = false; // there was a write() after the other end closed
  bool input_over_ = false;   // nothing follows what is in incoming_
  bool input_lost_ = false;   // the other end closed without reading everything
};

} // namespace carrick::net
