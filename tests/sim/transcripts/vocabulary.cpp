#include "vocabulary.hpp"

#include "words.hpp"

#include <stdexcept>

namespace carrick::test::transcripts {

void perform(const vocabulary& of, stage& on, std::string_view command) {
  words rest{command};
  const auto verb = rest.next();
  const auto found = of.find(verb);
  if (found == of.end()) throw std::invalid_argument("no command \"" + verb + "\"");
  found->second(on, rest);
  rest.expect_end();
}

} // namespace carrick::test::transcripts
