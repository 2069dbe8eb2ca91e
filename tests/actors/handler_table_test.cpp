#include "../support/allocation_meter.hpp"

#include <carrick/actors/handler_table.hpp>

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

/// Serves one message in the name of an actor, or of the node itself, and counts who asks for the
/// names.
class named_handler final : public message_handler {
 public:
  named_handler(std::string actor, std::string message, std::size_t& looks)
      : actor_(std::move(actor)), message_(std::move(message)), looks_(looks) {}

  const message_type* type() const noexcept override { return nullptr; }
  std::string_view message_name() const noexcept override { return ++looks_, message_; }
  std::string_view kind() const noexcept override { return "test"; }
  std::string_view actor_name() const noexcept override { return ++looks_, actor_; }
  /// Never looked into: each handler has an actor of its own.
  const actor_base* served_by() const noexcept override { return actor_of(*this); }

  static const actor_base* actor_of(const message_handler& handler) noexcept {
    return reinterpret_cast<const actor_base*>(&handler);
  }

 private:
  const std::string actor_, message_;
  std::size_t& looks_;
};

struct filled_table {
  explicit filled_table(std::size_t actors = 0) {
    for (std::size_t i = 0; i < actors; ++i) CHECK(add("a" + std::to_string(i), "kv.get").ok());
  }
  status add(const std::string& actor, const std::string& message) {
    auto handler = std::make_shared<named_handler>(actor, message, looks);
    last = named_handler::actor_of(*handler);
    return table.add({target_of(actor), name_hash(message)}, handler);
  }
  static std::uint32_t target_of(std::string_view actor) {
    return actor.empty() ? 0 : name_hash(actor);
  }
  std::string text(std::string_view actor, std::string_view message) const {
    return table.no_handler_text({target_of(actor), name_hash(message)});
  }
  /// Who serves the message where no actor is named; "" for nobody.
  std::string alias(std::string_view message) const {
    auto* found = table.find({0, name_hash(message)});
    if (found == nullptr) return "";
    return found->actor_name().empty() ? "the node" : std::string{found->actor_name()};
  }

  std::size_t looks = 0;
  handler_table table{"n1"};
  const actor_base* last = nullptr;
};

TEST_CASE("a message for no actor goes to the node, else to the one actor that serves it") {
  filled_table t;
  CHECK(t.alias("kv.get") == "");
  CHECK(t.add("a", "kv.get").ok());
  auto* a = t.last;
  CHECK(t.alias("kv.get") == "a");
  CHECK(t.add("b", "kv.get").ok());
  auto* b = t.last;
  CHECK(t.alias("kv.get") == "");
  t.table.remove_target(name_hash("a"), b); // another's
  CHECK(t.alias("kv.get") == "");
  t.table.remove_target(name_hash("a"), a);
  CHECK(t.alias("kv.get") == "b");
  CHECK(t.add("", "kv.get").ok());
  CHECK(t.alias("kv.get") == "the node");
  t.table.remove_target(name_hash("b"), b);
  CHECK(t.alias("kv.get") == "the node");
  CHECK(t.table.all().size() == 1);
  CHECK(t.add("", "kv.get") == code::invalid_argument);
}

TEST_CASE("a refusal names the node, and what would do") {
  filled_table t;
  CHECK(t.text("", "kv.get") == "nothing on n1 serves this message");
  CHECK(t.text("store", "kv.get") == "no such actor on n1");
  CHECK(t.add("b", "kv.get").ok());
  CHECK(t.add("b", "kv.put").ok());
  CHECK(t.text("store", "kv.get") == "no such actor on n1; kv.get is served by b/kv.get");
  CHECK(t.text("b", "kv.scan") == "b does not serve this message; it accepts: kv.get, kv.put");
  CHECK(t.add("a", "kv.get").ok());
  CHECK(t.text("", "kv.get") == "kv.get is served by a/kv.get, b/kv.get: name one of them");
}

TEST_CASE("a refusal looks at a few names only, of however many actors") {
  filled_table few{10}, many{4'000};
  auto looks_of = [](filled_table& t, std::string_view actor, std::string_view message) {
    auto before = t.looks;
    CHECK(t.text(actor, message).size() < 256);
    return t.looks - before;
  };
  for (auto [actor, message] : {std::pair{"", "kv.get"},
                                {"store", "kv.get"},
                                {"store", "kv.scan"},
                                {"a1", "kv.scan"},
                                {"", "kv.scan"}}) {
    INFO(actor << " " << message);
    CHECK(looks_of(many, actor, message) <= looks_of(few, actor, message));
  }
  CHECK_THAT(many.text("", "kv.get"),
             Catch::Contains("a1003/kv.get and 3992 more: name one of them"));
}

TEST_CASE("handlers come and go at the same cost, of however many actors") {
  auto taken = [](std::size_t actors) {
    allocation_meter meter;
    filled_table t;
    std::vector<std::pair<std::uint32_t, const actor_base*>> all;
    for (std::size_t i = 0; i < actors; ++i) {
      REQUIRE(t.add("a" + std::to_string(i), "kv.get").ok());
      all.emplace_back(name_hash("a" + std::to_string(i)), t.last);
    }
    for (auto [target, actor] : all) t.table.remove_target(target, actor);
    CHECK(t.table.all().empty());
    return meter.bytes();
  };
  CHECK(taken(4'000) < 6 * taken(1'000));
}

} // namespace
} // namespace carrick::test
