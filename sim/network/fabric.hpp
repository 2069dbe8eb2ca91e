#pragma once

#include <carrick/core/time.hpp>
#include <carrick/sim/network/fwd.hpp>
#include <carrick/sim/network/happening.hpp>
#include <carrick/sim/network/path.hpp>
#include <carrick/sim/world.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carrick::sim::transit {

/// What the parts of a network share: hosts, the routes between them, and who is on them. All lists
/// are in the order in which things came to be.
class fabric final : public std::enable_shared_from_this<fabric> {
 public:
  explicit fabric(world& in);
  ~fabric();
  fabric(const fabric&) = delete;
  fabric& operator=(const fabric&) = delete;

  world& in() const noexcept { return in_; }
  time_point now() const noexcept { return in_.now(); }

  path_options default_path;
  dial_options default_dials;

  /// Made when first named.
  host& host_named(const std::string& name);
  route& way(host& from, host& to);
  route& way(const std::string& from, const std::string& to);

  // Who listens.
  /// False if somebody does already.
  bool add_listener(const std::string& address, listening& which);
  void remove_listener(const std::string& address);
  /// Null if nobody does.
  listening* listener_at(std::string_view address) const;
  /// Who has listened there last, or who is named like its part before the colon.
  host& host_at(const std::string& address);
  /// "n1:0" with a port that nobody has; others as they are.
  std::string with_port(std::string address);

  // Who is connected.
  std::uint64_t next_id() noexcept { return ++ids_; }
  void add(std::shared_ptr<channel> made);
  void forget(const channel& over);
  void add(std::shared_ptr<dialing> begun);
  void forget(const dialing& over);

  // What happens to it.
  void set_silent(route& which, bool silent);
  void set_path(route& which, const path_options& options);
  void hear_all();
  std::size_t break_down(const host& a, const host& b);
  std::size_t half_close(const host& from, const host& to);
  void kill(host& which, bool reset);
  void revive(host& which);
  void stop_accepting(host& which, duration length);
  /// Nothing happens any more.
  void stop();

  // What is.
  std::size_t connections() const;
  std::size_t connections(const host& a, const host& b) const;
  std::uint64_t delivered_bytes() const noexcept { return delivered_bytes_; }
  std::uint64_t deliveries() const noexcept { return deliveries_; }

  /// `which` and `size`: what tells it from others; `about` for people.
  void note(happening what, const host& at, std::uint64_t which, std::size_t size,
            std::string_view about);
  void count_delivery(std::uint64_t which, std::size_t bytes);

 private:
  std::vector<listening*> all_listeners(const host& at) const;
  std::vector<std::shared_ptr<channel>> all_channels() const;
  std::vector<std::shared_ptr<dialing>> all_dialings() const;
  void on_blocked(route& which);
  void on_free(route& which);
  template <class Function>
  void each_route(Function function);

  world& in_;
  std::map<std::string, std::unique_ptr<host>, std::less<>> hosts_;
  std::map<std::pair<std::size_t, std::size_t>, std::unique_ptr<route>> routes_; // by index
  std::map<std::string, listening*, std::less<>> listeners_;
  std::map<std::string, host*, std::less<>> hosts_of_addresses_;
  std::map<std::uint64_t, std::shared_ptr<channel>> channels_;
  std::map<std::uint64_t, std::shared_ptr<dialing>> dialings_;
  std::uint64_t ids_ = 0;
  std::uint64_t ports_ = 0;
  std::uint64_t delivered_bytes_ = 0;
  std::uint64_t deliveries_ = 0;
};

} // namespace carrick::sim::transit
