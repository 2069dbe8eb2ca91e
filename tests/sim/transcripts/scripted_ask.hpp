#pragma once

#include <carrick/actors/node_core.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/loop_task.hpp>
#include <carrick/serialization/message_type.hpp>

#include <functional>
#include <string>

namespace carrick::test::transcripts {

class recorder;

/// A request that a transcript makes at a node, without an actor: it can be cancelled, and may wait
/// for a link. Its verdict is told; twice if it came twice. Outlives the cluster.
class scripted_ask final : public answer_sink, private loop_task {
 public:
  struct question {
    std::string name; ///< "ask 1"
    peer to;
    const message_type* type = nullptr;
    buffer body;
    duration within{};
    bool waits = false;
    std::function<std::string(byte_span)> show; ///< of the reply; may be empty
  };
  scripted_ask(question what, std::string from, recorder& told)
      : what_(std::move(what)), from_(std::move(from)), told_(told) {}

  void start();
  void cancel();
  const std::string& from() const noexcept { return from_; }
  bool open() const noexcept { return verdicts_ == 0 && !lost_; }
  /// Its node is gone: there will be no verdict.
  void lose() noexcept { lost_ = true; }

 private:
  void run() noexcept override;
  void on_answer(const answer& verdict) noexcept override;

  question what_;
  const std::string from_;
  recorder& told_;
  int verdicts_ = 0;
  bool lost_ = false;
};

} // namespace carrick::test::transcripts
