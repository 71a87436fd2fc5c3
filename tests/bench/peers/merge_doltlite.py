"""Merges two edited copies of a CSV by its first column as branches of a database of doltlite.

Usage: merge_doltlite.py BASE OURS THEIRS OUT
"""
import doltlite  # makes the next line mean Dolt's SQLite
import csv
import os
import sqlite3
import sys
import tempfile


def read(path):
    with open(path, newline="") as file:
        lines = csv.reader(file)
        return next(lines), list(lines)


def main(base, ours, theirs, out):
    titles, before = read(base)
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(os.path.join(folder, "merge.db"), isolation_level=None)
        run = lambda sql: db.execute(sql).fetchall()
        columns = [f'"{title}" text' for title in titles]
        marks = ",".join("?" * len(titles))

        def holds(rows, message):
            run("begin")
            run("delete from t")
            db.executemany(f"insert into t values ({marks})", rows)
            run("commit")
            run(f"select dolt_commit('-A', '-m', '{message}', '--allow-empty')")

        run(f"create table t ({columns[0]} primary key, {', '.join(columns[1:])})")
        holds(before, "base")
        run("select dolt_branch('theirs')")
        holds(read(ours)[1], "ours")
        run("select dolt_checkout('theirs')")
        holds(read(theirs)[1], "theirs")
        run("select dolt_checkout('main')")
        run("begin")
        clashes = 0
        try:
            run("select dolt_merge('theirs')")
        except sqlite3.OperationalError as error:
            if "conflict" not in str(error):
                raise
            clashes = run("select count(*) from dolt_conflicts_t")[0][0]
        rows = run("select * from t")
        db.close()
    with open(out, "w", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(titles)
        lines.writerows(rows)
    print(f"{len(rows)} rows, {clashes} clashing rows")


main(*sys.argv[1:])
