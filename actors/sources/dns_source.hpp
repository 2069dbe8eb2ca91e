#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/sources/dns_lookup.hpp>
#include <carrick/actors/sources/member_source.hpp>
#include <carrick/actors/sources/options.hpp>
#include <carrick/actors/sources/weak_self.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace carrick {

class node_home;

/// Members that a name resolves to, asked for every few seconds: with a port in the name its
/// addresses, else its SRV records. membership::dns says what they mean.
class dns_source final : public member_source {
 public:
  dns_source(const dns_source_options& options, node_home& home, source_events& events);
  ~dns_source() override;

  std::string name() const override { return "dns " + options_.name; }
  void start(const own_registration& self) override;
  void refresh() override;
  void stop() override;

 private:
  void ask();
  void on_answer(const result<membership::update>& answer);

  const dns_source_options options_;
  node_home& home_;
  source_events& events_;
  std::unique_ptr<dns_lookup> lookup_; ///< null unless one is under way
  bool stopped_ = false;
  member_timer<dns_source, &dns_source::ask> timer_;
  weak_self<dns_source> self_{*this};
};

} // namespace carrick
