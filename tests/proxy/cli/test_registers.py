"""
`promptwacht registers`: from a list of people to a refusal of their names, and no name on disk.
"""

import io
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.errors import ConfigError
from proxy.__main__ import main
from proxy.register_files import RegisterFolder

CSV = """Voornaam;Naam;Rijksregisternummer;Stamnummer;E-mail;GSM;Klas
Nele;Van de Putte;85.07.30-033.28;1004711;nele@klimop.be;0475 12 34 56;3A
Achraf;Benali;;1004712;;;3B
"""
PLAIN = (
    "nele", "putte", "achraf", "benali", "85.07.30", "85073003328", "1004711", "1004712",
    "klimop", "0475", "475123456",
)  # fmt: skip


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """A state folder of one's own, by the environment as an operator would."""
    folder = tmp_path / "state"
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(folder))
    return folder


@pytest.fixture
def people(tmp_path):
    file = tmp_path / "leerlingen.csv"
    file.write_text(CSV, encoding="cp1252")
    return str(file)


def bytes_of(folder: Path) -> bytes:
    return b"\0".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_listed_pupil_is_replaced_by_a_rule_of_its_own(state, people, tmp_path):
    """
    The commands as an operator types them: import, list, scan, remove, scan.
    """
    promptwacht = [sys.executable, "-W", "ignore", "-m", "proxy"]
    text = "schrijf iets over benali achraf, stamnr. 1004712"

    def run(*words):
        done = subprocess.run(  # noqa: S603 -- our own command line
            [*promptwacht, *words], capture_output=True, text=True, timeout=100,
            input=text, check=False,
        )  # fmt: skip
        assert "benali" not in done.stderr.lower()
        return done

    imported = run("registers", "import", people, "--name", "leerlingen", "--json")
    listed = run("registers", "list", "--json")
    before = json.loads(run("scan", "-", "--json").stdout)
    removed = run("registers", "remove", "leerlingen")
    after = json.loads(run("scan", "-", "--json").stdout)

    report = json.loads(imported.stdout)
    assert report["entries"]["pupil_number"] == 2
    assert (report["rows"], report["unusable"], report["ignored_columns"]) == (2, {}, [7])
    assert json.loads(listed.stdout)["registers"][0]["name"] == "leerlingen"
    assert (before["verdict"], before["rule"]) == ("redact", "own-register-redact")
    assert {(f["kind"], f["detector"], f["score"]) for f in before["findings"]} == {
        ("person", "register:leerlingen", 1.0),
        ("pupil_number", "register:leerlingen", 1.0),
    }
    assert removed.returncode == 0
    assert all(f["detector"] != "register:leerlingen" for f in after["findings"])


def test_no_value_is_written_anywhere(state, people, capsys):
    """
    Not in the register, not in the output; owner-only, and the key apart.
    """
    assert main(["registers", "import", people, "--name", "leerlingen"]) == 0

    said = capsys.readouterr()
    written = bytes_of(state).lower() + (said.out + said.err).lower().encode()
    assert [value for value in PLAIN if value.encode() in written] == []
    modes = {f.name: f.stat().st_mode & 0o777 for f in state.rglob("*") if f.is_file()}
    assert modes == {"leerlingen.register": 0o600, "register.key": 0o600}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.from_regex(r"[A-Z][a-z]{6,12}", fullmatch=True), min_size=2, max_size=12))
def test_no_generated_name_is_in_the_file(tmp_path_factory, names):
    """
    Six letters by chance in a few hundred random bytes: once in a million million.
    """
    folder = tmp_path_factory.mktemp("state")
    file = folder / "x.csv"
    file.write_text("voornaam,naam\n" + "\n".join(f"{a},{b}" for a in names for b in names))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PROMPTWACHT_STATE_DIR", str(folder / "state"))
        assert main(["registers", "import", str(file), "--name", "x"]) == 0

    written = bytes_of(folder / "state").lower()
    assert not [name for name in names if name.lower().encode() in written]


@pytest.mark.slow
def test_a_hundred_thousand_people(state, tmp_path):
    """
    A large town's list is imported whole, and each of a sample of it is found.
    """
    chance = random.Random(1)  # noqa: S311 -- invented names, the same every time
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [
        tuple("".join(chance.choices(letters, k=8)).title() for _ in range(2))
        for _ in range(100_000)
    ]
    file = tmp_path / "inwoners.csv"
    file.write_text(
        "Voornaam,Naam,Dossiernummer\n"
        + "\n".join(f"{a},{b},{9_000_000_000 + i}" for i, (a, b) in enumerate(names))
    )

    assert main(["registers", "import", str(file), "--name", "inwoners"]) == 0

    stored = RegisterFolder(state).load("inwoners").register
    family = RegisterFolder(state).family()
    assert (stored.rows, {k.value: len(t) for k, t in stored.tables.items()}) == (
        100_000,
        {"dossier_number": 100_000, "person": 200_000},
    )
    from policy.detectors.families import Hits, Sheet  # noqa: PLC0415 -- for this check alone

    for first, last in chance.sample(names, 200):
        text = f"over {last} {first} gaat dit"
        assert [m.start for m in family.find(Sheet(text, text), Hits(), ())] == [5]


def test_standard_input_leaves_no_file_behind(state, people, capsys, monkeypatch):
    """
    A list can come straight from another program.
    """
    stdin = io.TextIOWrapper(io.BytesIO(Path(people).read_bytes()))
    monkeypatch.setattr("sys.stdin", stdin)

    assert main(["registers", "import", "-", "--name", "leerlingen"]) == 0

    assert "2 rows" in capsys.readouterr().out


def test_second_import_replaces_the_first(state, people, tmp_path):
    """
    Whoever left the school is forgotten.
    """
    other = tmp_path / "other.csv"
    other.write_text("voornaam;naam\nOlivier;Dubois\n")
    main(["registers", "import", people, "--name", "leerlingen"])
    main(["registers", "import", str(other), "--name", "leerlingen"])

    assert RegisterFolder(state).load("leerlingen").register.rows == 1
    assert [file.name for file in RegisterFolder(state).path.iterdir()] == ["leerlingen.register"]


@pytest.mark.parametrize(
    "words",
    [
        ["import", "FILE", "--name", "../ca"],
        ["import", "FILE", "--name", "Leerlingen 3A"],
        ["import", "missing.csv", "--name", "x"],
        ["import", "FILE", "--name", "x", "--columns", ",".join(["skip"] * 7)],
        ["remove", "x"],
        ["remove", "../secrets/register"],
    ],
)
def test_mistake_is_one_line_and_changes_nothing(state, people, words, capsys):
    """
    And the line holds nobody's name.
    """
    words = [people if word == "FILE" else word for word in words]

    assert main(["registers", *words]) == 2

    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert not re.search("nele|putte|benali", said, re.IGNORECASE)
    assert not list(state.rglob("*.register"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(b"x" + file.read_bytes()[1:]),
        lambda file: file.write_bytes(b""),
        lambda file: file.chmod(0o644),
        lambda file: file.rename(file.with_name("other.register")),
        lambda file: (file.parent.parent / "secrets" / "register.key").write_bytes(b"k" * 32),
        lambda file: (file.parent.parent / "secrets" / "register.key").unlink(),
    ],
    ids=["cut off", "one byte", "empty", "readable by all", "renamed", "other key", "no key"],
)
def test_register_that_cannot_be_trusted_stops_the_detector(state, people, damage):
    """
    To go on without it would let its people through.
    """
    main(["registers", "import", people, "--name", "leerlingen"])
    damage(state / "registers" / "leerlingen.register")

    with pytest.raises(ConfigError):
        RegisterFolder(state).family()


def test_without_registers_there_is_no_family(state):
    """
    And no key is made for none.
    """
    assert RegisterFolder(state).family() is None
    assert not state.exists()
