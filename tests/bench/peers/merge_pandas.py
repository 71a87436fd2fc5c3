"""Merges many edited copies of a small workbook by its first column, cell by cell, values only.

Where copies changed a cell to different values, the base's stands; rows that a copy added are appended, and none are removed.

Usage: merge_pandas.py ENGINE OUT BASE COPY...      with the engine openpyxl or calamine
"""
import sys

import pandas as pd


def read(path, engine):
    return pd.read_excel(path, engine=engine, index_col=0)


def main(engine, out, base, *copies):
    base = read(base, engine)
    edits, added = [], []
    for path in copies:
        copy = read(path, engine)
        added.append(copy.loc[~copy.index.isin(base.index)])
        both = base.index.intersection(copy.index)
        old, new = base.loc[both], copy.loc[both, base.columns]
        changed = (old != new) & ~(old.isna() & new.isna())
        edits.append(new.astype(object).where(changed).stack().dropna())
    edits = pd.concat(edits).groupby(level=[0, 1]).agg(["nunique", "first"])
    merged = base.astype(object)
    for (key, field), value in edits.loc[edits["nunique"] == 1, "first"].items():
        merged.at[key, field] = value
    clashes = (edits["nunique"] > 1).sum()
    merged = pd.concat([merged, *added])
    merged.to_excel(out, engine="openpyxl" if engine == "openpyxl" else "xlsxwriter")
    print(f"{len(merged)} rows, {clashes} clashes")


main(*sys.argv[1:])
