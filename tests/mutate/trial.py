"""Builds a copy of the sources with one mistake, and looks who finds it."""

import os
import re
import resource
import shutil
import signal
import subprocess
import time

import rules
from record import BadInput

# folder -> its suites, in the order in which they are tried.
SUITES = {
    "core": ["core"],
    "serialization": ["serialization"],
    "net": ["net", "transport"],
    "membership": ["membership", "members"],
    "node": ["node"],
    "actors": ["actors", "node", "members"],
    "config": ["config"],
    "sim": ["sim"],
}

# As ctest runs them, without what takes long, starts processes or takes much memory.
TEST_ARGUMENTS = ["~[slow]~[process]~[large]~[.]", "--abort", "--reporter", "xml"]
MEMORY_MAX = 6 << 30
# Times as long as without a mistake; and in any case.
PATIENCE = 8
SECONDS_MIN = 60
TEXT_MAX = 300


class Run:
    """A process of its own group, ended with all that it has started when its time is over."""

    def __init__(self, command, folder, seconds=None, log=None):
        self.command = command
        start = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=self.limit_memory)
        self.timed_out = False
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.timed_out = True
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        self.status = process.returncode
        self.seconds = time.monotonic() - start
        self.output = output.decode("utf-8", "replace")

    @staticmethod
    def limit_memory():
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def how_it_ended(self):
        if self.timed_out:
            return "it does not end"
        if self.status < 0:
            return f"signal {-self.status}"
        return f"exit {self.status}"


class Bench:
    """A copy of the tree below `work`, built without a mistake; the tree itself is never touched."""

    def __init__(self, tree, work, folders, seeds, jobs, say):
        self.tree, self.work, self.seeds, self.jobs, self.say = tree, work, seeds, jobs, say
        self.sources = os.path.join(work, "source")
        self.build_folder = os.path.join(work, "build")
        self.suites = list(dict.fromkeys(suite for f in folders for suite in SUITES[f]
                                         if os.path.isdir(os.path.join(tree, "tests", suite))))
        self.usual = {}

    # -- the copy ---------------------------------------------------------------------------------

    def tracked(self):
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=self.tree, stdout=subprocess.PIPE, check=True).stdout.decode()
        return sorted({path for path in listed.split("\0")
                       if path and os.path.isfile(os.path.join(self.tree, path))})

    def copy(self):
        """Only what differs, so that only that is compiled."""
        wanted = self.tracked()
        for path in wanted:
            have = os.path.join(self.sources, path)
            with open(os.path.join(self.tree, path), "rb") as file:
                content = file.read()
            if os.path.exists(have):
                with open(have, "rb") as file:
                    if file.read() == content:
                        continue
            os.makedirs(os.path.dirname(have), exist_ok=True)
            with open(have, "wb") as file:
                file.write(content)
            shutil.copymode(os.path.join(self.tree, path), have)
        known = set(wanted)
        for folder, _, files in os.walk(self.sources):
            for name in files:
                path = os.path.join(folder, name)
                if os.path.relpath(path, self.sources) not in known:
                    os.remove(path)

    def write(self, path, text):
        with open(os.path.join(self.sources, path), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, path):
        with open(os.path.join(self.sources, path), encoding="utf-8") as file:
            return file.read()

    # -- building ---------------------------------------------------------------------------------

    def configure(self):
        command = ["cmake", "-G", "Ninja", "-S", self.sources, "-B", self.build_folder,
                   "-DCMAKE_BUILD_TYPE=Mutated", "-DCMAKE_CXX_FLAGS=-w -O1",
                   "-DCARRICK_HARDENING=OFF", "-DCARRICK_TESTS=ON", "-DCARRICK_BENCH=OFF"]
        run = Run(command, self.work)
        if run.status != 0:
            raise BadInput("cmake fails in the copy of the sources:\n" + run.output[-3000:])

    def build(self, *targets):
        return Run(["ninja", "-C", self.build_folder, "-j", str(self.jobs), *targets], self.work)

    def prepare(self):
        """Everything without a mistake: it must be right, and shows how long it takes."""
        self.copy()
        self.configure()
        self.say("building the copy without a mistake")
        run = self.build(*(f"test_{s}" for s in self.suites), "kv")
        if run.status != 0:
            raise BadInput("the sources do not compile without a mistake:\n" + run.output[-3000:])
        self.say("running its suites and the exploration")
        for name, command in self.commands(self.suites):
            run = Run(command, self.work)
            if run.status != 0:
                raise BadInput(f"{name} fails without a mistake ({run.how_it_ended()}):\n"
                               + run.output[-3000:])
            self.usual[name] = run.seconds

    # -- looking ----------------------------------------------------------------------------------

    def commands(self, suites):
        for suite in suites:
            yield f"test_{suite}", [f"{self.build_folder}/tests/test_{suite}", *TEST_ARGUMENTS]
        yield "exploration", [
            f"{self.build_folder}/examples/kv/kv", "sim", "explore", "--config",
            f"{self.sources}/examples/kv/cluster.toml", "--seeds", f"1..{self.seeds}"]

    def try_out(self, mistake):
        """None if it does not compile, else {outcome, by, as}."""
        text = self.read(mistake.path)
        self.write(mistake.path, rules.with_mistake(text, mistake))
        try:
            return self.look(mistake)
        finally:
            self.write(mistake.path, text)

    def look(self, mistake):
        suites = [s for s in SUITES[mistake.path.split("/")[0]] if s in self.suites]
        if self.build(*(f"test_{s}" for s in suites), "kv").status != 0:
            return None
        for name, command in self.commands(suites):
            run = Run(command, self.work, max(SECONDS_MIN, PATIENCE * self.usual[name]))
            if run.timed_out or run.status != 0:
                return {"outcome": "found", "by": name, "as": what_failed(name, run)}
        return {"outcome": "survived", "by": "", "as": ""}


def what_failed(name, run):
    """The test case or the finding, in a line."""
    if name == "exploration":
        lines = [line for line in run.output.split("\n") if line.strip()]
        text = " / ".join(lines[-3:])
    else:
        cases = re.findall(r'<TestCase name="([^"]*)"', run.output)
        text = cases[-1] if cases else ""
    if run.timed_out or run.status < 0:
        text = f"{run.how_it_ended()}: {text}"
    return text[:TEXT_MAX]
