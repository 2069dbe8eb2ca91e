#include <carrick/tools/exit_code.hpp>
#include <carrick/tools/explain_pages.hpp>
#include <carrick/tools/tally.hpp>

#include <catch2/catch.hpp>

#include <sstream>

using namespace carrick;
using namespace carrick::tools;

namespace {

int answered(code c) { return static_cast<int>(exit_code_of_answer(c)); }
int own(code c) { return static_cast<int>(exit_code_of(c)); }

} // namespace

TEST_CASE("the exit codes are the ones that are documented") {
  CHECK(own(code::ok) == 0);
  CHECK(own(code::internal) == 1);
  CHECK(own(code::bad_config) == 2);
  CHECK(own(code::address_in_use) == 2);
  CHECK(own(code::unreachable) == 3);
  CHECK(own(code::link_lost) == 3);
  CHECK(own(code::deadline_exceeded) == 4);
  CHECK(own(code::no_handler) == 5);
  CHECK(own(code::not_found) == 5);
  CHECK(own(code::refused) == 6);
  CHECK(own(code::version_mismatch) == 6);
  CHECK(own(code::duplicate_node) == 6);
  CHECK(static_cast<int>(exit_code::partial) == 7);
  CHECK(static_cast<int>(exit_code_of_signal(2)) == 130);
  CHECK(static_cast<int>(exit_code_of_signal(15)) == 143);
}

TEST_CASE("what a handler answers is 64 and its number, what the way there says is not") {
  CHECK(answered(code::ok) == 0);
  CHECK(answered(code::unreachable) == 3);
  CHECK(answered(code::deadline_exceeded) == 4);
  CHECK(answered(code::no_handler) == 5);
  CHECK(answered(code::version_mismatch) == 6);
  CHECK(answered(code::invalid_argument) == 64 + 6);
  CHECK(answered(code::not_found) == 64 + 7);
  CHECK(answered(code::internal) == 64 + 14);
  CHECK(answered(code::ended) == 64 + 24);
}

TEST_CASE("many of the same: all, none or some") {
  tally t;
  CHECK(t.exit() == 0);
  t.add(3);
  t.add(4);
  CHECK(t.exit() == 4);
  t.add(0);
  CHECK(t.exit() == 7);
}

TEST_CASE("every code has a page") {
  for (int i = 0; i < code_count; ++i) {
    auto c = static_cast<code>(i);
    INFO(name_of(c));
    CHECK(explain_page(c).size() > 40);
    auto text = explain_text(c);
    CHECK(text.starts_with(error_id_of(c)));
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 90);
  }
}
