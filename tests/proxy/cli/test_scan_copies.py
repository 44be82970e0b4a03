"""
`promptwacht scan --redact-to`: cleaned copies, or none.
"""

from io import BytesIO
from zipfile import ZipFile

import pytest

from proxy.__main__ import main
from tests.policy.documents.build_office import docx, paragraph, run
from tests.policy.documents.build_pdf import PdfFile, line
from tests.proxy.cli.scan_files import CORE, NAME, NUMBER, PHONE, letter, scanned, workbook


@pytest.fixture(autouse=True)
def _own_state(tmp_path, monkeypatch):
    """By the environment, as an operator would."""
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "map"
    made.mkdir()
    return made


@pytest.fixture
def target(tmp_path):
    return tmp_path / "schoon"


def parts_of(raw: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(raw)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def test_word_document_keeps_all_but_the_values(folder, target, capsys):
    """
    A value over several runs, one in a footer and the name of the author make way; every part is
    otherwise the same, and the copy is clean.
    """
    raw = letter(
        "Beste ",
        "Jan Pee",
        "ters, bel ",
        PHONE,
        footer=f"RRN {NUMBER}",
        **{"docProps/core.xml": CORE},
    )
    (folder / "brief.docx").write_bytes(raw)

    code, reports = scanned(capsys, folder, "--redact-to", target)

    copy = target / "brief.docx"
    assert code == 1
    assert reports["brief.docx"]["copy"] == str(copy)
    old, new = parts_of(raw), parts_of(copy.read_bytes())
    expected = (
        old["word/document.xml"]
        .replace("Jan Pee<", "&lt;PERSOON_1&gt;<")
        .replace(">ters, bel ", ">, bel ")
        .replace(PHONE, "&lt;TELEFOON_1&gt;")
    )
    assert new["word/document.xml"] == expected
    assert "RRN &lt;RIJKSREGISTERNUMMER_1&gt;" in new["word/footer1.xml"]
    assert "<dc:creator>&lt;PERSOON_1&gt;</dc:creator>" in new["docProps/core.xml"]
    assert list(old) == list(new)
    assert (folder / "brief.docx").read_bytes() == raw
    assert scanned(capsys, copy)[0] == 0


def test_workbook_keeps_its_cells(folder, target, capsys):
    """
    The shared strings change, and nothing else.
    """
    raw = workbook(("Naam", "Telefoon"), (NAME, PHONE), ("An Claes", "geen"))
    (folder / "lijst.xlsx").write_bytes(raw)

    _, reports = scanned(capsys, folder, "--redact-to", target)

    old, new = parts_of(raw), parts_of((target / "lijst.xlsx").read_bytes())
    assert reports["lijst.xlsx"]["copy"]
    assert "&lt;PERSOON_1&gt;" in new["xl/sharedStrings.xml"]
    assert "&lt;PERSOON_2&gt;" in new["xl/sharedStrings.xml"]
    assert "Peeters" not in new["xl/sharedStrings.xml"]
    assert {name for name in old if old[name] != new[name]} == {"xl/sharedStrings.xml"}


@pytest.mark.parametrize(
    ("name", "raw", "cleaned"),
    [
        ("a.txt", f"Dag\r\nRRN {NUMBER}\r\n", b"Dag\r\nRRN <RIJKSREGISTERNUMMER_1>\r\n"),
        ("b.txt", f"\ufeffRRN {NUMBER}\n", b"\xef\xbb\xbfRRN <RIJKSREGISTERNUMMER_1>\n"),
        (
            "c.md",
            f"# Nota\n\n- RRN **{NUMBER}**\n",
            b"# Nota\n\n- RRN **<RIJKSREGISTERNUMMER_1>**\n",
        ),
        (
            "d.txt",
            f"Eén café\r\nRRN {NUMBER}\r\n".encode("cp1252"),
            "Eén café\r\nRRN <RIJKSREGISTERNUMMER_1>\r\n".encode("cp1252"),
        ),
        (
            "e.csv",
            f'weg;"nota ""x""";nr\r\nKerkweg;"RRN {NUMBER}";1\r\n"A; B";"-";2\r\n',
            b'weg;"nota ""x""";nr\r\nKerkweg;"RRN <RIJKSREGISTERNUMMER_1>";1\r\n"A; B";"-";2\r\n',
        ),
    ],
    ids=["text", "byte order mark", "Markdown", "Windows-1252", "CSV"],
)
def test_text_keeps_every_other_byte(folder, target, capsys, name, raw, cleaned):
    """
    Ends of lines, charset, quotes and marks.
    """
    (folder / name).write_bytes(raw if isinstance(raw, bytes) else raw.encode())

    scanned(capsys, folder, "--redact-to", target)

    assert (target / name).read_bytes() == cleaned


def test_no_copy_where_it_would_not_be_clean(folder, target, capsys):
    """
    Something that stands where nothing can be put in its place, what rules reject, a format that
    is not rewritten, and what cannot be read: each is said, and nothing is left in the folder.
    """
    deleted = f'<w:del w:author="{NAME}"><w:r><w:delText>RRN {NUMBER}</w:delText></w:r></w:del>'
    (folder / "spoor.docx").write_bytes(docx(paragraph(run("Dag "), deleted)))
    (folder / "geheim.docx").write_bytes(letter("het wachtwoord is Zomer2024!"))
    pdf = PdfFile()
    pdf.page(line(f"RRN {NUMBER}"))
    (folder / "nota.pdf").write_bytes(pdf.raw())
    (folder / "half.docx").write_bytes(letter("Dag")[:-40])
    (folder / "goed.txt").write_text("De bibliotheek is open.")

    code, reports = scanned(capsys, folder, "--redact-to", target)

    assert code == 1
    assert {name: one["no_copy"] for name, one in reports.items() if "no_copy" in one} == {
        "spoor.docx": "something in it cannot be replaced where it stands",
        "geheim.docx": "the rules reject what is in it, also without the values",
        "nota.pdf": "files of this kind are not rewritten",
        "half.docx": "the file cannot be read completely",
    }
    assert list(target.iterdir()) == []


def test_no_file_is_overwritten(folder, target, capsys):
    """
    Not the original, not an earlier copy, not one of the same name.
    """
    file = folder / "a.txt"
    file.write_text(f"RRN {NUMBER}")
    target.mkdir()
    (target / "a.txt").write_text("van iemand anders")

    for place in (target, folder):
        _, reports = scanned(capsys, file, "--redact-to", place)
        assert reports["a.txt"]["no_copy"] == "a file of that name is there already"

    assert file.read_text() == f"RRN {NUMBER}"
    assert (target / "a.txt").read_text() == "van iemand anders"


def test_folder_that_cannot_be_one_is_wrong_usage(folder, capsys):
    """
    One line, before anything is read.
    """
    file = folder / "a.txt"
    file.write_text("Dag")

    assert main(["scan", str(file), "--redact-to", str(file)]) == 2
    assert main(["scan", "--jsonl", str(file), "--redact-to", str(folder)]) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_copies_are_told_in_words(folder, target, capsys):
    """
    Where they are.
    """
    (folder / "a.txt").write_text(f"RRN {NUMBER}")

    main(["scan", str(folder), "--redact-to", str(target)])

    assert f"cleaned copy: {target / 'a.txt'}" in capsys.readouterr().out
