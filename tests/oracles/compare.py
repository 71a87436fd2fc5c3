"""Compares what two builds of prekick write, byte by byte: that a change of how the code reads changes nothing else.

The earlier build is made from a named revision, in a worktree of its own below `target/`, so that it can be made again
anywhere and at any time. Both builds do the same work on the same day:

- the demo, from `init` to exports;
- the engagement of `fixtures/programs` with each returned and each saved copy, reconciled, then again;
- the masters of `fixtures/own-sheets`;
- every template shown and checked, every code explained, usage errors;
- merges and comparisons of the tables below, and of other tools' cases where `../shared/corpus` is there.

Masters, copies, reports, logs, CSV files, what is printed and the exit status must be equal. The names of reports carry the
clock, so that of each run its latest report is compared. Wording that was changed on purpose stands in `wording.tsv`: what it was, a tab, what
it is now.

Usage: python3 tests/oracles/compare.py REVISION [--new PROGRAM] [--old PROGRAM]
"""
import argparse, io, os, re, shutil, subprocess, sys, tempfile, zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.join(ROOT, "tests", "oracles")
FIXTURES = os.path.join(ROOT, "fixtures")
TODAY = "2026-11-22"
BASE = "id;Risk;Status\r\n1;Late;Open\r\n2;Lost;Open\r\n3;Cold;Open\r\n4;Dark;Open\r\n"
TABLES = {
    "base.csv": BASE,
    "master.csv": BASE.replace("3;Cold", "3;Frosty"),
    "ada.csv": BASE.replace("1;Late;Open", "1;Late;Closed").replace("4;Dark;Open\r\n", ""),
    "ben.csv": BASE.replace("1;Late;Open", "1;Later;On hold").replace("4;Dark;Open", "4;Dark;Closed"),
    "cleo.csv": "id,Status,Owner\n3,Closed,Cleo\n1,Open,\n2,Open,\n9,New,\n",
}
MERGES = [
    "merge --base base.csv --master master.csv --returned ada.csv ben.csv --key id -o out.csv --report report.json",
    "merge --base base.csv --master master.csv --returned ada.csv ben.csv cleo.csv -o out.csv --report report.html",
    "merge --base base.csv --master base.csv --returned base.csv -o -",
    "merge --base base.csv --master master.csv --returned ada.csv -o out.xlsx",
    "diff base.csv ada.csv --key id", "diff base.csv cleo.csv --format json", "diff base.csv nowhere.csv",
]


def build(revision):
    commit = subprocess.check_output(["git", "rev-parse", f"{revision}^{{commit}}"], cwd=ROOT, text=True).strip()
    tree = os.path.join(ROOT, "target", "oracles", commit)
    program = os.path.join(tree, "target", "release", "prekick")
    if not os.path.exists(program):
        subprocess.run(["git", "worktree", "prune"], cwd=ROOT, check=True)
        if not os.path.isdir(tree):
            subprocess.run(["git", "worktree", "add", "--detach", tree, commit], cwd=ROOT, check=True)
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=tree, check=True)
    return program


class Side:
    """One build, in a folder that has the same path for both, since paths are printed."""

    def __init__(self, program, work):
        self.program, self.work, self.said, self.files = program, work, {}, {}

    def run(self, name, folder, line):
        environment = {**os.environ, "NO_COLOR": "1", "PREKICK_TODAY": TODAY, "COLUMNS": "100"}
        words = line if isinstance(line, list) else line.split()
        done = subprocess.run([self.program, *words], cwd=folder, env=environment, capture_output=True)
        command = f"{name}: {' '.join(words)}"
        self.said[command] = b"%d\n%s\n%s" % (done.returncode, done.stdout, done.stderr)
        for latest in ["latest.json", "latest.html"]:
            path = os.path.join(folder, "e" if words[:2] == ["-C", "e"] else "d", "reports", latest)
            if os.path.exists(path):
                with open(path, "rb") as content:
                    self.files[f"{command}, {latest}"] = content.read()

    def keep(self, name, folder):
        for path, _, files in sorted(os.walk(folder)):
            for file in sorted(files):
                place = os.path.relpath(os.path.join(path, file), folder)
                if os.sep + "reports" + os.sep in os.sep + place:
                    continue
                with open(os.path.join(path, file), "rb") as content:
                    self.files[f"{name}/{place}"] = content.read()

    def fresh(self, name):
        folder = os.path.join(self.work, name)
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        return folder

    def everything(self):
        self.demo()
        self.programs()
        self.own_sheets()
        self.texts()
        self.tables()
        self.other_tools()

    def demo(self):
        folder = self.fresh("demo")
        self.run("demo", folder, "demo d")
        for line in ["-C d status", "-C d status --format json", "-C d reconcile", "-C d check inbox", "-C d log", "-C d generate",
                     "-C d export salesforce-resource-requests", "-C d export team-introduction", "-C d baseline", "-C d why R-001"]:
            self.run("demo", folder, line)
        self.keep("demo", folder)

    def programs(self):
        for kind in ["returned", "saved"]:
            for copy in sorted(os.listdir(os.path.join(FIXTURES, "programs", kind))):
                name = f"{kind}-{copy}"
                folder = self.fresh(name)
                shutil.copytree(os.path.join(FIXTURES, "programs", "engagement"), os.path.join(folder, "e"))
                os.makedirs(os.path.join(folder, "e", "inbox"), exist_ok=True)
                shutil.copy(os.path.join(FIXTURES, "programs", kind, copy), os.path.join(folder, "e", "inbox"))
                for line in [["-C", "e", "check", "--annotate", f"e/inbox/{copy}"], "-C e reconcile --format json", "-C e reconcile",
                             "-C e generate raid", "-C e undo"]:
                    self.run(name, folder, line)
                self.keep(name, folder)

    def own_sheets(self):
        for master in sorted(os.listdir(os.path.join(FIXTURES, "own-sheets"))):
            folder = self.fresh(f"own-{master}")
            shutil.copytree(os.path.join(FIXTURES, "programs", "engagement"), os.path.join(folder, "e"))
            shutil.copy(os.path.join(FIXTURES, "own-sheets", master), os.path.join(folder, "e", "master.xlsx"))
            for line in ["-C e reconcile", "-C e reconcile --format json", "-C e status"]:
                self.run(f"own-{master}", folder, line)
            self.keep(f"own-{master}", folder)

    def texts(self):
        folder = self.fresh("texts")
        for line in ["template list", "template list --format json", "template schema", "template rules", "export --list", "explain nothing",
                     "recnocile", "--help", "merge --help", "status"]:
            self.run("texts", folder, line)
        for template in ["contacts", "raid", "raci", "resources", "handover", "clarifications", "outcomes", "scope", "timeline",
                         "communication", "governance", "checklist"]:
            self.run("texts", folder, f"template show {template}")
            self.run("texts", folder, f"template show {template} --format json")
        sources = os.path.join(ROOT, "src")
        text = "".join(open(os.path.join(p, f), encoding="utf-8").read() for p, _, fs in os.walk(sources) for f in fs if f.endswith(".rs"))
        for code in sorted(set(re.findall(r'"((?:file|sheet|column|row|value|edit|decision|conflict|reference|comment|export|approval)/[a-z-]+)"', text))):
            self.run("texts", folder, f"explain {code}")

    def tables(self):
        for number, line in enumerate(MERGES):
            folder = self.fresh(f"merge-{number}")
            for name, content in TABLES.items():
                with open(os.path.join(folder, name), "w", newline="") as file:
                    file.write(content)
            self.run(f"merge-{number}", folder, line)
            self.keep(f"merge-{number}", folder)

    def other_tools(self):
        cases = os.path.join(ROOT, "..", "shared", "corpus", "merge", "cases", "open")
        if not os.path.isdir(cases):
            return
        folder = self.fresh("cases")
        environment = {**os.environ, "PREKICK_BIN": self.program}
        script = os.path.join(ROOT, "tests", "merge", "cases.py")
        done = subprocess.run([sys.executable, script, cases], cwd=folder, env=environment, capture_output=True)
        self.said["other tools' cases"] = done.stdout + done.stderr


def wording():
    path = os.path.join(HERE, "wording.tsv")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        pairs = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    return [(old.encode(), new.encode()) for old, new in pairs]


def reworded(content, pairs):
    for old, new in pairs:
        content = content.replace(old, new)
    return content


def parts(content):
    if content[:2] != b"PK":
        return {"": content}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def first_difference(old, new):
    a, b = re.split(rb"(?<=[>\n])", old), re.split(rb"(?<=[>\n])", new)
    for line, (x, y) in enumerate(zip(a + [b""], b + [b""])):
        if x != y:
            return f"piece {line}:\n    - {x[:300]!r}\n    + {y[:300]!r}"
    return f"{len(old)} bytes, now {len(new)}"


def differences(what, old, new, pairs):
    out = []
    for name in sorted(old.keys() | new.keys()):
        a, b = old.get(name), new.get(name)
        if a is None or b is None:
            out.append(f"{what} {name}: only {'the new' if a is None else 'the old'} build has it")
            continue
        if a == b:
            continue
        before, after = parts(a), parts(b)
        for part in sorted(before.keys() | after.keys()):
            x, y = reworded(before.get(part, b""), pairs), after.get(part, b"")
            if x != y:
                out.append(f"{what} {name} {part}: {first_difference(x, y)}")
    return out


def main():
    arguments = argparse.ArgumentParser(description="Compares what two builds of prekick write.")
    arguments.add_argument("revision", help="the revision to compare with")
    arguments.add_argument("--new", default=os.path.join(ROOT, "target", "debug", "prekick"), help="the program of this tree")
    arguments.add_argument("--old", help="a program of that revision, instead of building one")
    given = arguments.parse_args()
    work = os.path.join(tempfile.gettempdir(), "prekick-oracles")
    sides = []
    for program in [given.old or build(given.revision), given.new]:
        shutil.rmtree(work, ignore_errors=True)
        side = Side(os.path.abspath(program), work)
        side.everything()
        sides.append(side)
    shutil.rmtree(work, ignore_errors=True)
    old, new = sides
    pairs = wording()
    found = differences("file", old.files, new.files, pairs) + differences("printed", old.said, new.said, pairs)
    print("\n".join(found))
    print(f"{len(old.files)} files and {len(old.said)} commands compared with {given.revision}: {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
