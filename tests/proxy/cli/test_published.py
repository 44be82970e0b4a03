"""
`promptwacht published`: files that are on the website already pass, byte for byte those files.
"""

import io
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from config.errors import ConfigError
from proxy.__main__ import main
from proxy.published_files import PublishedFolder
from tests.proxy.cli.scan_files import letter, scanned

DECISION = letter("Jan Peeters, schepen, gsm 0475 12 34 56")


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """A state folder of one's own, by the environment as an operator would."""
    folder = tmp_path / "state"
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(folder))
    return folder


@pytest.fixture
def website(tmp_path):
    """A folder as a website has it."""
    folder = tmp_path / "website"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "besluit.docx").write_bytes(DECISION)
    (folder / "reglement.txt").write_text("Het park is open.")
    (folder / "leeg.txt").touch()
    return folder


def told(capsys, *words):
    code = main(["published", *map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


def everything_in(folder: Path) -> bytes:
    return b"\0".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_published_file_passes_and_a_changed_one_is_judged(website, capsys):
    """
    With a name and a number in it; one byte more and it is another file.
    """
    decision = website / "2026" / "besluit.docx"
    assert scanned(capsys, decision)[0] == 1

    assert main(["published", "import", str(website)]) == 0
    capsys.readouterr()
    code, reports = scanned(capsys, decision)
    assert code == 0
    assert reports["besluit.docx"]["verdict"] == "allow"
    assert reports["besluit.docx"]["rule"] == "published"

    decision.write_bytes(letter("Jan Peeters, schepen, gsm 0475 12 34 57"))
    assert scanned(capsys, decision)[0] == 1


def test_folder_is_imported_whole_and_nothing_but_hashes_is_kept(website, state, capsys):
    """
    No name and no text; an empty file says nothing and would be everybody's.
    """
    code, report = told(capsys, "import", website, "--name", "besluiten")

    assert (code, report["name"], report["files"], report["added"]) == (0, "besluiten", 2, 2)
    (published,) = PublishedFolder(state).all()
    assert sha256(DECISION).digest() in published.digests
    assert sha256().digest() not in published.digests
    kept = everything_in(state)
    assert b"besluit.docx" not in kept
    assert b"park" not in kept


def test_second_import_takes_the_place_of_the_first(website, state, capsys):
    """
    What is off the website no longer passes.
    """
    told(capsys, "import", website)
    (website / "reglement.txt").unlink()
    (website / "nieuw.txt").write_text("Het zwembad is open.")

    _, report = told(capsys, "import", website)

    assert (report["files"], report["added"], report["dropped"]) == (2, 1, 1)


@pytest.mark.parametrize(
    "line",
    ["{}  reglement met spaties.pdf", "{} *reglement.pdf", "{}", "\\{}  regel\\neinde.pdf"],
)
def test_what_sha256sum_prints_is_imported(tmp_path, state, capsys, line):
    """
    In its forms for text, for binary files, for strange names; the names are dropped.
    """
    sums = tmp_path / "SHA256SUMS"
    sums.write_text(f"{line.format(sha256(b'a').hexdigest())}\n\n{sha256(b'b').hexdigest()}  b\n")

    _, report = told(capsys, "import", sums)

    assert report["files"] == 2
    assert b"regel" not in everything_in(state)


def test_sums_come_from_standard_input(tmp_path, state):
    """
    As a pipe from the server of the website.
    """
    done = subprocess.run(
        [sys.executable, "-m", "proxy", "published", "import", "-"],
        input=f"{sha256(DECISION).hexdigest()}  ./besluit.docx\n",
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("published  1 files")
    assert [sha256(DECISION).digest()] == [
        d for p in PublishedFolder(state).all() for d in p.digests
    ]


def test_list_of_sums_in_a_folder_is_a_document(website, state, capsys):
    """
    Somebody could publish one; only a file that is named itself is taken for a list.
    """
    sums = website / "SHA256SUMS"
    sums.write_text(f"{sha256(b'geheim').hexdigest()}  x\n")

    told(capsys, "import", website)

    (published,) = PublishedFolder(state).all()
    assert sha256(b"geheim").digest() not in published.digests
    assert sha256(sums.read_bytes()).digest() in published.digests


def test_lists_are_listed_and_removed(website, capsys):
    """
    By their names; another name is told what there is.
    """
    told(capsys, "import", website, "--name", "besluiten")

    _, listed = told(capsys, "list")
    assert [(each["name"], each["files"]) for each in listed["published"]] == [("besluiten", 2)]
    assert told(capsys, "remove", "besluiten") == (0, {"removed": "besluiten"})
    assert told(capsys, "list") == (0, {"published": []})
    assert main(["published", "remove", "besluiten"]) == 2
    assert "none yet" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (f"{'0' * 64}  a\nniets\n", "SHA256SUMS:2:1: not a line of sha256sum"),
        ("", "there is nothing to import"),
    ],
)
def test_what_cannot_be_imported_is_told(tmp_path, state, capsys, content, complaint):
    """
    One line; nothing was imported.
    """
    (tmp_path / "SHA256SUMS").write_text(content)

    assert main(["published", "import", str(tmp_path / "SHA256SUMS")]) == 2

    assert complaint in capsys.readouterr().err
    assert PublishedFolder(state).names() == ()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-65],
        lambda raw: raw + b"0" * 64 + b"\n",
        lambda raw: raw.replace(b"published", b"elsewhere"),
        lambda raw: b"",
        lambda raw: b"{}",
    ],
)
def test_damaged_list_holds_nothing(website, state, capsys, damage):
    """
    Rather than half of it, or what somebody wrote behind it.
    """
    told(capsys, "import", website)
    (file,) = (state / "published").iterdir()
    file.write_bytes(damage(file.read_bytes()))

    with pytest.raises(ConfigError, match="import it again"):
        PublishedFolder(state).load("published")
    assert main(["check-config"]) == 2
    capsys.readouterr()
    assert told(capsys, "import", website)[0] == 0


def test_checks_tell_how_many_there_are(website, capsys):
    """
    For whoever wonders why a file passed, or did not.
    """
    told(capsys, "import", website)

    assert main(["check-config"]) == 0

    assert "published 2 files in published" in capsys.readouterr().out


def test_wrong_name_is_refused(website, capsys):
    """
    A name is part of a file's name.
    """
    assert main(["published", "import", str(website), "--name", "../x"]) == 2
    assert "--name" in capsys.readouterr().err


def test_typed_text_is_no_file(website, capsys, monkeypatch):
    """
    The same words from standard input are judged as a prompt.
    """
    text = "Bel Jan Peeters op 0475 12 34 56."
    (website / "brief.txt").write_text(text)
    told(capsys, "import", website)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    assert main(["scan", "-"]) == 1
    capsys.readouterr()
    assert main(["scan", str(website / "brief.txt")]) == 0
