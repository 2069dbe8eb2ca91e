#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace carrick::test::transcripts {

class stage;
class words;

/// The commands of transcripts, by their first word: docs/simulation.md lists them.
using vocabulary = std::map<std::string, std::function<void(stage&, words&)>, std::less<>>;

void add_time_commands(vocabulary& to);
void add_message_commands(vocabulary& to);
void add_fault_commands(vocabulary& to);
void add_look_commands(vocabulary& to);

/// One command; std::invalid_argument says what is wrong with it.
void perform(const vocabulary& of, stage& on, std::string_view command);

} // namespace carrick::test::transcripts
