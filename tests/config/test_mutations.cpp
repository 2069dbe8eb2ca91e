#include <carrick/tests/support/config_text.hpp>

#include <catch2/catch.hpp>

#include <sstream>

namespace carrick::test {
namespace {

struct mutation {
  std::size_t line; ///< from 1
  std::string text; ///< the whole file, with one thing wrong on that line
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Where keys begin: words that an "=" follows, and the words of headers.
std::vector<std::size_t> keys_of(std::string_view text) {
  std::vector<std::size_t> out;
  bool in_string = false, in_header = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    bool starts_line = i == 0 || text[i - 1] == '\n';
    if (starts_line) in_header = c == '[';
    if (c == '"') in_string = !in_string;
    bool starts_word = is_word(c) && (i == 0 || !is_word(text[i - 1]));
    if (in_string || !starts_word) continue;
    auto end = i;
    while (is_word(text[end])) ++end;
    if (in_header || text.substr(end, 2) == " =") out.push_back(i);
  }
  return out;
}

std::size_t line_of(std::string_view text, std::size_t at) {
  return static_cast<std::size_t>(
           std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) +
    1;
}

/// Keys whose names are the user's own choice.
bool is_free(std::string_view text, std::size_t at) {
  for (auto name : {"n1", "n2", "ci", "role", "zone"})
    if (text.substr(at).starts_with(name)) return true;
  return false;
}

/// What stands behind each "= ", replaced by something of no allowed type.
std::vector<mutation> wrong_values() {
  std::vector<mutation> out;
  std::string text{full_text};
  for (std::size_t at = 0; (at = text.find(" = ", at)) != text.npos; at += 3) {
    auto begin = at + 3;
    if (text[begin] == '{') continue; // its keys are mutated one by one
    auto end = text.find_first_of(",}\n", begin);
    for (std::string_view wrong : {"-1", "nan", "[[]]", "{ x = 1 }", "\"\\u0001\"", "1979-05-27"})
      out.push_back(
        {line_of(text, at), text.substr(0, begin) + std::string{wrong} + text.substr(end)});
  }
  return out;
}

TEST_CASE("every key, misspelt, is a finding on its line") {
  config::load_options options{.types = store_types()};
  std::size_t tried = 0;
  for (auto at : keys_of(full_text)) {
    if (is_free(full_text, at)) continue;
    std::string text{full_text};
    text.insert(at, "x");
    INFO("line " << line_of(text, at) << ": " << text.substr(at, 20));
    auto found = config::load_text(text, "c.toml", options).error();
    REQUIRE_FALSE(found.empty());
    bool on_its_line = std::any_of(found.begin(), found.end(), [&](const config::finding& f) {
      return f.where.line == line_of(text, at);
    });
    CHECK(on_its_line);
    ++tried;
  }
  CHECK(tried > 50);
}

TEST_CASE("every value, replaced by what it cannot be, is a finding on its line") {
  config::load_options options{.types = store_types()};
  // These hold for any text; for the actor's own options its type decides.
  auto takes_any_text = [](const mutation& m) {
    std::istringstream lines{m.text};
    std::string line;
    for (std::size_t i = 0; i < m.line; ++i) std::getline(lines, line);
    return line.find("\\u0001") != line.npos &&
      (line.starts_with("app_version") || line.starts_with("cluster") || line.starts_with("tags") ||
       line.starts_with("options"));
  };
  auto is_fine = [&](const mutation& m) { // -1 is a number of keys as good as any
    return takes_any_text(m) || m.text.find("max_keys = -1") != m.text.npos;
  };
  std::size_t tried = 0;
  for (const auto& m : wrong_values()) {
    if (is_fine(m)) continue;
    std::istringstream lines{m.text};
    std::string line;
    for (std::size_t i = 0; i < m.line; ++i) std::getline(lines, line);
    INFO("line " << m.line << ": " << line);
    auto found = config::load_text(m.text, "c.toml", options).error();
    REQUIRE_FALSE(found.empty());
    bool on_its_line = std::any_of(
      found.begin(), found.end(), [&](const config::finding& f) { return f.where.line == m.line; });
    CHECK(on_its_line);
    ++tried;
  }
  CHECK(tried > 150);
}

TEST_CASE("the unchanged file has no finding") {
  CHECK(findings_of(full_text, {.types = store_types()}).empty());
}

} // namespace
} // namespace carrick::test
