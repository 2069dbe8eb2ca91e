#include "transcripts/line_diff.hpp"
#include "transcripts/stage.hpp"
#include "transcripts/transcript_file.hpp"
#include "transcripts/vocabulary.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <vector>

namespace carrick::test::transcripts {
namespace {

namespace fs = std::filesystem;

const vocabulary& commands() {
  static const vocabulary all = [] {
    vocabulary out;
    add_time_commands(out);
    add_message_commands(out);
    add_fault_commands(out);
    add_look_commands(out);
    return out;
  }();
  return all;
}

/// The same commands with what they write now. A mistake in a command ends the test at its line.
transcript_file played(transcript_file file, const std::string& name) {
  stage on;
  for (auto& block : file.blocks) {
    for (std::size_t i = 0; i < block.head.size(); ++i) {
      if (!is_command(block.head[i])) continue;
      INFO(name << ":" << block.first_line + i << ": " << block.head[i]);
      perform(commands(), on, block.head[i]);
    }
    block.output = on.told().take();
  }
  return file;
}

void check_transcript(const fs::path& path) {
  const auto expected = read_text(path);
  const auto name = path.filename().string();
  const auto file = transcript_file::parse(expected);
  const auto actual = played(file, name).text();
  if (actual == expected) {
    SUCCEED();
    return;
  }
  if (std::getenv("CARRICK_REWRITE") != nullptr) {
    write_text(path, actual);
    WARN(name << " is written anew");
    return;
  }
  FAIL("not what is recorded (CARRICK_REWRITE=1 records it anew)\n--- "
       << name << "\n+++ now\n"
       << unified_diff(expected, actual));
}

class transcript final : public Catch::ITestInvoker {
 public:
  explicit transcript(fs::path file) : file_(std::move(file)) {}
  void invoke() const override { check_transcript(file_); }

 private:
  const fs::path file_;
};

std::vector<fs::path> files() {
  std::vector<fs::path> found;
  std::error_code missing;
  for (const auto& each : fs::directory_iterator{TRANSCRIPTS_FOLDER, missing})
    if (each.path().extension() == ".txt") found.push_back(each.path());
  std::sort(found.begin(), found.end());
  return found;
}

/// A test case a file: a new file is a new test.
class all_transcripts {
 public:
  all_transcripts() {
    for (const auto& file : files())
      registered_.emplace_back(
        new transcript{file}, Catch::SourceLineInfo{__FILE__, __LINE__}, Catch::StringRef{},
        Catch::NameAndTags{"transcript: " + file.stem().string(), "[transcripts]"});
  }

 private:
  std::deque<Catch::AutoReg> registered_;
};

const all_transcripts registered;

TEST_CASE("there are transcripts", "[transcripts]") { CHECK(files().size() >= 10); }

TEST_CASE("a transcript is read and written without loss", "[transcripts]") {
  const std::string text =
    "# Two blocks.\n\nnodes 2\nadvance 1s\n----\n  0.001 n1 a\n\n"
    "# no output\nheal\n";
  const auto file = transcript_file::parse(text);
  REQUIRE(file.blocks.size() == 2);
  CHECK(file.blocks[1].first_line == 8);
  CHECK(file.blocks[1].output.empty());
  CHECK(file.text() == text);
  CHECK(transcript_file::parse("# New.\nnodes 2\n----").text() == "# New.\nnodes 2\n");
  CHECK_THROWS_WITH(transcript_file::parse("nodes 2\n"), Catch::Contains("first line"));
}

TEST_CASE("a difference is shown as in a patch", "[transcripts]") {
  CHECK(unified_diff("a\nb\n", "a\nb\n").empty());
  CHECK(unified_diff("1\n2\n3\n4\n5\n6\nx\n", "1\n2\n3\n4\n5\n6\ny\nz\n") ==
        "@@ -4 +4 @@\n 4\n 5\n 6\n-x\n+y\n+z\n");
}

TEST_CASE("a mistake in a command is named", "[transcripts]") {
  stage on;
  CHECK_THROWS_WITH(perform(commands(), on, "adavnce 1s"), Catch::Contains("adavnce"));
  CHECK_THROWS_WITH(perform(commands(), on, "heal"), Catch::Contains("no nodes yet"));
  perform(commands(), on, "nodes 2");
  CHECK_THROWS_WITH(perform(commands(), on, "advance soon"), Catch::Contains("duration"));
  CHECK_THROWS_WITH(perform(commands(), on, "heal all"), Catch::Contains("nothing more"));
  CHECK_THROWS_WITH(perform(commands(), on, "hold n1 n2"), Catch::Contains("->"));
}

} // namespace
} // namespace carrick::test::transcripts
