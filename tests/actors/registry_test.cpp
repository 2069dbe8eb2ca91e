#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"
#include "../support/text_table.hpp"

#include <caf/send.hpp>

namespace carrick::test {
namespace {

using kv::get;
using kv::put;
using kv::value;

struct options {
  std::int64_t max_keys = 10;
  std::string backup;
  CARRICK_OPTIONS(options, max_keys, backup)
};

struct state {
  options given;
};

std::vector<std::string> actors_made; // by the actors below

behavior plain(actor_base* self) {
  actors_made.push_back("plain " + self->label());
  return self->serve([](const get&) { return value{}; });
}
behavior with_options(stateful<state>* self, const options& given) {
  actors_made.push_back(self->actor_name() + " " + std::to_string(given.max_keys) + " " +
                        given.backup);
  self->state.given = given;
  return self->serve([=](const get&) { return value{self->state.given.backup, true}; });
}
void without_behavior(actor_base* self) {
  actors_made.push_back("becoming");
  self->become([](caf::tick_atom) {});
}

class own_class final : public actor_base {
 public:
  using options = test::options;
  own_class(caf::actor_config& config, options given) : actor_base(config), backup_(given.backup) {}
  caf::behavior make_behavior() override {
    actors_made.push_back("class " + backup_);
    return serve([this](const get&) { return value{backup_, true}; });
  }

 private:
  std::string backup_;
};

registry all_kinds() {
  return registry{}
    .messages<get, put>()
    .add("plain", plain)
    .add("with_options", with_options)
    .add("without_behavior", without_behavior)
    .add<own_class>("own_class");
}

TEST_CASE("actors of all kinds are spawned by name") {
  actors_made.clear();
  fake_core node{all_kinds()};
  node.spawn("a", "plain");
  node.settle();
  node.spawn("b", "with_options");
  node.settle();
  node.spawn("c", "without_behavior");
  node.settle();
  node.spawn("d", "own_class", text_table({{"backup", "n3"}}));
  node.settle();
  CHECK(actors_made ==
        std::vector<std::string>{"plain a (plain)", "b 10 ", "becoming", "class n3"});
  CHECK(node.serving == std::vector<std::string>{"a", "b", "c", "d"});
  node.arrive("d", get{"x"});
  CHECK(node.last_reply<value>()->data == "n3");
}

TEST_CASE("options are filled from the configuration, and mistakes say where they are") {
  actors_made.clear();
  fake_core node{all_kinds()};
  node.spawn("b", "with_options", text_table({{"max_keys", "5"}, {"backup", "n2"}}));
  node.settle();
  CHECK(actors_made == std::vector<std::string>{"b 5 n2"});

  auto spawn = [&](std::string type, std::shared_ptr<value_source> given) {
    return node.types()
      .spawn(node, node.system(), {"x", std::move(type), std::move(given)})
      .error();
  };
  auto misspelt = spawn("with_options", text_table({{"max_key", "5"}}));
  CHECK(misspelt == code::bad_config);
  CHECK(misspelt.message().find("cluster.toml:1: ") == 0);
  CHECK(misspelt.message().find("max_keys") != std::string::npos);
  CHECK(spawn("plain", text_table({{"any", "5"}})) == code::bad_config);
}

TEST_CASE("an unknown kind of actor is answered with the nearest, or all") {
  fake_core node{all_kinds()};
  auto spawn = [&](std::string type) {
    return node.types().spawn(node, node.system(), {"x", std::move(type), nullptr}).error();
  };
  CHECK(spawn("plian").message() ==
        "actor x has the unknown type \"plian\"; did you mean \"plain\"?");
  CHECK(spawn("zzz").message() ==
        "actor x has the unknown type \"zzz\"; known are plain, with_options, without_behavior, "
        "own_class");
  CHECK(registry{}.spawn(node, node.system(), {"x", "zzz", nullptr}).error().message() ==
        "actor x has the unknown type \"zzz\"; this application has no actors");
}

TEST_CASE("a registry knows what it has, and what is wrong with it") {
  auto types = all_kinds();
  CHECK(types.check().ok());
  CHECK(types.messages().find("kv.get") != nullptr);
  CHECK(types.messages().find("kv.value") != nullptr);
  CHECK(types.messages().find("carrick.members") != nullptr);
  REQUIRE(types.find_actor_type("with_options") != nullptr);
  CHECK(types.find_actor_type("with_options")->options.size() == 2);
  CHECK(types.find_actor_type("with_options")->options[0].name == "max_keys");
  CHECK(types.find_actor_type("plain")->options.empty());

  types.add("plain", plain);
  CHECK(types.check() == code::invalid_argument);
  CHECK(types.check().message() == "two kinds of actors are named plain");
  auto echo = [] { return [](raw_request& r) { r.reply(r.body()); }; };
  auto handlers = registry{}.handle_raw("echo", echo).handle_raw("echo", echo);
  CHECK(handlers.check().message() == "two inline handlers serve echo");
  CHECK(registry{}.add(handlers).check().message().find("echo") != std::string::npos);
}

} // namespace
} // namespace carrick::test
