#pragma once

#include <carrick/actors/registry.hpp>
#include <carrick/sim/kit/probe.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace carrick::sim {

class ground;
class held_call;
class open_ends;
class outside_flow;

/// What comes to a probe, through all lives of its node. Outlives the node.
class probe_place {
 public:
  struct address {
    std::size_t number; ///< of the node
    std::string node, actor;
    duration limit; ///< where a call names none
  };
  probe_place(address of, open_ends& kept)
      : of_(std::move(of)), name_(of_.node + "/" + of_.actor), kept_(kept) {}

  const std::string& node() const noexcept { return of_.node; }
  const std::string& actor() const noexcept { return of_.actor; }
  const std::string& name() const noexcept { return name_; }
  std::size_t node_number() const noexcept { return of_.number; }

  // -- for the test's thread ----------------------------------------------------------------------

  /// Before anything else here; the nodes may have started before.
  void stands_on(ground& at);
  probed next(const message_type& type, duration limit);
  void expect_nothing(duration during);
  void answers(const message_type& type, std::function<void(const probed&)> f);
  std::vector<std::string> waiting() const;
  /// Its node ends: who waits for an answer is told so.
  void let_go();

  // -- for the node's loop ------------------------------------------------------------------------

  void request_came(probed what, std::shared_ptr<held_call> call);
  void post_came(probed what);
  void stream_came(probed what, std::shared_ptr<outside_flow> flow);
  void news();

 private:
  struct arrived {
    probed what;
    std::shared_ptr<outside_flow> flow; ///< of a stream
  };

  void came(arrived what);
  void check_known(const message_type& type) const;
  std::optional<arrived> take_first(const message_type& type);
  bool is_empty() const;

  const address of_;
  const std::string name_;
  open_ends& kept_;

  mutable std::mutex mutex_; // guards the rest
  ground* at_ = nullptr;
  std::deque<arrived> waiting_;
  std::map<std::uint32_t, std::function<void(const probed&)>> answers_; // by message
  std::vector<std::shared_ptr<held_call>> calls_;
};

/// The name of the kind of actor that probes are.
inline constexpr const char* probe_type = "carrick.probe";
/// Adds that kind: each actor of it is the probe of its name.
void add_probe_type(registry& to, std::vector<std::shared_ptr<probe_place>> places);

} // namespace carrick::sim
