"""Runs three-way merge cases of other tools (csvdiff3, daff, Dolt) through `prekick merge`.

Each case gives what its tool expects, or is named in `differences.tsv` with the reason why prekick differs on purpose. A case
that is named there and agrees all the same is wrong, too.

Usage: PREKICK_BIN=target/release/prekick python3 cases.py FOLDER_OF_JSONL
"""
import csv, glob, io, json, os, re, subprocess, sys, tempfile

BIN = os.path.abspath(os.environ.get("PREKICK_BIN", "target/release/prekick"))
HERE = os.path.dirname(os.path.abspath(__file__))


def text(cell):
    return "" if cell is None else str(cell)


def written(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([text(cell) for cell in row] for row in rows)
    return out.getvalue()


def parsed(content):
    return [row for row in csv.reader(io.StringIO(content)) if row]


def merge(folder, base, left, right, key):
    for name, content in [("base", base), ("left", left), ("right", right)]:
        with open(os.path.join(folder, f"{name}.csv"), "w", newline="") as file:
            file.write(content)
    path = lambda name: os.path.join(folder, name)
    done = subprocess.run(
        [BIN, "merge", "--accept-removals", "--base", path("base.csv"), "--master", path("left.csv"), "--returned", path("right.csv"),
         *(["--key", key] if key else []), "-o", path("out.csv")],
        capture_output=True, text=True)
    if done.returncode > 1:
        return None, done.stderr.strip()
    return parsed(open(path("out.csv"), newline="").read()), done.returncode == 1


def padded(rows):
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def of_csvdiff3(case):
    expected = None if case["conflict"] else parsed(case["expected"])
    return case["base"], case["left"], case["right"], case["key"], expected, case["conflict"], True


def of_daff(case):
    # A clash stands in the cell as `((( base ))) left /// right`; prekick keeps the left one there.
    keep = lambda cell: re.sub(r"^\(\(\( .*? \)\)\) (.*?) /// .*$", r"\1", text(cell))
    expected = [[keep(cell) for cell in row] for row in case["expected"]]
    sides = [written(case[side]) for side in ("base", "left", "right")]
    return *sides, None, expected, case["conflicts"] > 0, False


def of_dolt_row(case):
    # One row of columns without names; its key is added.
    def side(name):
        row = case[name]
        titles = ["id", *(f"c{n}" for n in range(case["ncols"][name]))]
        return written([titles] + ([["1", *row]] if row is not None else []))

    expected = None
    if case["expected"] is not None:
        expected = [["id", *(f"c{n}" for n in range(len(case["expected"])))], ["1", *map(text, case["expected"])]]
    return side("base"), side("left"), side("right"), "id", expected, case["conflict"], False


def of_dolt_schema(case):
    def side(name):
        schema = case["schema"][name]
        rows = case.get(name) or schema.get("rows") or []
        return written([schema["columns"] or [], *(row for row in rows if row is not None)])

    key = keys_of(case["schema"]["ancestor"]["sql"]) or "id"
    clash = bool(case.get("schema_conflict") or case.get("data_conflict"))
    expected = None
    if not clash and case.get("merged") is not None and case["schema"].get("merged"):
        expected = [case["schema"]["merged"]["columns"], *([text(c) for c in row] for row in case["merged"])]
    return side("ancestor"), side("left"), side("right"), key, expected, clash, False


def keys_of(sql):
    whole = re.search(r"primary key\s*\(([^)]*)\)", sql, re.I)
    if whole:
        return ",".join(part.strip(" `") for part in whole.group(1).split(","))
    single = re.search(r"[(,]\s*`?(\w+)`?[^,]*?primary key", sql, re.I)
    return single and single.group(1)


KINDS = {"csvdiff3": of_csvdiff3, "daff": of_daff, "dolt-row": of_dolt_row, "dolt-schema": of_dolt_schema}


def wrong_with(case, kind, folder):
    base, left, right, key, expected, clash, ordered = KINDS[kind](case)
    rows, clashed = merge(folder, base, left, right, key)
    if rows is None:
        return f"it ended without a result: {clashed}"
    if clashed != clash:
        return f"clash {clashed}, expected {clash}: {rows}"
    if expected is None:
        return None
    by_title = lambda table: [dict(zip(table[0], row)) for row in table[1:]] if table else []
    mine, theirs = padded(rows), padded(expected)
    if sorted(mine[0]) != sorted(theirs[0]):
        return f"columns {mine[0]}, expected {theirs[0]}"
    key_of = lambda row: json.dumps(row, sort_keys=True)
    if sorted(map(key_of, by_title(mine))) != sorted(map(key_of, by_title(theirs))):
        return f"rows {mine}, expected {theirs}"
    if ordered and by_title(mine) != by_title(theirs):
        return f"order {mine}, expected {theirs}"
    return None


def main():
    with open(os.path.join(HERE, "differences.tsv"), newline="") as file:
        meant = dict(line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#"))
    passed, differing, failed, seen = 0, 0, 0, {}
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.jsonl"))):
            kind = os.path.basename(path).removesuffix(".jsonl")
            for line in open(path):
                case = json.loads(line)
                seen[case["id"]] = seen.get(case["id"], 0) + 1
                name = case["id"] + (f" ({seen[case['id']]})" if seen[case["id"]] > 1 else "")
                wrong = wrong_with(case, kind, folder)
                if name in meant:
                    differing += 1
                    if wrong is None:
                        failed += 1
                        print(f"{name}: named as differing, and agrees")
                elif wrong:
                    failed += 1
                    print(f"{name}: {wrong}")
                else:
                    passed += 1
    for name in set(meant) - {n + (f" ({i})" if i > 1 else "") for n, c in seen.items() for i in range(1, c + 1)}:
        failed += 1
        print(f"{name}: named as differing, and there is no such case")
    print(f"{passed} cases as expected, {differing} otherwise on purpose, {failed} wrong")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
