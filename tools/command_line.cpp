#include <carrick/tools/command_line.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>

namespace carrick::tools {
namespace {

bool looks_like_option(const std::string& word) { return word.size() > 1 && word[0] == '-'; }

void add_option_names(const CLI::App& app, std::vector<std::string>& names) {
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
}

} // namespace

command_line::command_line(std::string program, command_list commands)
    : program_(std::move(program)),
      commands_(std::move(commands)),
      app_(std::make_unique<CLI::App>("", program_)) {
  app_->fallthrough();
  app_->allow_extras(); // what is not understood is ours to explain
  app_->require_subcommand(0, 1);
  command_args global{*app_};
  globals_.declare(global);
  for (const auto& one : commands_) {
    auto* sub = app_->add_subcommand(one->name(), one->summary());
    sub->fallthrough();
    sub->allow_extras();
    sub->footer("Flags of all commands: " + program_ + " --help");
    command_args args{*sub};
    one->declare(args);
  }
}

command_line::~command_line() = default;

command_line::parsed command_line::parse(std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end()); // as CLI11 takes them
  try {
    app_->parse(std::move(arguments));
    globals_.finish();
    return chosen();
  } catch (const CLI::CallForHelp&) {
    return help{app_->help()};
  } catch (const CLI::ParseError& error) {
    globals_.finish();
    return wrong(error);
  }
}

command_line::parsed command_line::chosen() {
  auto rest = app_->remaining(true);
  if (!rest.empty()) return not_understood(rest.front());
  const auto* app = chosen_app();
  if (app == app_.get())
    return usage_failure("a command is missing", {near_names("", command_names(), "There is")});
  for (const auto& one : commands_)
    if (one->name() == app->get_name()) return one.get();
  return usage_failure("no such command");
}

// A word that was not understood explains more than what is missing because of it.
command_line::parsed command_line::wrong(const CLI::ParseError& error) {
  auto rest = app_->remaining(true);
  if (!rest.empty()) return not_understood(rest.front());
  return usage_failure(error.what(), {usage_of(*chosen_app())});
}

const CLI::App* command_line::chosen_app() const {
  auto chosen = app_->get_subcommands();
  return chosen.empty() ? app_.get() : chosen.front();
}

failure command_line::not_understood(const std::string& word) const {
  const auto* app = chosen_app();
  if (looks_like_option(word)) {
    std::vector<std::string> names;
    add_option_names(*app, names);
    if (app != app_.get()) add_option_names(*app_, names);
    auto name = word.substr(0, word.find('='));
    return usage_failure("unknown option \"" + name + "\"", {near_names(name, names, "There is")});
  }
  if (app == app_.get())
    return usage_failure("unknown command \"" + word + "\"",
                         {near_names(word, command_names(), "There is")});
  return usage_failure("nothing was expected at \"" + word + "\"", {usage_of(*app)});
}

std::string command_line::usage_of(const CLI::App& app) const {
  std::string out = "usage: " + program_;
  if (&app == app_.get()) return out + " COMMAND ...";
  out += " " + app.get_name();
  for (const auto* option : app.get_options()) {
    if (!option->get_positional()) continue;
    auto name = option->get_name(true);
    out += option->get_required() ? " " + name : " [" + name + "]";
  }
  return out;
}

std::vector<std::string> command_line::command_names() const {
  std::vector<std::string> out;
  for (const auto& one : commands_) out.push_back(one->name());
  return out;
}

} // namespace carrick::tools
