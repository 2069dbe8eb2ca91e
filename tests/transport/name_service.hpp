#pragma once

#include <string>
#include <vector>

namespace carrick::test {

/// Stands in for getaddrinfo() in this process while it exists: names below ".test" are looked up
/// here, others as ever.
class name_service {
 public:
  name_service();
  ~name_service();
  name_service(const name_service&) = delete;
  name_service& operator=(const name_service&) = delete;

  /// `addresses` are numeric, in the order in which they are tried.
  void add(const std::string& name, const std::vector<std::string>& addresses);
  /// Look-ups wait until release().
  void hold();
  void release();
};

} // namespace carrick::test
