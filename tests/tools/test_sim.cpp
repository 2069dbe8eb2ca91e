#include "app_cluster.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace carrick::test;

namespace {

std::string last_line(const std::string& text) {
  auto end = text.find_last_not_of('\n');
  return text.substr(text.rfind('\n', end) + 1, end - text.rfind('\n', end));
}

void write_cluster(const app_folder& folder, const std::string& type) {
  std::string toml = "schema = 1\ncluster = \"probe\"\n";
  for (const auto* node : {"n1", "n2", "n3"})
    toml += std::string{"[nodes."} + node + "]\nlisten = \"127.0.0.1:710" + node[1] +
      "\"\nactors = [{ name = \"store\", type = \"" + type + "\" }]\n";
  folder.write(toml);
}

} // namespace

TEST_CASE("sim: a run of machines, twice the same", "[process]") {
  std::vector<std::string> words{"sim",   "--level", "machines", "--seed", "3",
                                 "--for", "20s",     "-o",       "json"};
  auto first = run_app(words);
  CHECK(first.exit == 0);
  CHECK(has(first.out, "\"seed\":3"));
  CHECK(has(first.out, "\"invariant\":\"\""));
  CHECK(run_app(words).out == first.out);
}

TEST_CASE("sim: the application's own nodes", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  auto run = run_app({"sim", "-c", folder.file(), "--for", "20s", "--seed", "2"});
  INFO(run.err);
  CHECK(run.exit == 0);
  CHECK(has(run.out, "every invariant held"));
  CHECK(run_app({"sim", "-c", "no/such.toml"}).exit == 2);
}

TEST_CASE("sim replay shows what happened, up to a time", "[process]") {
  auto whole = run_app({"sim", "replay", "3", "--level", "machines", "--for", "20s"});
  auto part =
    run_app({"sim", "replay", "3", "--level", "machines", "--for", "20s", "--until", "1s"});
  CHECK(whole.exit == 0);
  CHECK(has(part.out, "n1 dial: "));
  CHECK(lines_of(part.out) < lines_of(whole.out));
  CHECK(run_app({"sim", "replay"}).exit == 2);
  CHECK(run_app({"sim", "replay", "x"}).exit == 2);
}

TEST_CASE("sim explore runs all seeds, a tenth of them twice", "[process]") {
  auto found = run_app({"sim", "explore", "--level", "machines", "--for", "5s", "--seeds", "11..40",
                        "--jobs", "3", "-o", "jsonl"});
  CHECK(found.exit == 0);
  CHECK(lines_of(found.out) == 30);
  std::size_t twice = 0;
  for (auto at = found.out.find("\"twice\":true"); at != found.out.npos;
       at = found.out.find("\"twice\":true", at + 1))
    ++twice;
  CHECK(twice == 3);
}

TEST_CASE("sim: an actor that never rests is a finding, exit 20 with the seed alone", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.restless");
  auto run = run_app({"sim", "-c", folder.file(), "--seed", "5"});
  CHECK(run.exit == 20);
  CHECK(has(run.out, "I13"));
  CHECK(last_line(run.out) == "5");
  auto explored =
    run_app({"sim", "explore", "-c", folder.file(), "--seeds", "5..8", "--jobs", "1"});
  CHECK(explored.exit == 20);
  CHECK(has(explored.out, "sim replay 5"));
  CHECK(last_line(explored.out) == "5");
}

TEST_CASE("sim: a fault plan of one's own", "[process]") {
  app_folder folder;
  folder.write("[[fault]]\nkind = \"crash\"\nat = \"2s\"\nlength = \"1s\"\nnodes = [\"n2\"]\n");
  std::vector<std::string> words{"sim", "--level", "machines", "--nodes",  "3",          "--for",
                                 "10s", "-o",      "json",     "--faults", folder.file()};
  auto run = run_app(words);
  CHECK(run.exit == 0);
  CHECK(has(run.out, "\"faults\":1,"));
  folder.write("[[fault]]\nkind = \"crsh\"\n");
  auto wrong = run_app(words);
  CHECK(wrong.exit == 2);
  CHECK(has(wrong.err, ":2:8"));
  CHECK(has(wrong.err, "did you mean"));
}

TEST_CASE("sim: a report is one page, at both levels", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  auto page = folder.file() + ".html";
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"sim", "--level", "machines"},
                                             {"sim", "-c", folder.file()},
                                             {"sim", "replay", "3", "-c", folder.file()}}) {
    auto all = words;
    all.insert(all.end(), {"--for", "10s", "--report", page});
    auto run = run_app(all);
    INFO(run.err);
    CHECK(run.exit == 0);
    auto written = read_file(page);
    CHECK(has(written, "<svg"));
    CHECK(has(written, "class=\"link\""));
    CHECK(std::filesystem::remove(page));
  }
  CHECK(
    run_app({"sim", "--level", "machines", "--for", "1s", "--report", "no/such/folder/x"}).exit ==
    2);
}

TEST_CASE("sim explore: actors may print", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.loud");
  auto found = run_app({"sim", "explore", "-c", folder.file(), "--for", "2s", "--seeds", "2",
                        "--jobs", "1", "-o", "jsonl"});
  INFO(found.err);
  CHECK(found.exit == 0);
  CHECK(lines_of(found.out) == 2);
}

TEST_CASE("sim explore: flags of all commands reach its processes and its lines", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  folder.write(read_file(folder.file()) +
               "[profile.busy.nodes.n1]\nactors = [{ name = \"busy\", type = \"probe.store\" }]\n");
  std::filesystem::rename(folder.file(), folder.path() / "other name.toml");
  auto in_folder = [&](const std::string& line) {
    return run_to_end(by_shell("cd " + folder.path().string() + " && " + line, {}));
  };
  auto found = in_folder(
    "\"$1\" sim explore -c 'other name.toml' --profile busy --set "
    "'nodes.n1.actors=[{name=\"it-s\",type=\"probe.restless\"}]' --seeds 5..6 --jobs 1 --shrink");
  INFO(found.out << found.err);
  CHECK(found.exit == 20);
  CHECK(last_line(found.out) == "5");
  auto line_behind = [](const std::string& text) {
    constexpr std::string_view mark = "again: ";
    auto begin = text.find(mark) + mark.size();
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  for (const auto& again : {line_behind(found.out), line_behind(found.err)}) {
    INFO(again);
    CHECK(has(again, "--profile busy"));
    auto replayed = in_folder(again);
    CHECK(replayed.exit == 20);
    CHECK(has(replayed.out, "I13"));
    CHECK(last_line(replayed.out) == "5");
  }
}
