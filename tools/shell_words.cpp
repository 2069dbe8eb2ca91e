#include <carrick/tools/shell_words.hpp>

#include <string_view>

namespace carrick::tools {
namespace {

constexpr std::string_view plain_in_a_shell =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:,./@%";

std::string shell_word(const std::string& word) {
  if (!word.empty() && word.find_first_not_of(plain_in_a_shell) == word.npos) return word;
  std::string out = "'";
  for (char c : word) out += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return out + "'";
}

} // namespace

std::string shell_line(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : " ").append(shell_word(word));
  return out;
}

} // namespace carrick::tools
