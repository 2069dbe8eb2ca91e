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

TEST_CASE("sim: a run, twice the same", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  std::vector<std::string> words{"sim",   "-c",  folder.file(), "--seed", "3",
                                 "--for", "20s", "-o",          "json"};
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

TEST_CASE("sim: there is one level, of whole nodes", "[process]") {
  auto run = run_app({"sim", "--level", "machines"});
  CHECK(run.exit == 2);
  CHECK(has(run.err, "--level"));
}

TEST_CASE("sim replay shows what happened, up to a time", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  auto whole = run_app({"sim", "replay", "3", "-c", folder.file(), "--for", "20s"});
  auto part = run_app({"sim", "replay", "3", "-c", folder.file(), "--for", "20s", "--until", "1s"});
  CHECK(whole.exit == 0);
  CHECK(has(part.out, "n1 dial: "));
  CHECK(lines_of(part.out) < lines_of(whole.out));
  CHECK(run_app({"sim", "replay"}).exit == 2);
  CHECK(run_app({"sim", "replay", "x"}).exit == 2);
}

TEST_CASE("sim explore runs all seeds, a tenth of them twice", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  auto found = run_app({"sim", "explore", "-c", folder.file(), "--for", "5s", "--seeds", "11..40",
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
  app_folder folder, plan;
  write_cluster(folder, "probe.store");
  plan.write("[[fault]]\nkind = \"crash\"\nat = \"2s\"\nlength = \"1s\"\nnodes = [\"n2\"]\n");
  std::vector<std::string> words{"sim", "-c",   folder.file(), "--for",    "10s",
                                 "-o",  "json", "--faults",    plan.file()};
  auto run = run_app(words);
  CHECK(run.exit == 0);
  CHECK(has(run.out, "\"faults\":1,"));
  plan.write("[[fault]]\nkind = \"crsh\"\n");
  auto wrong = run_app(words);
  CHECK(wrong.exit == 2);
  CHECK(has(wrong.err, ":2:8"));
  CHECK(has(wrong.err, "did you mean"));
}

TEST_CASE("sim: a report is one page", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  auto page = folder.file() + ".html";
  for (const auto& words : std::vector<std::vector<std::string>>{
         {"sim", "-c", folder.file()}, {"sim", "replay", "3", "-c", folder.file()}}) {
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
}

TEST_CASE("sim explore tells which combinations of faults it has reached", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  std::vector<std::string> words{"sim", "explore", "-c",   folder.file(), "--for",
                                 "20s", "--seeds", "1..4", "--jobs",      "2"};
  auto told = run_app(words);
  INFO(told.err);
  CHECK(told.exit == 0);
  CHECK(has(told.err, "reached: faults in what was under way "));
  CHECK_FALSE(has(told.out, "STRUCK IN"));
  words.push_back("--coverage");
  auto shown = run_app(words);
  CHECK(has(shown.out, "STRUCK IN"));
  CHECK(has(shown.out, "AIMED AT"));
  CHECK(has(shown.out, "SELDOM"));
  words.insert(words.end(), {"-o", "jsonl"});
  auto listed = run_app(words);
  CHECK(
    has(listed.out, "{\"fault\":\"crash\",\"how\":\"struck\",\"with\":\"handshake\",\"seeds\":"));
  CHECK(has(listed.out, "{\"fault\":\"crash\",\"how\":\"beside\",\"with\":\"pause\",\"seeds\":"));
  words.push_back("--calm");
  CHECK_FALSE(has(run_app(words).err, "reached"));
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

namespace {

std::string store_with(const std::string& notes) {
  return "nodes.n2.actors=[{name=\"store\",type=\"probe.store\",options={first_note=" + notes +
    "}}]";
}

} // namespace

TEST_CASE("sim: an invariant of the application is a finding like ours, with its page",
          "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  auto page = folder.file() + ".html";
  std::vector<std::string> words{
    "sim", "-c", folder.file(), "--for", "5s", "--set", store_with("1000"), "--report", page};
  auto run = run_app(words);
  INFO(run.out << run.err);
  CHECK(run.exit == 20);
  CHECK(has(run.out, "probe.few_notes at "));
  CHECK(has(run.out, "the store of n2 has 1000 notes"));
  CHECK(last_line(run.out) == "1");
  auto written = read_file(page);
  CHECK(has(written, "probe.few_notes broken at"));
  CHECK(has(written, "<pre class=\"exhibit\">too many"));
  words[6] = store_with("1001");
  CHECK(has(run_app(words).out, "it threw: more notes than can be counted"));
}

TEST_CASE("sim explore: the page of the first finding, made smaller", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  auto run = run_to_end(
    by_shell("cd " + folder.path().string() + " && exec \"$@\"",
             {"sim", "explore", "-c", folder.file(), "--for", "5s", "--seeds", "7..9", "--jobs",
              "1", "--set", store_with("1000"), "--shrink", "--report", "first.html"}));
  INFO(run.out << run.err);
  CHECK(run.exit == 20);
  CHECK(has(run.err, "2 nodes, 0 faults, in seed-7.toml"));
  auto written = read_file((folder.path() / "first.html").string());
  CHECK(has(written, "probe.few_notes broken at"));
  CHECK(has(written, "--nodes 2 --faults seed-7.toml"));
}

TEST_CASE("sim: further nodes are like one of the file", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.quiet");
  auto sim = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"sim", "-c",     folder.file(), "--for",
                                   "2s",  "--calm", "--set",       store_with("1000")};
    words.insert(words.end(), more.begin(), more.end());
    return run_app(words);
  };
  CHECK(has(sim({"--nodes", "1"}).out, "every invariant held"));
  CHECK(has(sim({"--nodes", "2"}).out, "the store of n2"));
  auto named = run_app({"sim", "-c", folder.file(), "--for", "2s", "--calm", "--nodes", "5",
                        "--like", "n1", "-o", "json"});
  CHECK(has(named.out, "\"nodes\":5,"));
  auto unknown = sim({"--nodes", "4", "--like", "n7"});
  CHECK(unknown.exit == 5);
  CHECK(has(unknown.err, "the file has no node \"n7\" for --like"));
  auto in_vain = sim({"--nodes", "3", "--like", "n2"});
  CHECK(in_vain.exit == 2);
  CHECK(has(in_vain.err, "the file has 3 nodes"));
  auto many = sim({"--nodes", "100000"});
  CHECK(many.exit == 2);
  CHECK(has(many.err, "from 1 to 1000"));
}

TEST_CASE("sim: a report that cannot be written is refused before the run, and leaves nothing",
          "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.store");
  for (const auto& [path, why] : std::vector<std::pair<std::string, std::string>>{
         {folder.path().string() + "/no/x.html", "/no\" is not there"},
         {folder.path().string(), "is a folder"},
         {"/proc/x.html", "cannot be written"}}) {
    auto run = run_app({"sim", "-c", folder.file(), "--for", "1h", "--report", path});
    INFO(path << ": " << run.err);
    CHECK(run.exit == 2);
    CHECK(has(run.err, why));
    CHECK(run.out.empty());
  }
  CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 1);
}

TEST_CASE("sim: what actors print stands not among its data", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.loud");
  auto run = run_app({"sim", "-c", folder.file(), "--for", "2s", "-o", "json"});
  CHECK(run.exit == 0);
  CHECK(lines_of(run.out) == 1);
  CHECK_FALSE(has(run.out, "hello"));
  CHECK(has(run.err, "hello"));
}

TEST_CASE("sim explore: a handler that blocks is a finding of its seed", "[process]") {
  app_folder folder;
  write_cluster(folder, "probe.stuck");
  auto run = run_app({"sim", "explore", "-c", folder.file(), "--seeds", "4..4", "--jobs", "1",
                      "--patience", "300ms"});
  INFO(run.out << run.err);
  CHECK(run.exit == 20);
  CHECK(has(run.out, "longer than 300ms of real time: a handler blocks"));
  CHECK(last_line(run.out) == "4");
}
