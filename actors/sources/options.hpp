#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/result.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/update.hpp>

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace carrick {

/// What a file with members says now.
struct member_reading {
  membership::update members;
  std::vector<std::string> warnings; ///< what else is new in it, and has no effect
};

/// Reads a list of members, on a thread that may block.
class member_reader {
 public:
  virtual ~member_reader() = default;
  /// A failure says what is wrong at which place.
  virtual result<member_reading> read() = 0;
};

/// The members of node_options, for ever.
struct static_source_options {};

/// The members of a file, read again when it changes.
struct file_source_options {
  std::string file;
  std::shared_ptr<member_reader> reader; ///< used by one thread at a time
};

/// Members register themselves in etcd (3.4 or newer, over its JSON gateway), and go with their
/// lease.
struct etcd_source_options {
  std::vector<std::string> endpoints;      ///< "host:port", tried in turn
  std::string prefix;                      ///< of the keys: a member is at prefix + its id
  duration lease_ttl = limits::etcd_lease; ///< whole seconds; a member that died is gone after it
};

/// Members are what a name resolves to.
struct dns_source_options {
  std::string name; ///< with a port ("kv.example:7101") its addresses, without one its SRV records
  duration every = limits::dns_every;
  std::string server; ///< "host:port" to ask; empty: those of the system
};

/// A program prints who comes and goes, a JSON object a line.
struct exec_source_options {
  std::vector<std::string> command; ///< program and arguments
};

/// Where a node's members come from.
struct source_options {
  std::variant<static_source_options, file_source_options, etcd_source_options, dns_source_options,
               exec_source_options>
    from;
  duration settle =
    limits::membership_settle; ///< a removal stands this long before it takes effect
};

} // namespace carrick
