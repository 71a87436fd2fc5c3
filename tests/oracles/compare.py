#!/usr/bin/env python3
"""Two programs over the same work: the one of a git revision and the one of this tree must write the same bytes.

    tests/oracles/compare.py REV                   builds REV and this tree, runs both, compares
    tests/oracles/compare.py REV --bin PATH        the same with a program that is built already
    tests/oracles/compare.py --base-bin PATH       no revision is built
    tests/oracles/compare.py REV --only demo rules-raid
    tests/oracles/compare.py REV --repacked        workbooks by what their parts hold, not by how they are packed
    tests/oracles/compare.py --list                names the works

A revision is built once, optimised, in a git worktree of its own below target/oracles, and kept there as REV/prekick. This
tree is built as its tests build it; bytes do not depend on that.

A work is a list of commands in a folder of its own, once for each program. After each command its exit status, stdout,
stderr and every file that it made or changed are compared: masters, copies, reports, change logs, exports. Only the clock is
taken out, where reports carry it in their names. Of a workbook that differs, the parts are named, with the first lines that
differ; --lines says how many.

tests/oracles/wording.tsv lists what the program says differently on purpose: old TAB new. Each is replaced in the text that
the older program wrote, also inside the parts of workbooks; digests are then compared by where they recur. So they are with
--repacked, since a workbook that is packed otherwise has another digest.

Ends with 0 if nothing differs, 1 if something does, 2 if a program could not be built or started.
"""
import argparse
import concurrent.futures
import csv
import difflib
import hashlib
import importlib.util
import io
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
FIXTURES = TREE / "fixtures"
BESIDE = TREE.parent / "shared"
BUILT = TREE / "target" / "oracles"
TODAY = "2026-11-22"
# The day of the run, as --today names it, and the time of day by the clock.
CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)-(\d{6})(-\d+)?\.(html|json)$")
# Digests, and the keys of runs, which begin as those of their masters.
DIGEST = re.compile(rb"(?<![0-9A-Za-z])[0-9a-f]{16,64}(?![0-9A-Za-z])|(?<=\[run )[0-9a-f]{8}(?=\])")
NOT_RUN = []



def give_up(why):
    print(why, file=sys.stderr)
    sys.exit(2)


# What is done with both programs.


class Side:
    """One program at one work, and what it left after each command."""

    def __init__(self, name, program, today, root):
        self.name, self.program, self.today, self.root = name, program, today, root
        self.left = {}
        self.steps = 0
        self.known = {}
        root.mkdir(parents=True)

    def path(self, name):
        return self.root / name

    def write(self, name, content):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def copy(self, source, name):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, path, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, path)

    def remove(self, name):
        shutil.rmtree(self.path(name), ignore_errors=True)

    def run(self, *args, folder="."):
        """Runs a command in the work's folder; gives its stdout."""
        self.look()
        self.steps += 1
        step = f"{self.steps:02} {' '.join(args)}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PREKICK_")}
        done = subprocess.run(
            [self.program, "--today", self.today, *args], cwd=self.root / folder, capture_output=True,
            timeout=600, stdin=subprocess.DEVNULL, env={**kept, "NO_COLOR": "1", "COLUMNS": "100"})
        changed = self.look()
        clocks = sorted((p for p in changed if CLOCK.search(p)), key=lambda p: (len(CLOCK.search(p)[0]), p))
        names = {name: CLOCK.sub(r"\1-CLOCK.\4", name) for name in clocks}
        seen = {}
        for name in clocks:
            # A command may make several; the demo runs the program some times, and two of them may share a second.
            seen.setdefault(names[name], []).append(name)
        times = {CLOCK.search(name)[2] for name in clocks}
        said = lambda content: without_clock(content, times, self.root)
        self.left[step, "exit status"] = str(done.returncode).encode()
        self.left[step, "stdout"] = said(done.stdout)
        self.left[step, "stderr"] = said(done.stderr)
        for name in changed:
            content = self.path(name).read_bytes()
            if name in names:
                group = seen[names[name]]
                if name != group[-1]:
                    # Which of them are still there depends on the clock; the last one always is.
                    continue
                name = names[name]
            elif name.endswith((".html", ".json", ".csv")):
                content = said(content)
            self.left[step, name] = said(content) if "CLOCK" in name else content
        return done.stdout

    def look(self):
        """The files that are new or changed since the last look; what is rewritten in reports/ counts as changed."""
        changed = []
        for path in sorted(self.root.rglob("*")):
            if path.is_file():
                name = path.relative_to(self.root).as_posix()
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                stamp = (digest, path.stat().st_mtime_ns if CLOCK.search(name) else 0)
                if self.known.get(name) != stamp:
                    self.known[name] = stamp
                    changed.append(name)
        for name in [name for name in self.known if not self.path(name).exists()]:
            del self.known[name]
            if not CLOCK.search(name):
                self.left[f"{self.steps:02}", f"{name} is gone"] = b""
        return changed


def without_clock(content, times, root):
    content = content.replace(str(root).encode(), b"ROOT")
    for time in times:
        content = content.replace(f"-{time}".encode(), b"-CLOCK")
    return content


def engagement(side, folder="e", people=("Ada Park", "Ben Ruiz")):
    managers = [f"{who} <{who.lower().replace(' ', '.')}@customer.example>" for who in people]
    side.run("init", folder, "--name", "Acme migration", "--customer", "Acme", "--id", "acme-2026", "--start", "2027-01-11",
             "--end", "2027-12-17", "--delivery-lead", "Lena Vogt <lena.vogt@delivery.example>",
             *(word for who in managers for word in ("--customer-pm", who)))


def programs(side):
    side.copy(FIXTURES / "programs" / "engagement", "e")


# The works, by name.


def demo(side):
    side.run("demo", "d")
    e = lambda *args: side.run("-C", "d", *args)
    open_ones = lambda: [
        f["discrepancy"] for f in report(side, "d")["findings"] if f.get("decision_needed") and f.get("discrepancy")]
    for args in (["log"], ["status"], ["status", "--format", "json"], ["why", "D-0006"], ["why", "R-003"],
                 ["why", "R-003", "--format", "json"], ["baseline", "--dry-run"], ["export", "--list"],
                 ["export", "team-introduction"], ["export", "salesforce-resource-requests"], ["check", "d/inbox"],
                 ["reconcile", "--dry-run"], ["reconcile", "--format", "json"]):
        e(*args)
    for name in sorted(p.name for p in side.path("d/inbox").iterdir()):
        e("check", f"d/inbox/{name}", "--annotate")
    for id in open_ones():
        e("decide", id, "Take A")
    e("reconcile")
    e("generate")
    e("generate", "--blank")
    e("status")
    e("undo")
    e("undo")
    e("import", "d/own-lists/quayline-risks.csv", "--toml")
    used = use_mappings(side, "d")
    if used:
        e("import", "d/own-lists/quayline-risks.csv")
    e("starters")
    e("baseline")


def report(side, folder):
    try:
        return json.loads(side.path(f"{folder}/reports/latest.json").read_bytes())
    except (OSError, ValueError):
        return {"findings": []}


def use_mappings(side, folder):
    """Looks through the mappings that are TOML: each is used as it stands."""
    used = False
    for path in sorted(side.path(f"{folder}/mappings").glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        changed = re.sub(r"(?m)^ready\s*=\s*false", "ready = true", text)
        used |= changed != text
        path.write_text(changed, encoding="utf-8")
    return used


def templates(side):
    for args in (["list"], ["rules"], ["rules", "--format", "json"], ["schema"]):
        side.run("template", *args)
    for line in side.run("template", "list").decode().splitlines():
        side.run("template", "show", line.split()[0])
        side.run("template", "show", line.split()[0], "--format", "json")
    for path in sorted((TREE / "workbook-templates").rglob("*.toml")):
        side.copy(path, path.name)
        side.run("template", "check", path.name)
    for args in (["--help"], ["--version"], ["merge", "--help"], ["reconcile", "-h"], ["recnocile"], ["status"],
                 ["explain", "nonsense"], ["export", "--list"]):
        side.run(*args)
    source = "".join(path.read_text(encoding="utf-8") for path in sorted((TREE / "src").rglob("*.rs")))
    for code in sorted(set(re.findall(r'"([a-z]+/[a-z-]+)"', source))):
        side.run("explain", code)


def new(side):
    engagement(side)
    for args in (["starters"], ["status"], ["generate"], ["generate", "--blank"], ["generate", "raid", "--for", "ada-park"],
                 ["reconcile"], ["baseline", "--dry-run"], ["log"], ["undo"], ["undo"]):
        side.run("-C", "e", *args)


def returned(file):
    def work(side):
        programs(side)
        side.copy(FIXTURES / "programs" / "returned" / file, f"e/inbox/{file}")
        for args in (["check", f"e/inbox/{file}", "--annotate"], ["reconcile"], ["reconcile", "--format", "json"], ["status"],
                     ["log"], ["why", "R-001"], ["generate"], ["undo"]):
            side.run("-C", "e", *args)

    return work


def all_returned(side):
    programs(side)
    for path in sorted((FIXTURES / "programs" / "returned").iterdir()):
        side.copy(path, f"e/inbox/{path.name}")
    side.run("-C", "e", "reconcile")
    for finding in [f for f in report(side, "e")["findings"] if f.get("decision_needed")]:
        side.run("-C", "e", "decide", finding.get("discrepancy") or "D-0001", "Take A")
    side.run("-C", "e", "reconcile")
    side.run("-C", "e", "generate")


def saved(file):
    def work(side):
        programs(side)
        side.copy(FIXTURES / "programs" / "saved" / file, f"e/inbox/{file}")
        side.run("-C", "e", "reconcile")
        side.run("-C", "e", "check", f"e/inbox/{file}", "--annotate")

    return work


def own_sheets(file):
    def work(side):
        programs(side)
        side.copy(FIXTURES / "own-sheets" / file, "e/master.xlsx")
        side.copy(FIXTURES / "programs" / "returned" / "openpyxl.xlsx", "e/inbox/openpyxl.xlsx")
        for args in (["reconcile"], ["reconcile"], ["generate"], ["starters"], ["undo"]):
            side.run("-C", "e", *args)

    return work


def rule_cases(path):
    """The cases of every rule of a workbook, typed below each other into lists and imported."""

    def work(side):
        engagement(side)
        shown = json.loads(side.run("template", "show", path.stem.removesuffix("-more"), "--format", "json") or "{}")
        titles = {s["key"]: {c["key"]: c["title"] for c in s["columns"]} for s in shown.get("sheets", [])}
        for sheet, rows in case_rows(path).items():
            known = titles.get(sheet)
            if known is None:
                continue
            keys = [key for key in known if any(key in row for row in rows)]
            if not keys:
                continue
            text = io.StringIO()
            lines = csv.writer(text, lineterminator="\n")
            lines.writerow(known[key] for key in keys)
            lines.writerows([row.get(key, "") for key in keys] for row in rows)
            side.write(f"{sheet}.csv", text.getvalue())
            side.run("-C", "e", "import", f"{sheet}.csv", "--as", f"{shown['key']}/{sheet}", "--toml")
            if use_mappings(side, "e"):
                side.run("-C", "e", "import", f"{sheet}.csv", "--as", f"{shown['key']}/{sheet}")
        side.run("-C", "e", "reconcile", "--format", "json")
        side.run("-C", "e", "status")
        side.run("-C", "e", "generate")

    return work


def case_rows(path):
    """The records of a file of cases, by the key of their sheet; a name that recurs is numbered."""
    sheet, keys, out = None, None, {}
    for line in path.read_text(encoding="utf-8").splitlines():
        heading = re.match(r"##+ ([a-z_-]+)\b", line)
        if heading:
            sheet, keys = heading[1], None
        elif not line.startswith("|"):
            keys = None
        else:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if keys is None:
                keys = cells
            elif sheet and not set(line) <= set("|-: "):
                row = {key: cell for key, cell in zip(keys, cells) if key not in ("expect", "case", "sheet")}
                rows = out.setdefault(sheet, [])
                for name in ("title", "name", "activity"):
                    if row.get(name):
                        row[name] += f" {len(rows) + 1}"
                rows.append(row)
    return out


# Files of somebody without an engagement.


def book(sheets):
    """A small xlsx: titles of sheets, and their rows of texts and numbers."""
    out = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    names = list(sheets)
    put = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>'
                  for n in range(1, len(names) + 1)) + "</Types>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(f'<Relationship Id="rId{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                  for n in range(1, len(names) + 1)) + "</Relationships>",
    }
    for n, name in enumerate(names, 1):
        rows = []
        for r, row in enumerate(sheets[name], 1):
            cells = []
            for c, value in enumerate(row):
                at = f'r="{chr(65 + c)}{r}"'
                if isinstance(value, (int, float)):
                    cells.append(f"<c {at}><v>{value}</v></c>")
                elif value:
                    cells.append(f'<c {at} t="inlineStr"><is><t>{value}</t></is></c>')
            rows.append(f'<row r="{r}">{"".join(cells)}</row>')
        put[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in put.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 11, 22, 0, 0, 0)), content)
    return out.getvalue()


TABLE = [["id", "Risk", "Status", "Cost"], ["1", "Late", "Open", 10], ["2", "Lost", "Open", 20], ["3", "Cold", "Open", 30],
         ["4", "Loud", "Closed", 40]]


def tables():
    """What happens to a copy while another is edited, by name."""
    rows = lambda: [list(row) for row in TABLE]

    def of(change):
        table = rows()
        return change(table) or table

    def at(row, column, value):
        def change(table):
            table[row][column] = value
        return change

    yield "same", rows(), rows()
    yield "edit", of(at(1, 2, "Closed")), of(at(2, 1, "Gone"))
    yield "clash", of(at(1, 2, "Closed")), of(at(1, 2, "On hold"))
    yield "agree", of(at(1, 2, "Closed")), of(at(1, 2, "Closed"))
    yield "emptied", of(at(1, 2, "")), of(at(3, 3, 31))
    yield "added", of(lambda t: t + [["5", "New", "Open", 5]]), of(lambda t: t[:2] + [["6", "Newer", "Open", 6]] + t[2:])
    yield "added-both", of(lambda t: t + [["5", "New", "Open", 5]]), of(lambda t: t + [["5", "New", "Shut", 5]])
    yield "removed", of(lambda t: t[:1] + t[2:]), of(at(4, 1, "Louder"))
    yield "removed-and-edited", of(lambda t: t[:1] + t[2:]), of(at(1, 1, "Later"))
    yield "sorted", of(lambda t: t[:1] + t[:0:-1]), of(at(4, 1, "Louder"))
    yield "column-added", of(lambda t: [row + ["x" if n else "Owner"] for n, row in enumerate(t)]), of(at(2, 2, "Shut"))
    yield "column-moved", of(lambda t: [[r[0], r[3], r[1], r[2]] for r in t]), of(lambda t: [[r[0], r[2], r[1], r[3]] for r in t])
    yield "column-renamed", of(at(0, 2, "State")), of(at(2, 2, "Shut"))
    yield "column-removed", of(lambda t: [row[:3] for row in t]), of(at(3, 3, 33))
    yield "key-changed", of(at(2, 0, "22")), of(at(2, 1, "Losing"))
    yield "numbers-as-text", of(lambda t: [[*map(str, row)] for row in t]), of(at(3, 3, 30.5))


def comma(rows, mark=","):
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\r\n" if mark == ";" else "\n").writerows(rows)
    return text.getvalue()


def merges(kind):
    def work(side):
        for name, master, other in tables():
            for side_name, rows in (("base", TABLE), ("master", master), ("other", other)):
                end = kind[:4].replace("semi", "csv")
                mark = ";" if kind == "semicolons" else ","
                content = comma(rows, mark) if end == "csv" else book({"Risks": rows, "Notes": [["Day", "What"], ["1", "Call"]]})
                side.write(f"{name}/{side_name}.{end}", content)
            file = lambda which: f"{which}.{end}"
            three = ["--base", file("base"), "--master", file("master"), "--returned", file("other")]
            side.run("merge", *three, "--key", "id", "-o", file("out"), "--report", "report.json", folder=name)
            side.run("merge", *three, "-o", file("without-key"), "--report", "report.html", folder=name)
            side.run("merge", *three, file("base"), "-o", "-" if end == "csv" else "three.xlsx", folder=name)
            side.run("merge", *three, "-o", "other.xlsx" if end == "csv" else "other.csv", folder=name)
            side.run("diff", file("master"), file("other"), "--key", "id", folder=name)
            side.run("diff", file("base"), file("other"), "--format", "json", folder=name)

    return work


def command_cases(side):
    """The commands of tests/cases, each case in a folder of its own."""
    for case in sorted((TREE / "tests" / "cases").iterdir()):
        if (case / "in").is_dir():
            side.copy(case / "in", case.name)
        side.path(case.name).mkdir(exist_ok=True)
        for line in (case / "transcript.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("$ prekick "):
                side.run(*shlex.split(line)[2:], folder=case.name)


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def merge_cases(folder):
    def work(side):
        cases = module(TREE / "tests" / "merge" / "cases.py")
        for path in sorted(folder.glob("*.jsonl")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
                base, left, right, key, *_ = cases.KINDS[path.stem](json.loads(line))
                place = f"{path.stem}-{number}"
                for name, text in (("base", base), ("left", left), ("right", right)):
                    side.write(f"{place}/{name}.csv", text)
                args = ["--base", "base.csv", "--master", "left.csv", "--returned", "right.csv"]
                side.run("merge", *args, *(["--key", key] if key else []), "-o", "out.csv", "--report", "r.json", folder=place)

    return work


def small_cases(folder):
    """The commands of the table of small cases: what stands in backquotes after a case's name."""

    def work(side):
        for place in sorted(p for p in folder.iterdir() if p.is_dir()):
            side.copy(place, place.name)
            files = sorted(p.name for p in place.iterdir())
            if place.name.startswith("import-"):
                side.run("init", f"{place.name}/e", "--name", "N", "--customer", "C", "--id", "n-2026")
                for file in files:
                    side.run("-C", "e", "import", file, "--toml", folder=place.name)
                    if use_mappings(side, f"{place.name}/e"):
                        side.run("-C", "e", "import", file, folder=place.name)
                continue
            for first in files:
                for other in files:
                    if first != other and first.split(".")[-1] == other.split(".")[-1]:
                        side.run("diff", first, other, folder=place.name)
                        out = f"out-{first}-{other}"
                        args = ["--base", first, "--master", first, "--returned", other]
                        side.run("merge", *args, "-o", out, folder=place.name)

    return work


def own_layouts(folder):
    """Lists in layouts of their own: what import makes of them, and what check says."""

    def work(side):
        named = re.findall(r"(?m)^\| ([^|]+\.(?:xlsx|csv)) \|", (FIXTURES / "own-layouts.md").read_text(encoding="utf-8"))
        found = {path.name: path for path in sorted(folder.rglob("*")) if path.is_file()}
        engagement(side)
        for name in [name for name in dict.fromkeys(named) if name in found]:
            side.copy(found[name], f"lists/{name}")
            side.run("-C", "e", "check", f"lists/{name}")
            side.run("-C", "e", "import", f"lists/{name}", "--toml")
            if use_mappings(side, "e"):
                side.run("-C", "e", "import", f"lists/{name}")
        side.run("-C", "e", "reconcile")

    return work


def works():
    out = {"templates": templates, "new": new, "demo": demo, "returned-together": all_returned}
    for path in sorted((FIXTURES / "programs" / "returned").iterdir()):
        out[f"returned-{path.name}"] = returned(path.name)
    for path in sorted((FIXTURES / "programs" / "saved").iterdir()):
        out[f"saved-{path.name}"] = saved(path.name)
    for path in sorted((FIXTURES / "own-sheets").iterdir()):
        out[f"own-sheets-{path.name}"] = own_sheets(path.name)
    for path in sorted((FIXTURES / "rules").glob("*.md")):
        out[f"rules-{path.stem}"] = rule_cases(path)
    out["commands"] = command_cases
    for kind in ("csv", "semicolons", "xlsx"):
        out[f"merge-{kind}"] = merges(kind)
    for name, folder, work in [("merge-cases", "corpus/merge/cases/open", merge_cases), ("small-cases", "cases", small_cases),
                               ("own-layouts", "corpus/real", own_layouts)]:
        if (BESIDE / folder).is_dir():
            out[name] = work(BESIDE / folder)
        else:
            NOT_RUN.append(f"not run  {name}: ../shared/{folder} is not there")
    return out


# How it is compared.


class Wording:
    """What is said otherwise on purpose."""

    def __init__(self, path, repacked=False):
        self.repacked = repacked
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        pairs = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
        for pair in pairs:
            if len(pair) != 2:
                give_up(f"{path}: not old TAB new: {pair}")
        self.pairs = [self.both(old, new) for old, new in pairs]
        self.pairs += [self.both(escaped(old), escaped(new)) for old, new in pairs if escaped(old) != old]

    @staticmethod
    def both(old, new):
        return old.encode(), new.encode()

    def old(self, content):
        for old, new in self.pairs:
            content = content.replace(old, new)
        return content

    def same(self, old, new):
        """Are the two the same text, once the words are as they are now, and digests by where they recur?"""
        return bool(self.pairs or self.repacked) and numbered(self.old(old)) == numbered(new)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def numbered(content):
    seen = {}
    return DIGEST.sub(lambda m: b"digest %d" % seen.setdefault(m[0], len(seen)), content)


def differences(old, new, wording, lines):
    """What differs between two contents, in words; nothing if they are the same."""
    if old == new:
        return []
    if old[:4] == new[:4] == b"PK\x03\x04":
        return of_packages(old, new, wording, lines)
    if wording.same(old, new):
        return []
    return of_texts(wording.old(old), new, lines)


def of_packages(old, new, wording, lines):
    try:
        packages = [zipfile.ZipFile(io.BytesIO(content)) for content in (old, new)]
        names = [package.namelist() for package in packages]
        parts = [{name: package.read(name) for name in package.namelist()} for package in packages]
    except (zipfile.BadZipFile, OSError, ValueError) as why:
        return [f"    not readable as packages: {why}"]
    out = []
    for name in names[0] + [name for name in names[1] if name not in parts[0]]:
        if name not in parts[1] or name not in parts[0]:
            out.append(f"    part {name}: only in the {'old' if name in parts[0] else 'new'} one")
            continue
        before, now = parts[0][name], parts[1][name]
        if before != now and not wording.same(before, now):
            out.append(f"    part {name}")
            out += of_texts(wording.old(before), now, lines)
    if not out and names[0] != names[1]:
        out.append(f"    parts in another order: {names[0]} and {names[1]}")
    if not out and parts[0] == parts[1] and not wording.repacked:
        out.append("    the parts are the same, their packing is not")
    return out


def of_texts(old, new, lines):
    try:
        # A part of a workbook is one line; a tag a line is easier to read.
        texts = [re.sub(r">(?=<)", ">\n", content.decode("utf-8-sig")).splitlines() for content in (old, new)]
    except UnicodeDecodeError:
        at = next((n for n, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
        return [f"      bytes from {at} of {len(old)} and {len(new)}"]
    if texts[0] == texts[1]:
        return ["      line ends or the byte order mark differ"]
    # A comparison of thousands of lines takes long; what comes before and after is left out.
    first = next((n for n, (a, b) in enumerate(zip(*texts)) if a != b), min(map(len, texts)))
    pieces = [text[first : first + 400] for text in texts]
    found = [line for line in difflib.unified_diff(*pieces, lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))]
    more = len(found) - lines
    return [f"      line {first + 1}:"] + [f"      {line[:240]}" for line in found[:lines]] + (
        [f"      … and {more} lines more"] if more > 0 else [])


def compare(name, work, programs, days, wording, lines):
    """Both programs at one work; what differs, in words, and how many things were compared."""
    with tempfile.TemporaryDirectory(prefix="prekick-oracles-") as folder:
        sides = [Side(which, program, day, pathlib.Path(folder).resolve() / which / "work")
                 for which, program, day in zip(("old", "new"), programs, days)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(work, sides))
        old, new = (side.left for side in sides)
    if sides[0].steps == 0:
        return [f"{name}: nothing was run"], 0
    out = []
    for key in list(old) + [key for key in new if key not in old]:
        where = f"{name}, step {key[0]}: {key[1]}"
        if key not in old or key not in new:
            out.append(f"{where}: only by the {'old' if key in old else 'new'} program")
            continue
        found = differences(old[key], new[key], wording, lines)
        if found:
            out += [where, *found]
    return out, len(set(old) | set(new))


# Building.


def built(revision):
    """The optimised program of a revision; it is built if it is not there yet."""
    commit = subprocess.run(["git", "rev-parse", "--verify", f"{revision}^{{commit}}"], cwd=TREE, capture_output=True, text=True)
    if commit.returncode:
        give_up(f"{revision} is no revision: {commit.stderr.strip()}")
    commit = commit.stdout.strip()
    kept, tree = BUILT / commit / "prekick", BUILT / commit / "tree"
    if kept.exists():
        return kept
    print(f"building {commit[:10]} …", flush=True)
    tree.parent.mkdir(parents=True, exist_ok=True)
    git = lambda *args: subprocess.run(["git", *args], cwd=TREE, check=True, capture_output=True)
    subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=TREE, capture_output=True)
    git("worktree", "add", "--force", "--detach", str(tree), commit)
    try:
        # What the revisions depend on is built once for all of them.
        done = subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=tree,
                              env={**os.environ, "CARGO_TARGET_DIR": str(BUILT / "cargo")})
        if done.returncode:
            sys.exit(2)
        shutil.copy(BUILT / "cargo" / "release" / "prekick", kept)
    finally:
        git("worktree", "remove", "--force", str(tree))
    return kept


def of_this_tree():
    print("building this tree …", flush=True)
    # Cargo says where it put the program; a shared target folder is possible.
    done = subprocess.run(["cargo", "build", "--locked", "--quiet", "--bin", "prekick", "--message-format", "json"], cwd=TREE,
                          stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(2)
    made = [json.loads(line) for line in done.stdout.splitlines()]
    return next(m["executable"] for m in reversed(made) if m.get("executable"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("revision", nargs="?", help="the git revision to compare with")
    parser.add_argument("--base-bin", "--old", metavar="PATH", help="the older program, instead of building a revision")
    parser.add_argument("--bin", "--new", metavar="PATH", help="the newer program, instead of building this tree")
    parser.add_argument("--only", nargs="+", metavar="WORK", default=[], help="only works whose names begin so")
    parser.add_argument("--list", action="store_true", help="names the works")
    parser.add_argument("--wording", type=pathlib.Path, default=HERE / "wording.tsv", help="what is said otherwise on purpose")
    parser.add_argument("--repacked", action="store_true", help="workbooks are compared by their parts, digests by where they recur")
    parser.add_argument("--lines", type=int, default=6, help="how many lines are shown of each difference")
    parser.add_argument("--base-today", default=TODAY, help="the older program's today: another shows that differences are found")
    options = parser.parse_args()
    all_works = works()
    if options.list:
        print(*all_works, *NOT_RUN, sep="\n")
        return 0
    if not options.base_bin and not options.revision:
        parser.error("name a revision, or a program with --base-bin")
    old = pathlib.Path(options.base_bin).resolve() if options.base_bin else built(options.revision)
    new = pathlib.Path(options.bin or of_this_tree()).resolve()
    for program in (old, new):
        if not os.access(program, os.X_OK):
            print(f"{program} is no program", file=sys.stderr)
            return 2
    chosen = {n: w for n, w in all_works.items() if not options.only or n.startswith(tuple(options.only))}
    if not chosen:
        parser.error("no work is called so")
    wording, differing = Wording(options.wording, options.repacked), 0
    for name, work in chosen.items():
        found, compared = compare(name, work, (old, new), (options.base_today, TODAY), wording, options.lines)
        differing += bool(found)
        print(f"{'differs' if found else 'same':8} {name} ({compared} compared)", flush=True)
        print("".join(f"  {line}\n" for line in found), end="", flush=True)
    print("".join(f"{line}\n" for line in NOT_RUN), end="")
    print(f"{len(chosen)} works, {differing} of them differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
