"""
`promptwacht scan` of documents: read in the cage, judged as uploads, told by their places.
"""

import json
import os
import pty
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import config
from policy.documents.interface import Unread
from proxy.__main__ import main
from tests.policy.documents.build_office import archive
from tests.policy.documents.build_pdf import PdfFile, encrypted, line
from tests.proxy.cli.scan_files import NAME, NUMBER, PHONE, letter, places, scanned, workbook
from tests.proxy.rooms_for_tests import children


@pytest.fixture(autouse=True)
def _own_state(tmp_path, monkeypatch):
    """By the environment, as an operator would."""
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "map"
    made.mkdir()
    return made


def pdf_of(*pages: str) -> PdfFile:
    made = PdfFile()
    for text in pages:
        made.page(line(text))
    return made


def test_each_finding_tells_its_place(folder, capsys):
    """
    Part, page, sheet, row, column, cell and member, whatever the format has; never the text.
    """
    (folder / "brief.docx").write_bytes(letter("Bel ", PHONE, footer=f"RRN {NUMBER}"))
    (folder / "lijst.xlsx").write_bytes(workbook(("Naam", "Telefoon"), (NAME, "geen")))
    (folder / "nota.pdf").write_bytes(pdf_of("Goedemorgen", f"RRN {NUMBER}").raw())
    (folder / "alles.zip").write_bytes(archive({"a.txt": "Dag", "b.txt": f"RRN {NUMBER}"}))
    (folder / "leden.csv").write_text(f"naam;straat\n{NAME};Dorpsstraat\nniemand;Kerkweg\n")

    code, reports = scanned(capsys, folder)

    assert code == 1
    assert {report["verdict"] for report in reports.values()} == {"reject"}
    assert places(reports["brief.docx"]) == [
        ("phone", {"part": "body"}),
        ("national_number", {"part": "footer"}),
    ]
    in_cell = {"part": "table", "sheet": 1, "row": 2, "column": 1, "cell": "A2"}
    assert places(reports["lijst.xlsx"]) == [("person", in_cell)]
    assert places(reports["nota.pdf"]) == [("national_number", {"part": "body", "page": 2})]
    assert places(reports["alles.zip"]) == [("national_number", {"part": "body", "member": [2]})]
    assert places(reports["leden.csv"]) == [("person", {"part": "table", "row": 2, "column": 1})]
    pages = {name: report.get("pages") for name, report in reports.items()}
    assert (pages["nota.pdf"], pages["lijst.xlsx"], pages["brief.docx"]) == (2, 1, None)
    told = json.dumps(reports)
    assert not [text for text in (NAME, PHONE, NUMBER, "Peeters") if text in told]


def test_positions_count_in_the_piece(folder, capsys):
    """
    Code points of the paragraph or the cell, so that another program finds the value again.
    """
    (folder / "lijst.xlsx").write_bytes(
        workbook(("Nota", "Nummer"), ("🙂 niets", f"🙂 RRN {NUMBER}"))
    )

    _, reports = scanned(capsys, folder / "lijst.xlsx")

    (finding,) = reports["lijst.xlsx"]["findings"]
    assert (finding["place"]["cell"], finding["start"], finding["end"]) == ("B2", 6, 21)
    assert {"class", "kind", "score", "detector"} < set(finding)


def test_clean_documents_are_exit_code_zero_and_leave_no_process(folder, capsys):
    """
    And the cage is closed with the command.
    """
    (folder / "brief.docx").write_bytes(letter("De bibliotheek is open op zondag."))
    before = children()

    code, reports = scanned(capsys, folder)

    assert code == 0
    assert (reports["brief.docx"]["verdict"], reports["brief.docx"]["findings"]) == ("allow", [])
    assert children() == before


def test_unread_documents_tell_why(folder, capsys):
    """
    They are rejected with a reason of the closed list; the others are still read.
    """
    (folder / "slot.pdf").write_bytes(encrypted(pdf_of("Dag").raw(), user="a", owner="b"))
    (folder / "half.docx").write_bytes(letter("Dag")[:-40])
    (folder / "heel.pdf").write_bytes(pdf_of("De bibliotheek is open.").raw())

    code, reports = scanned(capsys, folder)

    assert code == 1
    unread = {name: (one["verdict"], one.get("unread")) for name, one in reports.items()}
    assert unread == {
        "slot.pdf": ("reject", Unread.ENCRYPTED),
        "half.docx": ("reject", Unread.BROKEN),
        "heel.pdf": ("allow", None),
    }


def test_people_read_places_and_reasons_in_words(folder, capsys):
    """
    In the words that the texts have for them.
    """
    (folder / "brief.docx").write_bytes(letter("Dag", footer=f"RRN {NUMBER}"))
    (folder / "lijst.xlsx").write_bytes(workbook(("Naam", "Telefoon"), (NAME, "geen")))
    (folder / "slot.pdf").write_bytes(encrypted(pdf_of("Dag").raw(), user="a", owner="b"))

    assert main(["scan", str(folder)]) == 1

    out = capsys.readouterr().out
    assert "numbers  footer\n" in out
    assert "names  sheet 1, cell A2\n" in out
    assert "not inspected: encrypted (The file has a password" in out


def test_plain_text_needs_no_cage(folder, capsys, monkeypatch):
    """
    It is judged as if it was typed, also where documents cannot be read.
    """
    monkeypatch.setenv("PROMPTWACHT_TESSDATA_DIR", str(folder))
    (folder / "nota.txt").write_text(f"RRN {NUMBER}")
    before = children()

    code, reports = scanned(capsys, folder)

    assert (code, reports["nota.txt"]["verdict"]) == (1, "redact")
    assert reports["nota.txt"]["redacted"] == "RRN <RIJKSREGISTERNUMMER_1>"
    assert children() == before


def test_folders_and_patterns_mean_their_files(folder, capsys, monkeypatch):
    """
    Each of them once, and folders with all that is in them.
    """
    (folder / "diep" / "dieper").mkdir(parents=True)
    for name in ("a.txt", "b.md", "diep/c.txt", "diep/dieper/d.txt"):
        (folder / name).write_text("De bibliotheek is open.")
    monkeypatch.chdir(folder)

    assert set(scanned(capsys, ".")[1]) == {"a.txt", "b.md", "c.txt", "d.txt"}
    assert set(scanned(capsys, "*.txt", "a.txt", "b.md")[1]) == {"a.txt", "b.md"}
    assert set(scanned(capsys, "**/*.txt")[1]) == {"a.txt", "c.txt", "d.txt"}


@pytest.mark.parametrize("argument", ["*.docx", "leeg", "nergens.pdf"])
def test_argument_without_files_is_wrong_usage(folder, capsys, monkeypatch, argument):
    """
    Nothing was inspected, so nobody may think that all is well; one line says so.
    """
    (folder / "leeg").mkdir()
    monkeypatch.chdir(folder)

    assert main(["scan", argument]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert argument in told.err


def test_department_without_uploads_is_told(folder, capsys, monkeypatch):
    """
    The document is inspected all the same.
    """
    policy = folder / "beleid"
    shutil.copytree(Path(config.__file__).parent, policy)
    departments = policy / "departments.yaml"
    departments.write_text(departments.read_text().replace("uploads: inspect", "uploads: never"))
    monkeypatch.setenv("PROMPTWACHT_POLICY_DIR", str(policy))
    file = folder / "brief.docx"
    file.write_bytes(letter("De bibliotheek is open."))

    code, reports = scanned(capsys, file)

    assert code == 0
    assert (reports["brief.docx"]["verdict"], reports["brief.docx"]["uploads"]) == (
        "allow",
        "never",
    )
    main(["scan", str(file)])
    assert "note: this department may upload no file at all" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "has_bar"), [((), True), (("--json",), False)])
def test_long_work_shows_how_far_it_is(folder, words, has_bar):
    """
    On stderr, when that is a terminal and nobody asked for JSON; the output stays what it is.
    """
    for number in range(4):
        # Half a second of reading for each.
        (folder / f"{number}.csv").write_text("weg;stand\n" + "Kerkweg;open\n" * 20_000)
    ours, terminal = pty.openpty()

    with ThreadPoolExecutor() as beside:  # a terminal that nobody reads stops whoever writes
        shown = beside.submit(_all_of, ours)
        done = subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, "-m", "proxy", "scan", *words, str(folder)],
            stdout=subprocess.PIPE,
            stderr=terminal,
            env={**os.environ, "TERM": "xterm"},
            check=False,
        )
        os.close(terminal)

    assert done.returncode == 0
    assert (b"scanned" in shown.result()) is has_bar
    assert b"scanned" not in done.stdout
    assert len(done.stdout.splitlines()) == 4


def _all_of(handle: int) -> bytes:
    read = b""
    try:
        while data := os.read(handle, 1 << 16):
            read += data
    except OSError:  # a terminal ends so
        pass
    os.close(handle)
    return read


def test_the_name_of_a_document_is_judged(folder, capsys):
    """
    As the gateway judges it: a clean document under somebody's name does not leave either.
    """
    (folder / "verslag_Jan-Peeters.docx").write_bytes(letter("Goedemorgen"))
    (folder / "verslag.docx").write_bytes(letter("Goedemorgen"))

    code, reports = scanned(capsys, folder)
    main(["scan", str(folder / "verslag_Jan-Peeters.docx")])
    told = capsys.readouterr().out

    assert code == 1
    assert reports["verslag.docx"]["verdict"] == "allow"
    named = reports["verslag_Jan-Peeters.docx"]
    assert (named["verdict"], named["classes"]) == ("reject", ["personal"])
    (found,) = named["findings"]
    assert (found["kind"], found["place"]) == ("person", {"part": "name"})
    assert (found["start"], found["end"]) == (8, 19)
    assert "the name of the file" in told
