"""Merges two edited copies of a table by its first column, cell by cell: CSV or xlsx, values only.

Where both changed a cell to something else, or one removed a row that the other changed, ours stands.

Usage: merge_polars.py BASE OURS THEIRS OUT
"""
import sys

import polars as pl


def read(path):
    if path.endswith(".xlsx"):
        # By fastexcel, with the types that it finds.
        return pl.read_excel(path, infer_schema_length=None).lazy()
    return pl.scan_csv(path, infer_schema=False, empty_string_is_null=False)


def merged(base, ours, theirs):
    key, *fields = ours.collect_schema().names()
    old = base.with_columns(known=pl.lit(True)).rename({f: f"{f}/old" for f in fields})
    new = theirs.with_row_index("at/new").rename({f: f"{f}/new" for f in fields})
    rows = ours.with_row_index("at")
    all_rows = rows.join(new, on=key, how="full", coalesce=True).join(old, on=key, how="left")

    changed = lambda side: pl.any_horizontal(pl.col(f"{f}{side}").ne_missing(pl.col(f"{f}/old")) for f in fields)
    here, there, known = pl.col("at").is_not_null(), pl.col("at/new").is_not_null(), pl.col("known").is_not_null()
    stays = (here & there) | (here & (known.not_() | changed(""))) | (there & known.not_())
    clashes = pl.sum_horizontal(
        here & there & pl.col(f).ne_missing(pl.col(f"{f}/old")) & pl.col(f"{f}/new").ne_missing(pl.col(f"{f}/old"))
        & pl.col(f).ne_missing(pl.col(f"{f}/new"))
        for f in fields
    )
    removed_and_changed = known & ((here & there.not_() & changed("")) | (there & here.not_() & changed("/new")))
    value = lambda f: (
        pl.when(here & (there.not_() | pl.col(f).ne_missing(pl.col(f"{f}/old")))).then(f).otherwise(f"{f}/new").alias(f)
    )
    return all_rows.select(
        key, *map(value, fields), "at", "at/new", stays=stays, clashes=clashes + removed_and_changed
    ).collect()


def main(base, ours, theirs, out):
    rows = merged(*map(read, [base, ours, theirs]))
    clashes = rows["clashes"].sum()
    rows = rows.filter("stays").sort("at", "at/new", nulls_last=True).drop("at", "at/new", "stays", "clashes")
    if out.endswith(".xlsx"):
        rows.write_excel(out)
    else:
        rows.write_csv(out)
    print(f"{len(rows)} rows, {clashes} clashes")


main(*sys.argv[1:])
