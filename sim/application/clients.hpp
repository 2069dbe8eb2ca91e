#pragma once

#include <carrick/sim/application/client_host.hpp>
#include <carrick/sim/application/fiber.hpp>
#include <carrick/sim/application/trial.hpp>
#include <carrick/sim/outcome.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace carrick::sim {

/// The application's part of a run: runs the clients of its workloads, and looks at its invariants.
class clients final : public client_host {
 public:
  /// `made` is asked for the workloads and invariants; the world and the trial outlive the run's
  /// nodes.
  clients(world& in, const application& made, std::vector<std::string> nodes);
  ~clients();

  /// The nodes are there: clients come within a second.
  void begin(cluster& nodes);
  /// A loop of that node has done a turn.
  void turned(std::size_t node);
  /// The process of that node ends.
  void process_ended(std::size_t node, std::uint64_t incarnation);
  /// The faults are over: clients come to their end.
  void calm() noexcept { calm_ = true; }
  /// What keeps the application from being right without faults: a client that has not ended, or an
  /// invariant of quiet moments.
  std::optional<violation> missing();
  /// Everything else is right: what is judged once.
  void judge();
  /// The run is over: clients that wait are left.
  void leave();

  /// The first thing that does not hold.
  const std::optional<violation>& found() const noexcept { return found_; }
  std::vector<exhibit> exhibits() const;

  // client_host
  world& in() noexcept override { return world_; }
  cluster& where() noexcept override { return *cluster_; }
  std::uint64_t process_of(std::size_t node) const override;
  const std::string& name_of(std::size_t node) const override;
  peer target_of(std::size_t node, std::string_view to) const override;
  bool goes_on() const noexcept override { return !calm_; }
  bool is_over() const noexcept override { return over_; }
  void keep(std::shared_ptr<client_call> call) override;
  void keep(std::shared_ptr<client_flow> flow) override;
  void go_on(fiber& who) override;
  void note(const std::string& client, const std::string& text) override;

 private:
  struct one {
    std::string workload;
    std::unique_ptr<workload_client> self;
    std::unique_ptr<fiber> runs;
    bool over = false; ///< and told
  };

  void add(const trial::named_workload& what);
  void run(fiber& who);
  void ended(one& who);
  std::string said(const trial::named_invariant& what, const look& at) const;
  void violated(std::string name, std::string text);

  world& world_;
  trial trial_;
  cluster* cluster_ = nullptr;
  std::vector<std::unique_ptr<one>> all_;
  std::vector<std::shared_ptr<client_call>> calls_; // which their nodes still know
  std::vector<std::shared_ptr<client_flow>> flows_;
  std::vector<const trial::named_invariant*> of_turns_; // those that are looked at so often
  bool calm_ = false, over_ = false;
  std::optional<violation> found_;
};

} // namespace carrick::sim
