#include "words.hpp"

#include <carrick/core/quantity.hpp>

#include <algorithm>
#include <stdexcept>

namespace carrick::test::transcripts {
namespace {

std::string_view without_spaces(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == text.npos ? std::string_view{} : text.substr(first);
}

std::string_view first_word(std::string_view text) {
  text = without_spaces(text);
  return text.substr(0, text.find(' '));
}

[[noreturn]] void fail_at(std::string_view what, std::string_view got) {
  throw std::invalid_argument(std::string{what} + " expected, not \"" + std::string{got} + "\"");
}

} // namespace

bool words::done() const noexcept { return without_spaces(rest_).empty(); }

std::string words::next() {
  if (done()) throw std::invalid_argument("a word more expected");
  const auto word = first_word(rest_);
  rest_ = without_spaces(rest_).substr(word.size());
  return std::string{word};
}

std::string words::rest() {
  if (done()) throw std::invalid_argument("a word more expected");
  const auto all = without_spaces(rest_);
  rest_ = {};
  return std::string{all};
}

std::size_t words::next_number() {
  const auto word = next();
  const bool digits =
    std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || word.size() > 9) fail_at("a number", word);
  return std::stoul(word);
}

duration words::next_duration() {
  const auto word = next();
  if (const auto parsed = parse_duration(word)) return *parsed;
  fail_at("a duration such as 200ms", word);
}

bool words::skip(std::string_view word) {
  if (first_word(rest_) != word) return false;
  next();
  return true;
}

void words::expect(std::string_view word) {
  if (!skip(word)) fail_at("\"" + std::string{word} + "\"", first_word(rest_));
}

void words::expect_end() {
  if (!done()) fail_at("nothing more", rest());
}

duration words::duration_after(std::string_view word, duration otherwise) {
  return skip(word) ? next_duration() : otherwise;
}

} // namespace carrick::test::transcripts
