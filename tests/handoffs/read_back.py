"""Reads back what prekick hands on, with libraries that know nothing of it: mail drafts with Python's email, calendars with
icalendar, contacts with vobject. Values that are made to do harm must come out as the text that was typed.

Usage: PREKICK_BIN=target/debug/prekick python3 tests/handoffs/read_back.py
"""
import email, email.policy, os, subprocess, sys, tempfile
from pathlib import Path

import icalendar, vobject

BIN = os.path.abspath(os.environ.get("PREKICK_BIN", "target/debug/prekick"))
NAME = "Acme <script>=HYPERLINK(1)</script>, Ünï\r\nBcc: all@customer.example"


def run(folder, *words, codes=(0, 1)):
    env = {**os.environ, "NO_COLOR": "1", "PREKICK_TODAY": "2026-11-22"}
    done = subprocess.run([BIN, "-C", str(folder), *words], capture_output=True, env=env)
    assert done.returncode in codes, f"{words}: exit {done.returncode}\n{done.stderr.decode()}"
    return done.stdout


def one_line(text):
    return " ".join(text.split())


def mails(folder, subject=None):
    drafts = sorted((folder / "outbox").glob("*.eml"))
    assert drafts, "no draft in outbox/"
    for path in drafts:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert not mail.defects, f"{path.name}: {mail.defects}"
        assert mail["X-Unsent"] == "1" and mail["Bcc"] is None and mail["Cc"] is None, path.name
        assert len(mail["To"].addresses) == 1 and "@" in mail["To"].addresses[0].addr_spec, path.name
        assert subject is None or mail["Subject"].startswith(subject), mail["Subject"]
        text = mail.get_body().get_content().replace("\r\n", "\n")
        assert "\r" not in text and len(text) > 100, path.name
        attached = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
        for name, content in attached.items():
            if name.endswith(".xlsx"):
                assert content == (folder / "outbox" / name).read_bytes(), f"{name} in {path.name}"
        assert any(name.endswith(".xlsx") for name in attached), path.name
    print(f"{len(drafts)} drafts read back")


def calendar(folder, name):
    first = run(folder, "export", "calendar", "-o", "-")
    assert first == run(folder, "export", "calendar", "-o", "-"), "the same twice"
    assert all(len(line) <= 75 for line in first.split(b"\r\n")), "lines are folded"
    read = icalendar.Calendar.from_ical(first)
    # A property that the format does not know is given as it is written.
    called = str(read["X-WR-CALNAME"]).replace("\\n", " ").replace("\\", "")
    assert called.split() == name.split(), called
    zones = {str(zone["TZID"]) for zone in read.walk("VTIMEZONE")}
    events = read.walk("VEVENT")
    keys = [str(event["UID"]) for event in events]
    assert len(keys) == len(set(keys)), "each entry has a key of its own"
    for event in events:
        assert event["DTSTAMP"] and str(event["SUMMARY"]), event
        zone = event["DTSTART"].params.get("TZID")
        assert zone is None or zone in zones, zone
        if "RRULE" in event:
            assert event["RRULE"]["FREQ"][0] in ("WEEKLY", "MONTHLY"), event["RRULE"]
    print(f"{len(events)} entries of a calendar read back")
    return {str(event["SUMMARY"]): event for event in events}


def contacts(folder):
    cards = list(vobject.readComponents(run(folder, "export", "contacts-vcard", "-o", "-").decode()))
    assert cards and all(card.fn.value and card.n.value for card in cards)
    print(f"{len(cards)} contacts read back")
    return {card.fn.value: card for card in cards}


def hostile(folder):
    person = "=HYPERLINK(2); \"Ada\", Ünï\nBcc: x"
    pm = f"{person} <ada@customer.example>"
    run(folder.parent, "init", str(folder), "--name", NAME, "--customer", "A;B,C\\D", "--id", "acme-1", "--start", "2027-01-11",
        "--end", "2027-12-17", "--delivery-lead", "Lena Vogt <lena@delivery.example>", "--customer-pm", pm)
    run(folder, "starters")
    run(folder, "generate", "--calendar")
    mails(folder, one_line(NAME))
    events = calendar(folder, NAME)
    assert any(title.startswith("Milestone: ") for title in events), list(events)[:5]
    known = contacts(folder)
    ada = next(card for name, card in known.items() if "HYPERLINK" in name)
    assert one_line(ada.fn.value) == one_line(person), ada.fn.value
    assert ada.email.value == "ada@customer.example" and ada.org.value == ["A;B,C\\D"], ada


def main():
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        run(work, "demo", str(work / "demo"))
        mails(work / "demo")
        calendar(work / "demo", next(line.split('"')[1] for line in (work / "demo/engagement.toml").read_text().splitlines() if line.startswith("name")))
        assert contacts(work / "demo")
        hostile(work / "hostile")


if __name__ == "__main__":
    sys.exit(main())
