#pragma once

#include <carrick/actors/call_state.hpp>
#include <carrick/actors/fair_inbox.hpp>
#include <carrick/actors/monitor_plan.hpp>
#include <carrick/actors/stream_core.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/random.hpp>
#include <carrick/net/slab.hpp>

#include <caf/mailbox_element.hpp>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace carrick {

/// What an actor_base holds, out of sight of users' files.
struct actor_parts {
  actor_parts(actor_base& owner, std::uint64_t seed) : inbox(owner), random(seed) {}

  fair_inbox inbox;

  std::string name;
  std::string type;
  random_source random;

  // While a message is handled.
  const caf::mailbox_element* handling = nullptr;
  call_ptr context; // continued by an event

  // What it offers.
  bool stands = false;  // its first behavior
  bool offered = false; // at least once
  std::vector<const message_type*> served;

  std::vector<call_ptr> promised; // CAF's promises; some are kept already

  std::map<monitored_actor, std::uint64_t> monitors; // their numbers
  std::uint32_t monitors_made = 0;

  std::vector<stream_core_ptr> streams;

  struct open_ask {
    pending_ask* ask = nullptr;
    std::uint32_t next = 0;
    std::uint16_t generation = 0;
  };
  net::slab<open_ask> asks;
  std::size_t asks_open = 0;

  buffer scratch;
  std::uint64_t unexpected = 0;
  bool ended = false;

  std::mutex mutex;
  status start_failure; // guarded by mutex
};

} // namespace carrick
