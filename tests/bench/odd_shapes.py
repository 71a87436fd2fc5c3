#!/usr/bin/env python3
"""How long prekick takes over files of odd shapes, and how that grows with their size.

    python3 tests/bench/odd_shapes.py --bin target/release/prekick [--only SHAPE…] [--sizes 1000,4000] [--seconds 100] [--large]

Each shape is a returned copy of the demo's RAID log, or a list in a layout of its own, with so many of one thing that
nobody would type them. For each size it prints CPU seconds, wall seconds and peak memory of the largest process; and, for
each shape, by which power of the size time and memory grow from the second largest to the largest: 1 is in proportion,
2 is quadratic. The cost of the smallest file is taken off first. Nothing passes or fails. Python's standard library
is all it needs, on Linux or a Mac. With --large the sizes are those at which a file must end well within its limits, or be
one finding; making the files takes longer than reading them.
"""

import argparse
import math
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
WORDS = ("network storage cutover licence backup failover replica schema latency firewall tenant archive billing quota "
         "vendor window rollback index driver patch cluster region audit token queue cache proxy ledger tunnel domain").split()


def column(number):
    """The letters of a column, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell(at, row, text):
    return f'<c r="{column(at)}{row}" t="inlineStr"><is><t>{escape(str(text))}</t></is></c>'


def line(row, cells):
    """A row of cells, given by column number."""
    return f'<row r="{row}">' + "".join(cell(at, row, text) for at, text in sorted(cells.items())) + "</row>"


def title(n):
    """A title that no other has, though all share their words."""
    picked = [WORDS[(n // len(WORDS) ** i + i) % len(WORDS)] for i in range(4)]
    return " ".join(picked).capitalize()


# Shapes of a returned copy: rows, a new header, and other parts, from the size and the row behind the table.

def new_rows(size, row):
    return [line(row + n, {2: title(n), 3: f"What number {n} may bring about"}) for n in range(size)]


def equal_titles(size, row):
    return [line(row + n, {2: "Network is slow", 3: f"Seen for the {n}th time"}) for n in range(size)]


def refused_values(size, row):
    return [line(row + n, {2: title(n), 6: "nine", 24: "some day"}) for n in range(size)]


def unknown_people(size, row):
    names = ("Ada", "Bram", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hugo")
    return [line(row + n, {2: title(n), 17: f"{names[n % 8]} {WORDS[n // 8 % 30].capitalize()}{n}"}) for n in range(size)]


def loose_cells(size, row):
    return [line(row + 200 + n, {at: f"aside {n} {at}" for at in range(60, 64)}) for n in range(size)]


def loose_below(size, row):
    return [line(row + 200 + n, {at: f"note {n} {at}" for at in range(45, 49)}) for n in range(size)]


COPIES = {
    "new-rows": (new_rows, [1000, 4000, 16000]),
    "equal-titles": (equal_titles, [1000, 4000, 16000]),
    "refused-values": (refused_values, [1000, 4000, 16000]),
    "unknown-people": (unknown_people, [500, 2000, 8000]),
    "loose-cells": (loose_cells, [2000, 10000, 50000]),
    "loose-below": (loose_below, [2000, 10000, 50000]),
    "columns": (None, [1000, 4000, 16000]),
    "comments": (None, [5000, 50000, 200000]),
    "files": (None, [50, 200, 800]),
}


# Sizes at which every shape must end well within the limits.
LARGE = {
    "new-rows": [8000, 50000, 1_000_000],
    "equal-titles": [8000, 50000],
    "refused-values": [8000, 50000],
    "unknown-people": [8000, 50000],
    "loose-cells": [250_000, 1_000_000],
    "loose-below": [250_000, 1_000_000],
    "columns": [16000, 25000],
    "comments": [200_000, 1_000_000, 5_000_000],
    "files": [200, 1000],
    "import-resembling": [10000, 50000],
    "import-different": [8000, 50000],
}


def read_copy(demo):
    """The parts of the demo's copy of the RAID log, and the name of its sheet of risks."""
    folder = os.path.join(demo, "outbox")
    name = sorted(n for n in os.listdir(folder) if n.startswith("raid.marta-okoye"))[0]
    with zipfile.ZipFile(os.path.join(folder, name)) as package:
        return name, {n: package.read(n) for n in package.namelist()}


def odd_copy(demo, shape, size, path):
    _, parts = read_copy(demo)
    sheet = "xl/worksheets/sheet2.xml"
    xml = parts[sheet].decode()
    last = max(map(int, re.findall(r'<row r="(\d+)"', xml)))
    if shape == "columns":
        more = "".join(cell(40 + n, 4, f"Extra {n}") for n in range(size) if 40 + n <= 16384)
        xml = re.sub(r'(<row r="4".*?)(</row>)', lambda m: m[1] + more + m[2], xml, count=1, flags=re.S)
    elif shape == "comments":
        notes = "".join(f'<comment ref="{column(1 + n % 30)}{6 + n // 30}" authorId="0"><text><t>note {n}</t></text></comment>'
                        for n in range(size))
        parts["xl/comments1.xml"] = f'<comments {MAIN}><authors><author>Ada</author></authors><commentList>{notes}</commentList></comments>'.encode()
        parts["xl/worksheets/_rels/sheet2.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/></Relationships>').encode()
    elif shape != "files":
        rows = "".join(COPIES[shape][0](size, last + 1))
        xml = xml.replace("</sheetData>", rows + "</sheetData>", 1)
    parts[sheet] = xml.encode()
    write(path, parts)


def many_files(copy, size, folder):
    """So many files of one copy, as mail programs name them."""
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    for n in range(size):
        shutil.copy(copy, os.path.join(folder, os.path.basename(copy).replace(".xlsx", f" ({n}).xlsx")))
    return folder


# Shapes of a list in a layout of its own.

def resembling(size):
    return [[f"Database number {n} is not ready for the cut-over", "As seen before", "Open"] for n in range(size)]


def different(size):
    return [[title(n), "As seen before", "Open"] for n in range(size)]


LISTS = {
    "import-resembling": (resembling, [1000, 4000, 10000]),
    "import-different": (different, [1000, 4000, 10000]),
}


def odd_list(shape, size, path):
    rows = [["Risk", "Description", "Status"], *LISTS[shape][0](size)]
    body = "".join(line(n, dict(enumerate(row, 1))) for n, row in enumerate(rows, 1))
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    write(path, {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{relations}"><sheets><sheet name="Risks" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>',
    })


def write(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, data in parts.items():
            package.writestr(name, data)


def run(command, seconds):
    """CPU and wall seconds, megabytes and how it ended; a run that takes too long is ended."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    late = False
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if not late and time.monotonic() - began > seconds:
            late = True
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.005)
    process.returncode = 0
    peak = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    end = "too long" if late else f"exit {os.waitstatus_to_exitcode(status)}"
    return used.ru_utime + used.ru_stime, time.monotonic() - began, peak, end


def apart(make, *args):
    """Makes a file in a process of its own: the peak memory of a process includes what its parent held when it started."""
    process = multiprocessing.get_context("fork").Process(target=make, args=args)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit("the file could not be made")


def measure(args, folder, demo, shape, command, size):
    name = f"{shape}.xlsx" if shape in LISTS else read_copy(demo)[0]
    path = os.path.join(folder, name)
    apart(odd_list, shape, size, path) if shape in LISTS else apart(odd_copy, demo, shape, size, path)
    if shape == "files":
        path = many_files(path, size, os.path.join(folder, "files"))
    root = os.path.join(folder, "root")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(demo, root)
    words = {"check": ["check", path], "reconcile": ["reconcile", path], "import": ["import", "--as", "raid/risks", path]}
    used = run([args.bin, "-C", root, "-q", *words[command]], args.seconds)
    print(f"{shape:18} {command:10} {size:8} {used[0]:8.2f} {used[1]:8.2f} {used[2]:8.0f}  {used[3]}", flush=True)
    return used


def power(small, large, sizes, base):
    small, large = max(small - base, 1e-3), max(large - base, 1e-3)
    return math.log(large / small) / math.log(sizes[1] / sizes[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", nargs="*", default=[*COPIES, *LISTS], metavar="SHAPE")
    parser.add_argument("--commands", default="check,reconcile", help="for returned copies")
    parser.add_argument("--sizes", help="in place of each shape's own")
    parser.add_argument("--large", action="store_true", help="the largest sizes")
    parser.add_argument("--seconds", type=float, default=100, help="after which a run is ended")
    args = parser.parse_args()
    args.bin = os.path.abspath(args.bin)
    with tempfile.TemporaryDirectory() as folder:
        demo = os.path.join(folder, "demo")
        subprocess.run([args.bin, "demo", demo, "-q"], stdout=subprocess.DEVNULL)
        print(f"{'shape':18} {'command':10} {'size':>8} {'CPU s':>8} {'wall s':>8} {'MB':>8}")
        for shape in args.only:
            usual = LARGE[shape] if args.large else {**COPIES, **LISTS}[shape][1]
            sizes = [int(n) for n in args.sizes.split(",")] if args.sizes else usual
            for command in ["import"] if shape in LISTS else args.commands.split(","):
                base = measure(args, folder, demo, shape, command, 1)
                found = [measure(args, folder, demo, shape, command, size) for size in sizes]
                if len(found) > 1 and found[-1][3] != "too long":
                    growth = [power(found[-2][i], found[-1][i], sizes[-2:], base[i]) for i in (0, 2)]
                    print(f"{shape:18} {command:10} grows by n^{growth[0]:.2f} in time, n^{growth[1]:.2f} in memory", flush=True)


if __name__ == "__main__":
    main()
