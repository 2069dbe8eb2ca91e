#include <carrick/actors/line_printer.hpp>

#include <caf/error.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/message.hpp>
#include <caf/message_handler.hpp>
#include <caf/system_messages.hpp>
#include <caf/type_id.hpp>

#include <cstdio>
#include <utility>
#include <vector>

namespace carrick {

void print_to_stderr(std::string_view line) {
  std::string text(line);
  text += '\n';
  std::fwrite(text.data(), 1, text.size(), stderr);
}

line_printer::line_printer(caf::actor_config& config, line_sink sink)
    : caf::monitorable_actor(config), sink_(std::move(sink)) {}

void line_printer::enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) {
  caf::message content = what->move_content_to_message();
  content.apply({
    [this](caf::add_atom, caf::actor_id who, const std::string& text) { append(who, text); },
    [this](caf::flush_atom, caf::actor_id who) { flush(who); },
    [this](caf::delete_atom, caf::actor_id who) { flush(who); },
  });
  if (content.match_elements<caf::exit_msg>())
    cleanup(caf::error(content.get_as<caf::exit_msg>(0).reason), host);
}

void line_printer::append(caf::actor_id who, std::string_view text) {
  std::vector<std::string> lines;
  {
    const std::lock_guard guard(mutex_);
    std::string& line = unfinished_[who];
    for (const char c : text) {
      if (c != '\n') line += c;
      if (c == '\n' || line.size() == line_bytes_max) lines.push_back(std::exchange(line, {}));
    }
    if (line.empty()) unfinished_.erase(who);
  }
  for (const std::string& each : lines) sink_(each);
}

void line_printer::flush(caf::actor_id who) {
  std::string line;
  {
    const std::lock_guard guard(mutex_);
    const auto found = unfinished_.find(who);
    if (found == unfinished_.end()) return;
    line = std::move(found->second);
    unfinished_.erase(found);
  }
  sink_(line);
}

} // namespace carrick
