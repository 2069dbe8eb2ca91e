#include <carrick/sim/history/history.hpp>
#include <carrick/sim/history/models.hpp>

#include "script.hpp"

#include <catch2/catch.hpp>

namespace carrick::test {

using namespace sim;
using r = register_model;
using q = queue_model;
using l = lock_model;
using c = counter_model;

// Each call is client, beginning, end, what, answer; `no_answer` and `failed` end otherwise.

TEST_CASE("a register: what was written last is read") {
  script<r> good{{"a", 1, 2, r::write("1"), r::done()},
                 {"b", 3, 6, r::write("2"), r::done()},
                 {"a", 4, 5, r::read(), r::found("1")}, // not written yet
                 {"a", 7, 8, r::read(), r::found("2")}};
  CHECK(good.judged() == history_verdict::right);
}

TEST_CASE("a register: a stale read is wrong, and its part names the write that it missed") {
  script<r> stale{{"a", 1, 2, r::write("1"), r::done()},
                  {"c", 3, 4, r::read(), r::found("1")},
                  {"b", 5, 6, r::write("2"), r::done()},
                  {"a", 7, 8, r::read(), r::found("1")},
                  {"c", 9, 10, r::write("3"), r::done()}};
  CHECK(stale.judged() == history_verdict::wrong);
  CHECK(stale.part() ==
        std::vector<std::string>{"a: write 1 -> ok", "b: write 2 -> ok", "a: read -> 1 !"});
}

TEST_CASE("a register: a value that nobody wrote is wrong") {
  script<r> invented{{"a", 1, 2, r::write("1"), r::done()}, {"b", 3, 4, r::read(), r::found("7")}};
  CHECK(invented.judged() == history_verdict::wrong);
}

TEST_CASE("a register: of two that set what they both read, one must fail") {
  script<r> lost{{"a", 1, 2, r::write("0"), r::done()},
                 {"a", 3, 6, r::compare_and_set("0", "1"), r::done()},
                 {"b", 4, 5, r::compare_and_set("0", "2"), r::done()}};
  CHECK(lost.judged() == history_verdict::wrong);
  script<r> fair{{"a", 1, 2, r::write("0"), r::done()},
                 {"a", 3, 6, r::compare_and_set("0", "1"), r::done()},
                 {"b", 4, 5, r::compare_and_set("0", "2"), r::done(false)}};
  CHECK(fair.judged() == history_verdict::right);
}

TEST_CASE("a call without an answer may have happened, or not, or later") {
  SECTION("it did, at once") {
    script<r> seen{{"a", 1, no_answer, r::write("1"), {}}, {"b", 2, 3, r::read(), r::found("1")}};
    CHECK(seen.judged() == history_verdict::right);
  }
  SECTION("it did not") {
    script<r> unseen{{"a", 1, no_answer, r::write("1"), {}}, {"b", 2, 3, r::read(), r::absent()}};
    CHECK(unseen.judged() == history_verdict::right);
  }
  SECTION("it did, between two reads") {
    script<r> late{{"a", 1, no_answer, r::write("1"), {}},
                   {"b", 2, 3, r::read(), r::absent()},
                   {"b", 4, 5, r::read(), r::found("1")}};
    CHECK(late.judged() == history_verdict::right);
  }
  SECTION("but not twice, and not backwards") {
    script<r> back{{"a", 1, no_answer, r::write("1"), {}},
                   {"b", 2, 3, r::read(), r::found("1")},
                   {"b", 4, 5, r::read(), r::absent()}};
    CHECK(back.judged() == history_verdict::wrong);
  }
  SECTION("nor before it began") {
    script<r> early{{"b", 1, 2, r::read(), r::found("1")}, {"a", 3, no_answer, r::write("1"), {}}};
    CHECK(early.judged() == history_verdict::wrong);
  }
  SECTION("nor at all, if it surely failed") {
    script<r> failed{{"a", 1, failed_at(2), r::write("1"), {}},
                     {"b", 3, 4, r::read(), r::found("1")}};
    CHECK(failed.judged() == history_verdict::wrong);
  }
}

/// Writes happen before their callers give up, or never.
struct prompt_register : register_model {
  unknown_outcome when_unknown(const operation& asked) const {
    return asked.value == "never" ? unknown_outcome::never : unknown_outcome::in_time;
  }
};

TEST_CASE("a model says what an unknown outcome may mean") {
  script<prompt_register> in_time{{"a", 1, gave_up_at(4), r::write("1"), {}},
                                  {"b", 2, 3, r::read(), r::absent()},
                                  {"b", 5, 6, r::read(), r::found("1")}};
  CHECK(in_time.judged() == history_verdict::right);
  script<prompt_register> too_late{{"a", 1, gave_up_at(2), r::write("1"), {}},
                                   {"b", 3, 4, r::read(), r::absent()},
                                   {"b", 5, 6, r::read(), r::found("1")}};
  CHECK(too_late.judged() == history_verdict::wrong);
  script<prompt_register> never{{"a", 1, gave_up_at(2), r::write("never"), {}},
                                {"b", 3, 4, r::read(), r::found("never")}};
  CHECK(never.judged() == history_verdict::wrong);
}

TEST_CASE("a map: keys are judged by themselves, and the wrong one is named") {
  using m = map_model;
  script<m> two{{"a", 1, 2, m::put("x", "1"), m::done()},
                {"b", 3, 4, m::put("y", "1"), m::done()},
                {"a", 5, 6, m::get("x"), m::found("1")},
                {"a", 7, 8, m::erase("y"), m::done()},
                {"b", 9, 10, m::get("y"), m::found("1")}};
  const auto found = two.seen.judge();
  REQUIRE(found.wrong.has_value());
  CHECK(found.wrong->key == "y");
  CHECK(two.part() ==
        std::vector<std::string>{"b: put y = 1 -> ok", "a: erase y -> ok", "b: get y -> 1 !"});
}

TEST_CASE("a queue: first in, first out, and each once") {
  script<q> good{{"a", 1, 2, q::enqueue("1"), q::done()},
                 {"a", 3, 6, q::enqueue("2"), q::done()},
                 {"b", 4, 5, q::dequeue(), q::taken("1")},
                 {"b", 7, 8, q::dequeue(), q::taken("2")},
                 {"b", 9, 10, q::dequeue(), q::empty()}};
  CHECK(good.judged() == history_verdict::right);
  script<q> twice{{"a", 1, 2, q::enqueue("1"), q::done()},
                  {"b", 3, 4, q::dequeue(), q::taken("1")},
                  {"c", 5, 6, q::dequeue(), q::taken("1")}};
  CHECK(twice.judged() == history_verdict::wrong);
  CHECK(twice.part().size() == 3);
  script<q> swapped{{"a", 1, 2, q::enqueue("1"), q::done()},
                    {"a", 3, 4, q::enqueue("2"), q::done()},
                    {"b", 5, 6, q::dequeue(), q::taken("2")}};
  CHECK(swapped.judged() == history_verdict::wrong);
  script<q> lost{{"a", 1, 2, q::enqueue("1"), q::done()}, {"b", 3, 4, q::dequeue(), q::empty()}};
  CHECK(lost.judged() == history_verdict::wrong);
  script<q> taken_by_nobody_knows{{"a", 1, 2, q::enqueue("1"), q::done()},
                                  {"c", 3, no_answer, q::dequeue(), {}},
                                  {"b", 4, 5, q::dequeue(), q::empty()}};
  CHECK(taken_by_nobody_knows.judged() == history_verdict::right);
}

TEST_CASE("a lock: one holds it at a time") {
  script<l> good{{"a", 1, 2, l::acquire("a"), l::yes()},
                 {"b", 3, 4, l::acquire("b"), l::no()},
                 {"a", 5, 8, l::release("a"), l::yes()},
                 {"b", 6, 7, l::acquire("b"), l::yes()}};
  CHECK(good.judged() == history_verdict::right);
  script<l> two{{"a", 1, 2, l::acquire("a"), l::yes()}, {"b", 3, 4, l::acquire("b"), l::yes()}};
  CHECK(two.judged() == history_verdict::wrong);
  script<l> not_its_own{{"a", 1, 2, l::acquire("a"), l::yes()},
                        {"b", 3, 4, l::release("b"), l::yes()}};
  CHECK(not_its_own.judged() == history_verdict::wrong);
  script<l> perhaps_released{{"a", 1, 2, l::acquire("a"), l::yes()},
                             {"a", 3, no_answer, l::release("a"), {}},
                             {"b", 4, 5, l::acquire("b"), l::yes()}};
  CHECK(perhaps_released.judged() == history_verdict::right);
}

TEST_CASE("a counter: no addition is lost, and none counts twice") {
  script<c> good{{"a", 1, 4, c::add(1), c::done()},
                 {"b", 2, 3, c::add(2), c::value(2)},
                 {"a", 5, 6, c::read(), c::value(3)}};
  CHECK(good.judged() == history_verdict::right);
  script<c> lost{{"a", 1, 4, c::add(1), c::done()},
                 {"b", 2, 3, c::add(1), c::done()},
                 {"a", 5, 6, c::read(), c::value(1)}};
  CHECK(lost.judged() == history_verdict::wrong);
  CHECK(lost.part() ==
        std::vector<std::string>{"a: add 1 -> ok", "b: add 1 -> ok", "a: read -> 1 !"});
  script<c> same_answer{{"a", 1, 4, c::add(1), c::value(1)}, {"b", 2, 3, c::add(1), c::value(1)}};
  CHECK(same_answer.judged() == history_verdict::wrong);
  script<c> repeated{{"a", 1, no_answer, c::add(1), {}}, {"a", 2, 3, c::read(), c::value(2)}};
  CHECK(repeated.judged() == history_verdict::wrong);
}

TEST_CASE("sequential consistency keeps the order of each client alone") {
  script<r> late{{"a", 1, 2, r::write("1"), r::done()}, {"b", 3, 4, r::read(), r::absent()}};
  CHECK(late.judged() == history_verdict::wrong);
  CHECK(late.judged(consistency::sequential) == history_verdict::right);
  script<r> own{{"a", 1, 2, r::write("1"), r::done()}, {"a", 3, 4, r::read(), r::absent()}};
  CHECK(own.judged(consistency::sequential) == history_verdict::wrong);
}

TEST_CASE("sequential consistency goes over all keys together") {
  using m = map_model;
  // Each key by itself could be explained.
  script<m> crossed{{"a", 1, 2, m::put("x", "1"), m::done()},
                    {"b", 3, 4, m::put("y", "1"), m::done()},
                    {"a", 5, 6, m::get("y"), m::absent()},
                    {"b", 7, 8, m::get("x"), m::absent()}};
  CHECK(crossed.judged(consistency::sequential) == history_verdict::wrong);
  CHECK(crossed.part(consistency::sequential).size() == 4);
}

} // namespace carrick::test
