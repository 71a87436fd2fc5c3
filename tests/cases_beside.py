"""Runs the cases that lie beside the repository, each as the README there says, and checks what is right.

Usage: PREKICK_BIN=target/debug/prekick python3 tests/cases_beside.py FOLDER [NAME…]

A NAME picks the cases that begin with it; without one, all run. Nothing but Python's own library is needed.
"""
import csv, json, os, re, shutil, subprocess, sys, tempfile, zipfile
import xml.etree.ElementTree as ET

BIN = os.path.abspath(os.environ.get("PREKICK_BIN", "target/debug/prekick"))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Run:
    """What a command did in a copy of a case's folder."""

    def __init__(self, folder, words):
        done = subprocess.run([BIN, *words.split()], cwd=folder, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
        self.folder, self.words, self.code = folder, words, done.returncode
        self.out, self.err = done.stdout, done.stderr
        self.said = done.stdout + done.stderr

    def must(self, code):
        check(self.code == code, f"exit {self.code} and not {code}: {self.words}\n{self.said}")
        return self


class Wrong(Exception):
    pass


def check(holds, why):
    if not holds:
        raise Wrong(why)


def text(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return file.read()


def rows(folder, name, delimiter=","):
    return list(csv.reader(text(folder, name).splitlines(), delimiter=delimiter))


def cells(folder, name, sheet=None):
    """The filled cells of a workbook's sheet, by name; the first sheet where none is named."""
    with zipfile.ZipFile(os.path.join(folder, name)) as package:
        names = set(package.namelist())
        strings = []
        if "xl/sharedStrings.xml" in names:
            root = ET.fromstring(package.read("xl/sharedStrings.xml"))
            strings = ["".join(t.text or "" for t in item.iter(MAIN + "t")) for item in root.iter(MAIN + "si")]
        root = ET.fromstring(package.read(sheet_part(package, sheet)))
        found = {}
        for cell in root.iter(MAIN + "c"):
            value, inline = cell.find(MAIN + "v"), cell.find(MAIN + "is")
            held = value.text if value is not None else None
            if inline is not None:
                held = "".join(t.text or "" for t in inline.iter(MAIN + "t"))
            if cell.get("t") == "s" and held is not None:
                held = strings[int(held)]
            formula = cell.find(MAIN + "f")
            if formula is not None:
                held = "=" + (formula.text or "")
            if held not in (None, ""):
                found[cell.get("r")] = held
        return found


def sheet_part(package, title):
    sheets = list(ET.fromstring(package.read("xl/workbook.xml")).iter(MAIN + "sheet"))
    picked = next((s for s in sheets if title in (None, s.get("name"))), None)
    check(picked is not None, f"there is no sheet {title}")
    id_of = next(value for key, value in picked.attrib.items() if key.endswith("}id"))
    for relation in ET.fromstring(package.read("xl/_rels/workbook.xml.rels")):
        if relation.get("Id") == id_of:
            target = relation.get("Target")
            return target.lstrip("/") if target.startswith("/") else "xl/" + target
    raise Wrong(f"the sheet {title} has no part")


def part(folder, name, title=None):
    with zipfile.ZipFile(os.path.join(folder, name)) as package:
        return package.read(sheet_part(package, title)).decode()


def differing(run):
    """The cells that `diff --format json` names."""
    return sorted(change["source"]["cell"] for change in json.loads(run.out)["changes"])


def merge(folder, base, master, returned, out, more=""):
    return Run(folder, f"merge --base {base} --master {master} --returned {returned} -o {out} {more}".strip())


def same_but(folder, out, expected, delimiter=","):
    check(rows(folder, out, delimiter) == expected, f"{out} holds {rows(folder, out, delimiter)}, and not {expected}")


def merge_unclosed_quote(f):
    done = merge(f, "base.csv", "base.csv", "unq.csv", "out.csv", "--key id").must(1)
    check("unq.csv" in done.said and "line 2" in done.said, f"the file and line are not named: {done.said}")
    check(text(f, "out.csv") == text(f, "base.csv"), "out.csv is another than base.csv")


def merge_cut_off_csv(f):
    done = merge(f, "tr0.csv", "tr0.csv", "tr1.csv", "out.csv", "--key id").must(1)
    # Row 19 of the data, on line 20 of the file.
    check(re.search(r"row (19|20)\b", done.said), f"the cut is not named: {done.said}")
    check(text(f, "out.csv") == text(f, "tr0.csv"), "rows or cells are gone")


def merge_openpyxl_master(f):
    done = merge(f, "f.xlsx", "m_c2.xlsx", "r_both.xlsx", "out.xlsx").must(1)
    check("Only values" not in done.said, done.said)
    check(cells(f, "out.xlsx")["C2"] == "9" and cells(f, "out.xlsx")["C3"] == "8", "the cells are wrong")
    check('s="1"' in part(f, "out.xlsx"), "formats are gone")
    asked = cells(f, "out.xlsx", "Discrepancies")
    check(any("7" in value for value in asked.values()), f"the clash is not there: {asked}")


def merge_excel_resave(f):
    for key in ["", "--key code"]:
        done = merge(f, "lz0.csv", "lz0.csv", "lz1.csv", "lz.csv", key).must(0)
        expected = rows(f, "lz0.csv")
        expected[2][2], expected[4][3] = "Koeln", "41"
        same_but(f, "lz.csv", expected)
        check(done.said.count("zeros in front") == 1, f"not said once: {done.said}")
    for key in ["", "--key id"]:
        done = merge(f, "l0.csv", "l0.csv", "l1.csv", "l.csv", key)
        found = rows(f, "l.csv")
        check([row[0] for row in found] == [row[0] for row in rows(f, "l0.csv")], f"the ids are others: {found}")
        taken = found[2][1] == "Bx" and done.code == 0
        asked = found[2][1] == "B" and done.code == 1 and "Bx" in done.said
        check(found[1][1] == "A" and (taken or asked), f"Bx is lost: {found} {done.said}")
        check(done.said.count("1.23457E+18") >= 1, f"not said: {done.said}")
    for name in ["g1", "g3", "g4"]:
        done = merge(f, "g0.csv", "g0.csv", f"{name}.csv", "g.csv", "--key id").must(0)
        expected = rows(f, "g0.csv")
        expected[3][1] = "C" if name == "g4" else "Cx"
        same_but(f, "g.csv", expected)
        for column in ["amt", "d"]:
            lines = [line for line in done.said.splitlines() if re.search(rf"column {column}\b", line)]
            check(len(lines) == 1, f"{name}: {column} is said {len(lines)} times: {done.said}")


def merge_numbers_as_text(f):
    done = Run(f, "diff n.xlsx n.csv --key id --format json").must(0)
    check(differing(done) == [], done.out)


def merge_second_of_two(f):
    merge(f, "p0.csv", "p0.csv", "p1.csv", "out.csv", "--key One").must(0)
    same_but(f, "out.csv", rows(f, "p1.csv"))


def merge_vertical_merge(f):
    done = merge(f, "base.xlsx", "base.xlsx", "merged.xlsx", "out.xlsx", "--key id").must(0)
    check(re.search(r"^\s*warning", done.said, re.M), f"no warning: {done.said}")
    check(cells(f, "out.xlsx") == cells(f, "base.xlsx"), "a cell was emptied")
    done = Run(f, "diff base.xlsx merged.xlsx --key id --format json").must(0)
    check(differing(done) == [], done.out)
    check(any(finding["severity"] == "warning" for finding in json.loads(done.out)["findings"]), done.out)


def merge_above_table(f):
    for other, expected in [("b", ["C2", "C3"]), ("c", ["F4"]), ("d", ["G8"]), ("e", ["A14"])]:
        done = Run(f, f"diff a.xlsx {other}.xlsx --key ID --format json").must(1)
        check(differing(done) == expected, f"a against {other}: {differing(done)} and not {expected}")
    merge(f, "a.xlsx", "a.xlsx", "b.xlsx", "out.xlsx", "--key ID").must(0)
    check(cells(f, "out.xlsx") == cells(f, "b.xlsx"), "out.xlsx holds something else than b.xlsx")


def merge_both_added(f):
    for n, owners in [("", {"B3": "Ann", "B4": "Ann", "B5": "Bob"}), ("2", {"B4": "Ann"})]:
        merge(f, f"base{n}.xlsx", f"master{n}.xlsx", f"ret{n}.xlsx", f"out{n}.xlsx").must(0)
        found = cells(f, f"out{n}.xlsx")
        expected = {**cells(f, f"master{n}.xlsx"), **owners}
        check(found == expected, f"out{n}.xlsx holds {found}, and not {expected}")
        sheet = part(f, f"out{n}.xlsx")
        for kept in ["SUM(D3:D15)", "<dataValidation ", "<cfRule ", '<mergeCell ref="A1:C1"']:
            check(kept in sheet, f"{kept} is gone")
        with zipfile.ZipFile(os.path.join(f, f"out{n}.xlsx")) as package:
            check("xl/charts/chart1.xml" in package.namelist(), "the chart is gone")


CASES = {
    "merge-unclosed-quote": merge_unclosed_quote,
    "merge-cut-off-csv": merge_cut_off_csv,
    "merge-openpyxl-master": merge_openpyxl_master,
    "merge-excel-resave": merge_excel_resave,
    "merge-numbers-as-text": merge_numbers_as_text,
    "merge-second-of-two": merge_second_of_two,
    "merge-vertical-merge": merge_vertical_merge,
    "merge-above-table": merge_above_table,
    "merge-both-added": merge_both_added,
}


def main():
    folder, picked = os.path.abspath(sys.argv[1]), sys.argv[2:] or [""]
    there = sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)))
    names = [name for name in there if any(name.startswith(p) for p in picked)]
    if not names:
        sys.exit("no case is named so")
    wrong = 0
    for name in names:
        try:
            check(name in CASES, "this script does not know what is right")
            with tempfile.TemporaryDirectory() as work:
                copy = os.path.join(work, "case")
                shutil.copytree(os.path.join(folder, name), copy)
                CASES[name](copy)
            print(f"ok    {name}")
        except (Wrong, KeyError, OSError, ValueError) as error:
            wrong += 1
            print(f"WRONG {name}: {error if isinstance(error, Wrong) else repr(error)}")
    print(f"{len(names)} cases, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
