"""Which small mistakes can be made in a source, by text: pure, no files, no clock."""

import random
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One line of one file, as it is and as it would be."""

    path: str
    line: int  # from 1
    rule: str
    before: str
    after: str

    def diff(self):
        return f"{self.path}:{self.line} ({self.rule})\n-{self.before}\n+{self.after}"

    def key(self):
        """What names it, however the lines before it change."""
        return (self.path, self.before.strip(), self.after.strip())


# -- what of a file is code -----------------------------------------------------------------------


def blank_texts(line):
    """The line with string and character literals and its comment blanked, as long as before."""
    out, i, quote = [], 0, ""
    while i < len(line):
        c = line[i]
        if quote:
            step = 2 if c == "\\" else 1
            ends = c == quote
            out.append(c if ends else " " * step)
            quote = "" if ends else quote
            i += step
        elif line.startswith("//", i):
            out.append(" " * (len(line) - i))
            break
        elif c == '"' or (c == "'" and not (i and line[i - 1].isalnum())):
            quote = c
            out.append(c)
            i += 1
        else:
            out.append(c)
            i += 1
    return "".join(out)[: len(line)]


# Where a change says nothing of what the code does, or only breaks its types.
NO_CODE = re.compile(
    r"^\s*(#|template\b|using\b|namespace\b|static_assert\b|friend\b|typedef\b|class\b|enum\b"
    r"|public:|private:|protected:)|\boperator\b|\bENSURE\b|CARRICK_PLANTED|CARRICK_(POST|REQUEST|STREAM|DATA)\b"
    r"|\b(log|told_?)\(\)\.|\blog_(debug|info|warn|error)\("
)


# -- the rules ------------------------------------------------------------------------------------
# Each yields (start, end, text): what stands there in the line is replaced. `code` is the blanked
# line, `before` the blanked line above it that is not empty.


def swap(table):
    def rule(code, before):
        for match in re.finditer("|".join(rf"(?<=\s){re.escape(w)}(?=\s)" for w in table), code):
            yield match.start(), match.end(), table[match.group()]

    return rule


turned_comparison = swap({"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="})
turned_logic = swap({"&&": "||", "||": "&&"})
changed_sum = swap({"+": "-", "-": "+", "+=": "-=", "-=": "+="})


def turned_sum(code, before):
    """Of numbers: beside a text it is none."""
    for start, end, text in changed_sum(code, before):
        if code[: start - 1].endswith('"') or code[end + 1 :].startswith('"'):
            continue
        yield start, end, text


def off_by_one(code, before):
    for match in re.finditer(r" [+-] 1\b(?![.'\w])", code):
        yield match.start(), match.end(), ""
    for match in re.finditer(r"(?<![\w+)\]])(\+\+|--)(?=[\w(*])", code):
        yield match.start(), match.end(), "--" if match.group() == "++" else "++"


def closing(code, start):
    """The place of the parenthesis that closes the one at `start`; -1 if it is on another line."""
    depth = 0
    for i in range(start, len(code)):
        depth += (code[i] == "(") - (code[i] == ")")
        if depth == 0:
            return i
    return -1


def changed_condition(code, before):
    """An `if` or `while` that is negated, or whose condition holds always or never."""
    for match in re.finditer(r"\b(if|while) \(", code):
        start, end = match.end(), closing(code, match.end() - 1)
        inside = code[start:end]
        if end < 0 or ";" in inside or re.search(r"\b(auto|const)\b[^(]* = ", inside):
            continue
        yield start, start, "!("
        if match.group(1) == "if":
            yield start, start, "true || ("
            yield start, start, "false && ("


def dropped_operand(code, before):
    """One side of && or || in a condition without further ones."""
    for match in re.finditer(r"\((!?[\w.:>()\[\]-]+) (&&|\|\|) (!?[\w.:>()\[\]-]+)\)", code):
        if match.group(1).count("(") != match.group(1).count(")"):
            continue
        yield match.start(2) - 1, match.end(3), ""
        yield match.start(1), match.start(3), ""


STATEMENT = re.compile(
    r"(?!return\b|break\b|continue\b|case\b|default\b|throw\b|goto\b|delete\b|co_)"
    r"(?:\+\+|--|\*)?[\w:.>()\[\]-]+?(?:\(.*\)| [+|&-]?= .+|\+\+|--)?;"
)


def left_out_statement(code, before):
    """A call or an assignment, alone or behind a condition; a return that gives nothing."""
    indented = re.match(r"\s+(?=\S)", code)
    if not indented:
        return
    start, end = indented.end(), len(code.rstrip())
    if re.search(r"([;{}:]|\)|\belse)\s*$", before):
        whole = STATEMENT.fullmatch(code, start, end)
        if whole and re.search(r"[(=+-]", whole.group()):
            yield start, end, ";"
    condition = re.match(r"\s*(?:else )?(?:if|while|for) \(", code)
    behind = closing(code, condition.end() - 1) + 2 if condition else 1
    if behind > 1 and code[behind:end].endswith(";"):
        yield behind, end, ";"


def swapped_arguments(code, before):
    simple = r"[a-z_][\w.]*(?:->\w+)*(?:\(\))?"
    for match in re.finditer(rf"(?<=[\w>])\(({simple}), ({simple})\)", code):
        if match.group(1) != match.group(2):
            yield match.start(1), match.end(2), f"{match.group(2)}, {match.group(1)}"


def changed_constant(code, before):
    for match in re.finditer(r"(?<![\w.'])(\d+)(?=(?:ns|us|ms|s|min|h|u)?(?![\w.']))", code):
        number = int(match.group())
        yield match.start(), match.end(), "1" if number == 0 else "0" if number == 1 else str(number + 1)
    for match in re.finditer(r"\b(true|false)\b", code):
        yield match.start(), match.end(), "false" if match.group() == "true" else "true"


RULES = {
    "comparison": turned_comparison,
    "logic": turned_logic,
    "sum": turned_sum,
    "off by one": off_by_one,
    "condition": changed_condition,
    "operand": dropped_operand,
    "statement": left_out_statement,
    "arguments": swapped_arguments,
    "constant": changed_constant,
}

OPENED = {"!(", "true || (", "false && ("}


def changed_line(line, code, change):
    start, end, text = change
    if text in OPENED:  # its parenthesis closes where that of the condition does
        close = closing(code, start - 1)
        return line[:start] + text + line[start:close] + ")" + line[close:]
    return line[:start] + text + line[end:]


def mistakes_of(path, text):
    """All mistakes that the rules know of one file, in the order of lines and rules."""
    found, before = [], ""
    for number, line in enumerate(text.split("\n"), 1):
        code = blank_texts(line)
        if not code.strip():
            continue
        if not NO_CODE.search(code):
            for rule, changes in RULES.items():
                for change in changes(code, before):
                    after = changed_line(line, code, change)
                    if after != line:
                        found.append(Mistake(path, number, rule, line, after))
        before = code
    return found


# -- drawing --------------------------------------------------------------------------------------


class Drawer:
    """Draws from sources ({path: text}): each kind of mistake is as likely as the others."""

    def __init__(self, sources, seed):
        self.seed = seed
        self.kinds = {rule: [] for rule in RULES}
        for path in sorted(sources):
            for mistake in mistakes_of(path, sources[path]):
                self.kinds[mistake.rule].append(mistake)
        self.kinds = {rule: all_of for rule, all_of in self.kinds.items() if all_of}

    def count(self):
        return sum(len(all_of) for all_of in self.kinds.values())

    def draw(self, number, attempt=0):
        """The mistake of this number; what does not compile is drawn anew as the next attempt."""
        source = random.Random(f"{self.seed}/{number}/{attempt}")
        return source.choice(self.kinds[source.choice(list(self.kinds))])


def with_mistake(text, mistake):
    lines = text.split("\n")
    if lines[mistake.line - 1] != mistake.before:
        raise ValueError(f"{mistake.path}:{mistake.line} is no longer what it was")
    lines[mistake.line - 1] = mistake.after
    return "\n".join(lines)
