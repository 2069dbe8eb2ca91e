"""What the rules draw, and what they leave alone; the log and the list of equivalents."""

import os
import sys
import tempfile
import unittest

import mutate
import rules
from record import BadInput, Log, read_equivalents


def drawn(text, rule):
    """What the rule makes of the last line of the text."""
    lines = text.split("\n")
    return [m.after.strip() for m in rules.mistakes_of("net/a.cpp", text)
            if m.rule == rule and m.line == len(lines)]


class Rules(unittest.TestCase):
    def test_a_comparison_is_turned_and_a_template_is_not(self):
        self.assertEqual(drawn("  return a < b && std::max<int>(a, b) == 2;", "comparison"),
                         ["return a <= b && std::max<int>(a, b) == 2;",
                          "return a < b && std::max<int>(a, b) != 2;"])

    def test_what_stands_in_texts_and_comments_is_no_code(self):
        self.assertEqual(drawn('{\n  say("1 < 2 && 3"); // if (a > 7)', "statement"), ["; // if (a > 7)"])
        self.assertEqual(len(rules.mistakes_of("net/a.cpp", '{\n  say("1 < 2 && 3"); // if (a > 7)')), 1)
        self.assertEqual(rules.mistakes_of("net/a.cpp", "  /// at most 3 < 4"), [])

    def test_a_condition_is_negated_or_holds_always_or_never(self):
        self.assertEqual(drawn("  if (a.empty()) return;", "condition"),
                         ["if (!(a.empty())) return;", "if (true || (a.empty())) return;",
                          "if (false && (a.empty())) return;"])
        self.assertEqual(drawn("  if (auto found = find(id)) return;", "condition"), [])
        self.assertEqual(drawn("  if (auto n = f(); n > m) return;", "condition"), [])

    def test_one_side_of_a_condition_is_dropped(self):
        self.assertEqual(drawn("  if (over || !lost) return {};", "operand"),
                         ["if (over) return {};", "if (!lost) return {};"])

    def test_a_statement_is_left_out(self):
        self.assertEqual(drawn("  a = 1;\n  links_.erase(&link);", "statement"), [";"])
        self.assertEqual(drawn("{\n  bytes_ -= held;", "statement"), [";"])
        self.assertEqual(drawn("{\n  if (gone) bytes_ -= held;", "statement"), ["if (gone) ;"])

    def test_declarations_and_the_rest_of_a_statement_are_not_left_out(self):
        for text in ("{\n  auto now = where_.now();", "{\n  void forget(id number);", "{\n  return find(id);",
                     "  if (a &&\n      b(c);", "  call(a,\n       b(c));", "forget();"):
            self.assertEqual(drawn(text, "statement"), [], text)

    def test_arguments_are_swapped_if_both_are_simple(self):
        self.assertEqual(drawn("  take(from, idle);", "arguments"), ["take(idle, from);"])
        self.assertEqual(drawn("  take(a.b(), c->d);", "arguments"), ["take(c->d, a.b());"])
        self.assertEqual(drawn("  take(a, a);", "arguments"), [])

    def test_numbers_change_by_one_and_what_is_counted_up_is_counted_down(self):
        self.assertEqual(drawn("  ++x_;", "off by one"), ["--x_;"])
        self.assertEqual(drawn("  return size() - 1;", "off by one"), ["return size();"])
        self.assertEqual(drawn("constexpr auto pause = 250ms;", "constant"), ["constexpr auto pause = 251ms;"])
        self.assertEqual(drawn("  f(0, true, 0x10, 1.5, v2);", "constant"),
                         ["f(1, true, 0x10, 1.5, v2);", "f(0, false, 0x10, 1.5, v2);"])

    def test_texts_are_not_subtracted(self):
        self.assertEqual(drawn('  return "of " + name;', "sum"), [])
        self.assertEqual(drawn("  bytes_ += cost + more;", "sum"), ["bytes_ -= cost + more;", "bytes_ += cost - more;"])

    def test_what_is_no_code_of_the_product_is_left_alone(self):
        for line in ("#include <a/b.hpp>", "template <class T = int, int N = 3>", "  ENSURE(a < b);",
                     "  if (CARRICK_PLANTED(canary)) return;", "  bool operator==(const a& b) const = default;",
                     '  log().warn("a", b + "c");'):
            self.assertEqual(rules.mistakes_of("net/a.cpp", line), [], line)

    def test_a_mistake_is_made_in_its_line_alone(self):
        text = "void f() {\n  if (a < b) g();\n  if (a < b) g();\n}\n"
        for mistake in rules.mistakes_of("net/a.cpp", text):
            changed = rules.with_mistake(text, mistake).split("\n")
            self.assertEqual([i for i, (x, y) in enumerate(zip(text.split("\n"), changed)) if x != y],
                             [mistake.line - 1])
        with self.assertRaises(ValueError):
            rules.with_mistake("\n\n" + text, mistake)


class Drawing(unittest.TestCase):
    SOURCES = {"net/b.cpp": "  if (a < b) c(d, e);\n  x_ = 3;\n", "net/a.cpp": "  return a == 1 && b;\n"}

    def test_the_same_seed_draws_the_same(self):
        first = [rules.Drawer(self.SOURCES, 7).draw(n) for n in range(30)]
        turned = dict(reversed(self.SOURCES.items()))
        self.assertEqual(first, [rules.Drawer(turned, 7).draw(n) for n in range(30)])
        self.assertNotEqual(first, [rules.Drawer(self.SOURCES, 8).draw(n) for n in range(30)])

    def test_a_number_does_not_depend_on_those_before_it(self):
        drawer = rules.Drawer(self.SOURCES, 7)
        later = drawer.draw(20)
        drawer.draw(3)
        self.assertEqual(drawer.draw(20), later)

    def test_what_does_not_compile_is_drawn_anew(self):
        drawer = rules.Drawer(self.SOURCES, 7)
        self.assertGreater(len({drawer.draw(1, attempt) for attempt in range(20)}), 3)

    def test_every_kind_is_drawn(self):
        drawer = rules.Drawer(self.SOURCES, 7)
        self.assertEqual({drawer.draw(n).rule for n in range(300)}, set(drawer.kinds))


class Records(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, text):
        path = os.path.join(self.folder.name, "file")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_a_run_goes_on_where_the_one_before_it_ended(self):
        path = os.path.join(self.folder.name, "below", "trials.jsonl")
        Log(path).add({"sources": "s", "seed": 1, "number": 2, "outcome": "found"})
        self.assertEqual(Log(path).of("s", 1, 2)["outcome"], "found")
        self.assertIsNone(Log(path).of("s", 1, 3))
        self.assertIsNone(Log(path).of("other sources", 1, 2))

    def test_a_trial_that_was_cut_off_is_run_again(self):
        path = self.file('{"sources": "s", "seed": 1, "number": 1}\n{"sources": "s", "se')
        Log(path).add({"sources": "s", "seed": 1, "number": 2})
        log = Log(path)
        self.assertIsNotNone(log.of("s", 1, 1))
        self.assertIsNotNone(log.of("s", 1, 2))

    def test_a_damaged_log_is_named_with_its_line(self):
        with self.assertRaisesRegex(BadInput, "file:2 is no trial"):
            Log(self.file('{"sources": "s", "seed": 1, "number": 1}\nno json\n'))

    def test_equivalents_are_read_and_a_damaged_one_is_named_with_its_line(self):
        good = "# they change nothing\nnet/a.cpp\n-  if (a < b)\n+  if (a <= b)\nb is never a\n\n"
        known = read_equivalents(self.file(good))
        self.assertEqual(known, {("net/a.cpp", "if (a < b)", "if (a <= b)"): "b is never a"})
        mistake = rules.mistakes_of("net/a.cpp", "\n\n    if (a < b)\n")[0]
        self.assertIn(mistake.key(), known)
        with self.assertRaisesRegex(BadInput, "file:7: an equivalent is"):
            read_equivalents(self.file(good + "net/a.cpp\n-one\n"))

    def test_bad_input_says_what_there_is(self):
        with self.assertRaisesRegex(BadInput, "nowhere has no suites .* choose of core"):
            mutate.sources_of(["nowhere"])
        with self.assertRaisesRegex(BadInput, "net/nowhere is no folder"):
            mutate.sources_of(["net/nowhere"])


if __name__ == "__main__":
    sys.exit(unittest.main())
