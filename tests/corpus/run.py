#!/usr/bin/env python3
"""Every odd file ends as read or as a named finding, within limits of time and memory.

    PREKICK_BIN=target/release/prekick python3 tests/corpus/run.py ../shared/corpus/odd [FOLDER...]

Files made here to do harm, and large ones below the folders, are given to `prekick check` by themselves; small ones sixteen at a
time, and by themselves where anything is wrong with the sixteen. A run that panics, is ended by a signal, says nothing of a file,
takes more than 10 seconds of CPU time or more than 512 MiB is a failure. Prints the counts.
"""
import collections
import concurrent.futures
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

SECONDS, MEGABYTES = 10, 512
TOGETHER, SMALL = 16, 200_000
BIN = os.environ["PREKICK_BIN"]
SKIPPED = {".json", ".yml", ".yaml", ".txt", ".md"}
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = f'<Relationships><Relationship Id="r" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
LINKS = (
    f'<Relationships><Relationship Id="s" Type="{RELATION}/worksheet" Target="worksheets/a.xml"/>'
    f'<Relationship Id="t" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
BOOK = f'<workbook xmlns:r="{RELATION}"><sheets><sheet name="Risks" sheetId="1" r:id="s"/></sheets></workbook>'


def xlsx(sheet, strings=None, more=()):
    """An xlsx whose one sheet has this part."""
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as package:
        parts = [("[Content_Types].xml", TYPES), ("_rels/.rels", ROOT), ("xl/workbook.xml", BOOK)]
        parts += [("xl/_rels/workbook.xml.rels", LINKS), ("xl/worksheets/a.xml", sheet), *more]
        for name, content in parts + ([("xl/sharedStrings.xml", strings)] if strings else []):
            package.writestr(name, content)
    return to.getvalue()


def sheet(cells):
    return f"<worksheet><sheetData>{cells}</sheetData></worksheet>"


def harmful():
    """Files made to do harm, by name, and the codes of which one must answer them; none where they are to be read."""
    text = '<row r="1"><c r="A1" t="inlineStr"><is><t>ID</t></is></c><c r="B1" t="inlineStr"><is><t>Title</t></is></c></row>'
    entities = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {new} "{("&" + old + ";") * 10}">' for old, new in zip("abcdefghi", "bcdefghij")
    )
    refused = {"file/too-large", "file/unreadable"}
    yield "zip-bomb-strings.xlsx", xlsx(sheet(text), "<sst>" + "<si><t>bomb</t></si>" * 60_000_000 + "</sst>"), refused
    yield "zip-bomb-sheet.xlsx", xlsx("<worksheet><sheetData>" + '<c r="A1"/>' * 60_000_000), refused
    yield "xml-bomb-sheet.xlsx", xlsx(entities + f"]>{sheet('<row><c><v>&j;</v></c></row>')}"), None
    yield "xml-bomb-strings.xlsx", xlsx(sheet(text), entities + "]><sst><si><t>&j;</t></si></sst>"), None
    yield "far-cell.xlsx", xlsx(sheet(text + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), None
    yield "beyond-the-last-cell.xlsx", xlsx(sheet(text + '<row r="4294967295"><c r="ZZZZ4294967295"><v>1</v></c></row>')), None
    yield "many-strings-said.xlsx", xlsx(sheet(text), '<sst uniqueCount="4294967295"><si><t>x</t></si></sst>'), refused
    shared = '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="4294967295">1+1</f><v>2</v></c></row>'
    yield "shared-formula.xlsx", xlsx(sheet(shared)), None
    yield "deep.xlsx", xlsx(sheet("<row><c>" + "<v>" * 3_000_000)), refused
    yield "leads-out.xlsx", xlsx(sheet(text), more=[("../../../evil.xml", "<x/>")]), refused
    yield "many-parts.xlsx", xlsx(sheet(text), more=[(f"xl/media/{i}", "") for i in range(30_000)]), refused
    yield "cut-off.xlsx", xlsx(sheet(text))[:-60], refused
    yield "open-quote.csv", b'ID,Title\nR-001,"never closed\n' + b"R-002,next\n" * 20_000, refused
    yield "one-line.csv", b"a," * 20_000_000, refused
    lying = bytearray(xlsx(sheet(text), "<sst>" + "<si><t>bomb</t></si>" * 4_000_000 + "</sst>"))
    at = lying.rfind(b"PK\x01\x02", 0, lying.rfind(b"xl/sharedStrings.xml"))
    lying[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    yield "lies-about-its-size.xlsx", bytes(lying), refused


def make(folder):
    """Writes them, in a process of its own: a child's memory is counted from what its parent had."""
    expected = {}
    for name, content, codes in harmful():
        (folder / name).write_bytes(content)
        expected[name] = sorted(codes or ())
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")


def engagement(folder):
    """An engagement whose limits are those of this check."""
    made = [BIN, "init", str(folder), "--name", "Corpus", "--customer", "Nobody", "--id", "corpus-0000", "--today", "2026-11-22"]
    subprocess.run(made, check=True, capture_output=True)
    with open(folder / "engagement.toml", "a", encoding="utf-8") as settings:
        settings.write(f"\n[limits]\nseconds = {SECONDS}\nmemory-megabytes = {MEGABYTES}\n")


def run(root, paths):
    """The report of a run on these files, its seconds and megabytes, and what is wrong with the run."""
    command = [BIN, "-C", str(root), "--today", "2026-11-22", "check", *map(str, paths), "--format", "json"]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        out.seek(0)
        err.seek(0)
        answer, said = out.read(), err.read().decode(errors="replace")
    wrong, report = [], None
    if process.returncode not in (0, 1):
        wrong.append(f"exit status {process.returncode}: {said[-300:]}")
    if "panicked" in said:
        wrong.append(f"panic: {said[-300:]}")
    if seconds > SECONDS:
        wrong.append(f"{seconds:.1f} s")
    if megabytes > MEGABYTES:
        wrong.append(f"{megabytes:.0f} MiB")
    try:
        report = json.loads(answer)
    except ValueError as e:
        wrong.append(f"no report: {e!r} {said[-300:]}")
    return report, seconds, megabytes, wrong


def look(root, paths):
    """What came of files, each: its words for the count, seconds, megabytes, what is wrong, if anything is, and its codes."""
    report, seconds, megabytes, wrong = run(root, paths)
    seen = [judge(report, path) for path in paths] if report else [("nothing", [], set())] * len(paths)
    if len(paths) > 1 and (wrong or any(of_file for _, of_file, _ in seen)):
        return [found for path in paths for found in look(root, [path])]
    return [(words, seconds, megabytes, wrong + of_file, codes) for words, of_file, codes in seen]


def judge(report, path):
    """What a report says of one file: words for the count, what is wrong, and the codes of its findings."""
    sources = [s for s in report["sources"] if s["file"] == str(path)] or (report["sources"] if len(report["sources"]) == 1 else [])
    if not sources:
        return "nothing", ["the report does not name the file"], set()
    source, wrong = sources[0], []
    about = [f for f in report["findings"] if (f["place"] or {}).get("file") == source["file"]]
    codes = {f["code"] for f in about}
    if source["status"] == "rejected" and not any(c.startswith(("file/", "sheet/", "column/")) for c in codes):
        wrong.append("rejected without a finding")
    for f in about:
        for limit in ("could not be read within", "made to break"):
            if limit in f["message"] and not path.name.startswith("zip-bomb"):
                wrong.append(f["message"])
    return outcome(source, about, codes), wrong, codes


def batches(files, alone):
    """The files in lots: large ones and those named alone each by itself, small ones together."""
    small = [f for f in files if f not in alone and f.stat().st_size <= SMALL]
    lots = [[f] for f in files if f in alone or f.stat().st_size > SMALL]
    return lots + [small[i : i + TOGETHER] for i in range(0, len(small), TOGETHER)]


def outcome(source, findings, codes):
    if source["status"] != "rejected":
        return f"read: {source['status']}"
    first = sorted(c for c in codes if c.startswith("file/")) or sorted(codes)
    unlike = any("looks like" in f["message"] or "is like" in f["message"] for f in findings)
    return "read: like no sheet that is known" if unlike and first[:1] == ["file/unknown-format"] else f"named: {first[0]}"


def main():
    if sys.argv[1:2] == ["--make"]:
        return make(pathlib.Path(sys.argv[2]))
    folders = [pathlib.Path(f) for f in sys.argv[1:]]
    assert folders, "name the folders to look through"
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        root = work / "engagement"
        engagement(root)
        files = [p for f in folders for p in sorted(f.rglob("*")) if p.is_file() and p.suffix.lower() not in SKIPPED]
        subprocess.run([sys.executable, __file__, "--make", str(work)], check=True)
        expected = {work / n: set(codes) for n, codes in json.loads((work / "expected.json").read_text()).items()}
        files += expected
        assert len(files) > len(expected), "no file was found"
        counts, failed = collections.Counter(), 0
        slowest, largest = (0, None), (0, None)
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            lots = batches(files, expected)
            looked = pool.map(lambda lot: look(root, lot), lots)
            found = [pair for lot, seen in zip(lots, looked) for pair in zip(lot, seen)]
            for path, (words, seconds, megabytes, wrong, codes) in found:
                counts[words] += 1
                slowest, largest = max(slowest, (seconds, path.name)), max(largest, (megabytes, path.name))
                if expected.get(path) and not codes & expected[path]:
                    wrong.append(f"expected one of {sorted(expected[path])}, found {sorted(codes)}")
                if wrong:
                    failed += 1
                    print(f"FAIL {path}: {'; '.join(wrong)}")
        for words, n in sorted(counts.items()):
            print(f"{n:6}  {words}")
        print(f"{len(files)} files ({len(expected)} made to do harm), {failed} failed;", end=" ")
        print(f"slowest {slowest[0]:.1f} s ({slowest[1]}), largest {largest[0]:.0f} MiB ({largest[1]})")
        return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
