#pragma once

#include <carrick/actors/call_state.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/net/id_map.hpp>

#include <cstdint>
#include <mutex>
#include <vector>

namespace carrick {

/// The requests of one peer that are not answered yet. Bounded by what the link machine lets run.
/// Home loop, but for find().
class call_table final : public caf::ref_counted {
 public:
  /// Puts a request into the table, until its answer has gone out.
  call_ptr open(std::shared_ptr<link_session> link, net::served_id id, const message_type* type,
                time_point deadline);
  /// Null if it was answered. Any thread.
  call_ptr find(std::uint64_t number) const;
  void close(const call_state& call);
  /// Cancels and forgets all whose link is gone (`all`: or not): nobody is there to be answered.
  void forget_lost(bool all = false);
  /// The caller of that link's request gave up, or its deadline has passed. Whether a handler has
  /// it in hand; else it will see it before it begins.
  bool cancel(const link_session& link, net::served_id id);

  std::size_t size() const;
  /// For encoding where the bytes are used at once.
  buffer& scratch() noexcept { return scratch_; }

 private:
  struct slot {
    call_ptr call;
    std::uint32_t generation = 0;
  };

  call_state* youngest(net::served_id id) const;

  // Guards slots_ and free_ where other threads look: only the home loop changes them.
  mutable std::mutex mutex_;
  std::vector<slot> slots_;
  std::vector<std::uint32_t> free_;
  net::id_map by_id_; // the slot of the youngest of each; home loop
  buffer scratch_;
};

} // namespace carrick
