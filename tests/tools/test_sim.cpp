#include "app_cluster.hpp"
#include "texts.hpp"

#include <catch2/catch.hpp>

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

TEST_CASE("sim: a report is one page", "[process]") {
  app_folder folder;
  folder.write("");
  auto page = folder.file() + ".html";
  auto run = run_app({"sim", "--level", "machines", "--for", "10s", "--report", page});
  CHECK(run.exit == 0);
  CHECK(has(read_file(page), "<svg"));
  CHECK(
    run_app({"sim", "--level", "machines", "--for", "1s", "--report", "no/such/folder/x"}).exit ==
    2);
}
