"""Merges random tables with `prekick merge` and with doltlite (Dolt's own merge, from PyPI), and compares.

The merged cells and the set of clashing rows must agree, save these differences, which are meant:

- Dolt withholds a clashing row whole. prekick takes its clean cells all the same, so that in a clashing row each cell is
  the other side's where only the other side changed it, else ours.
- Two sides add a row under one key: for Dolt that clashes whenever the rows are not equal; for prekick only where both fill
  in the same cell differently, since an empty cell says nothing against a filled one.

Usage: PREKICK_BIN=target/release/prekick python3 against_dolt.py [CASES] [SEED]
"""
import doltlite  # makes the next line mean Dolt's SQLite
import csv, json, os, random, sqlite3, subprocess, sys, tempfile

BIN = os.path.abspath(os.environ.get("PREKICK_BIN", "target/release/prekick"))


def table(rng, width):
    rows = {}
    for key in rng.sample("abcdefgh", rng.randint(0, 6)):
        rows[key] = [rng.choice(["u", "v", "w", None]) for _ in range(width)]
    return rows


def edited(rng, base, width):
    rows = {key: list(cells) for key, cells in base.items()}
    for key in list(rows):
        luck = rng.random()
        if luck < 0.15:
            del rows[key]
        elif luck < 0.55:
            for _ in range(rng.randint(1, width)):
                rows[key][rng.randrange(width)] = rng.choice(["u", "v", "w", "x", None])
    for key in rng.sample("abcdefghij", rng.randint(0, 2)):
        if key not in base:
            rows[key] = [rng.choice(["u", "v", None]) for _ in range(width)]
    order = list(rows)
    if rng.random() < 0.5:
        rng.shuffle(order)
    return {key: rows[key] for key in order}


def by_dolt(folder, base, ours, theirs, titles):
    path = os.path.join(folder, "tables.db")
    for name in os.listdir(folder):
        if name.startswith("tables.db"):
            os.remove(os.path.join(folder, name))
    db = sqlite3.connect(path, isolation_level=None)
    run = lambda sql: db.execute(sql).fetchall()
    marks = ",".join("?" * (len(titles) + 1))

    def holds(rows, message):
        run("delete from t")
        db.executemany(f"insert into t values ({marks})", [[key, *cells] for key, cells in rows.items()])
        run(f"select dolt_commit('-A', '-m', '{message}', '--allow-empty')")

    run("create table t (id text primary key, %s)" % ", ".join(f"{title} text" for title in titles))
    holds(base, "base")
    run("select dolt_branch('theirs')")
    holds(ours, "ours")
    run("select dolt_checkout('theirs')")
    holds(theirs, "theirs")
    run("select dolt_checkout('main')")
    run("begin")
    try:
        run("select dolt_merge('theirs')")
    except sqlite3.OperationalError as error:
        if "conflict" not in str(error):
            raise
    merged = {row[0]: list(row[1:]) for row in run("select * from t")}
    clashes = set()
    try:
        found = db.execute("select * from dolt_conflicts_t")
        names = [column[0] for column in found.description]
        for row in map(lambda r: dict(zip(names, r)), found.fetchall()):
            clashes.add(row["base_id"] or row["our_id"] or row["their_id"])
    except sqlite3.OperationalError as error:
        # There is no such table where nothing clashed.
        if "no such table" not in str(error):
            raise
    try:
        run("rollback")
    except sqlite3.OperationalError:
        pass
    db.close()
    return merged, clashes


def by_prekick(folder, base, ours, theirs, titles):
    paths = {name: os.path.join(folder, f"{name}.csv") for name in ["base", "ours", "theirs", "out"]}
    for name, rows in [("base", base), ("ours", ours), ("theirs", theirs)]:
        with open(paths[name], "w", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(["id", *titles])
            lines.writerows([key, *(cell or "" for cell in cells)] for key, cells in rows.items())
    report = os.path.join(folder, "report.json")
    done = subprocess.run(
        [BIN, "merge", "-q", "--accept-removals", "--base", paths["base"], "--master", paths["ours"], "--returned", paths["theirs"],
         "--key", "id", "-o", paths["out"], "--report", report],
        capture_output=True, text=True)
    findings = json.load(open(report))["findings"] if done.returncode < 2 else None
    if findings is None:
        raise SystemExit(f"prekick ended with {done.returncode}: {done.stderr}")
    clashes = {f["record"] for f in findings if f["decision_needed"]}
    if done.returncode != (1 if clashes else 0):
        raise SystemExit(f"exit {done.returncode} with the clashes {clashes}")
    with open(paths["out"], newline="") as file:
        rows = list(csv.reader(file))
    return {row[0]: [cell or None for cell in row[1:]] for row in rows[1:]}, clashes


def fills_differently(ours, theirs):
    return any(a is not None and b is not None and a != b for a, b in zip(ours, theirs))


def expected_of_clash(key, base, ours, theirs):
    """A clashing row: ours, with the other side's clean cells; as ours has it where one side removed it."""
    if key not in ours:
        return None
    if key not in theirs:
        return ours[key]
    before = base.get(key, [None] * len(ours[key]))
    return [b if a == o and b != o else a for o, a, b in zip(before, ours[key], theirs[key])]


def compare(base, ours, theirs, dolt, prekick):
    (merged_d, clashes_d), (merged_p, clashes_p) = dolt, prekick
    wrong = []
    both_added = {k for k in ours if k in theirs and k not in base}
    meant = {k for k in both_added if ours[k] != theirs[k] and not fills_differently(ours[k], theirs[k])}
    if clashes_d - meant != clashes_p:
        wrong.append(f"clashes: dolt {sorted(clashes_d)}, prekick {sorted(clashes_p)}")
    for key in sorted(set(merged_d) | set(merged_p)):
        expected = merged_d.get(key)
        if key in clashes_d:
            expected = expected_of_clash(key, base, ours, theirs)
        if merged_p.get(key) != expected:
            wrong.append(f"{key}: dolt {merged_d.get(key)}, expected {expected}, prekick {merged_p.get(key)}")
    return wrong


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    clashing = differing = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for n in range(cases):
            rng = random.Random(f"{seed}/{n}")
            width = rng.randint(1, 4)
            titles = ["p", "q", "r", "s"][:width]
            base = table(rng, width)
            ours, theirs = edited(rng, base, width), edited(rng, base, width)
            dolt = by_dolt(folder, base, ours, theirs, titles)
            prekick = by_prekick(folder, base, ours, theirs, titles)
            wrong = compare(base, ours, theirs, dolt, prekick)
            clashing += bool(dolt[1])
            differing += dolt != prekick
            if wrong:
                failed += 1
                if failed <= 5:
                    print(f"case {seed}/{n}: base {base} ours {ours} theirs {theirs}\n  " + "\n  ".join(wrong))
    print(f"{cases} tables merged, {clashing} with clashes, {differing} of these otherwise than Dolt as is meant; {failed} wrong")
    return 1 if failed or not clashing else 0


if __name__ == "__main__":
    sys.exit(main())
