#include <carrick/actors/nearest_actor.hpp>

#include <carrick/actors/decoding.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_layouts.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/system_messages.hpp>
#include <carrick/core/nearest.hpp>
#include <carrick/serialization/codec.hpp>
#include <carrick/serialization/message_type.hpp>

#include <algorithm>
#include <memory>
#include <vector>

namespace carrick {
namespace {

using system_messages::actor_rows;
using system_messages::actors;

constexpr auto answer_limit = std::chrono::seconds(1);

std::string advice_for(const std::string& name, const actor_rows& there) {
  std::vector<std::string> names;
  for (const auto& each : there.actors) names.push_back(each.name);
  if (std::find(names.begin(), names.end(), name) != names.end()) return {};
  auto meant = nearest(name, names);
  return "no actor \"" + name + "\" there" + (meant.empty() ? "" : "; is \"" + meant + "\" meant?");
}

/// Lives until its answer.
class question final : public answer_sink {
 public:
  question(std::string name, std::function<void(const std::string&)> then)
      : name_(std::move(name)), then_(std::move(then)) {}

  void on_answer(const answer& verdict) noexcept override {
    std::unique_ptr<question> self{this};
    then_(advice_of(verdict));
  }

 private:
  std::string advice_of(const answer& verdict) const {
    if (verdict.code != code::ok) return {};
    decode_options how;
    if (verdict.layouts != nullptr) how = verdict.layouts->decoding(message_id<actor_rows>);
    auto rows = decode<actor_rows>(verdict.payload, how);
    return rows ? advice_for(name_, *rows) : std::string{};
  }

  const std::string name_;
  const std::function<void(const std::string&)> then_;
};

} // namespace

void ask_for_nearest_actor(node_core& core, peer_record& at, std::string name,
                           std::function<void(const std::string& advice)> then) {
  outgoing message;
  message.type = &message_type_of<actors>();
  message.head.to = {0, message.type->id};
  message.deadline = core.now() + answer_limit;
  buffer body;
  encode(actors{}, body);
  message.body = body.bytes();
  core.request(at, message,
               *std::make_unique<question>(std::move(name), std::move(then)).release());
}

} // namespace carrick
