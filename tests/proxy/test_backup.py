"""
One file that brings everything back: made while others write, checked before it is believed.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.private_files import create_file
from config.settings import Settings
from proxy.backup_archive import read_backup, write_backup
from proxy.backup_contents import Source
from proxy.backup_sealing import MAGIC
from proxy.incident_folder import IncidentFolder
from proxy.incident_reading import verify_folder
from proxy.restoring import restore

KEY = b"k" * 32
WORDS = b"een lange zin als wachtwoord"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def state(tmp_path):
    """A state folder with something of everything."""
    folder = tmp_path / "var"
    (folder / "secrets").mkdir(mode=0o700, parents=True)
    for name in ("secrets/chain.key", "secrets/console.key", "secrets/pseudonym-2026-Q4.key"):
        create_file(folder / name, KEY)
    (folder / "ca" / "private").mkdir(parents=True)
    create_file(folder / "ca" / "private" / "promptwacht-ca.key", b"key")
    (folder / "ca" / "promptwacht-ca.pem").write_bytes(b"certificate")
    (folder / "suspensions.yaml").write_text("suspensions: []\n")
    (folder / "suspensions.yaml").chmod(0o640)
    (folder / "registers").mkdir()
    (folder / "registers" / "leerlingen.register").write_bytes(os.urandom(100_000))
    (folder / "cache").mkdir()
    (folder / "cache" / "prefilter").write_bytes(b"made again")
    (folder / "store.lock").touch()
    (folder / ".ca-new-1").mkdir()
    log(folder).append("2026-11-27", [{"n": number} for number in range(20)])
    log(folder).append("2026-11-28", [{"n": 1}])
    rows(folder / "promptwacht.sqlite3", 100)
    return folder


def log(folder):
    return IncidentFolder(folder / "incidents", KEY)


def rows(file, count):
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE IF NOT EXISTS row (n INTEGER)")
        database.executemany("INSERT INTO row VALUES (?)", [(n,) for n in range(count)])
        database.commit()


def count_in(file):
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT count(*) FROM row").fetchone()[0]


def settings_for(folder):
    return Settings(state_dir=folder)


def source_of(folder, policy=None):
    settings = settings_for(folder)
    return Source(
        state_dir=folder,
        policy_dir=policy or settings.policy_dir,
        database_url=settings.database_url,
    )


@pytest.mark.parametrize("passphrase", [None, WORDS])
def test_everything_comes_back_as_it_was(tmp_path, state, passphrase):
    """
    Log, store, CA with its key, secrets, decisions and registers, with their modes; caches, locks
    and litter do not.
    """
    backup, new = tmp_path / "b.pwb", tmp_path / "new"
    write_backup(source_of(state), backup, passphrase)

    done = restore(backup, settings_for(new), passphrase)

    assert (done.fault, done.lines, done.moved_aside) == ("", 21, None)
    assert count_in(new / "promptwacht.sqlite3") == 100
    for name in ("secrets/chain.key", "ca/private/promptwacht-ca.key", "suspensions.yaml",
                 "registers/leerlingen.register", "ca/promptwacht-ca.pem",
                 "secrets/pseudonym-2026-Q4.key"):  # fmt: skip
        assert (new / name).read_bytes() == (state / name).read_bytes()
        assert (new / name).stat().st_mode == (state / name).stat().st_mode
    assert {file.name for file in new.iterdir()} == {
        "ca", "secrets", "suspensions.yaml", "registers", "incidents", "promptwacht.sqlite3",
        "policy-from-backup",
    }  # fmt: skip
    assert (new / "policy-from-backup" / "departments.yaml").exists()
    assert (new / "policy-from-backup" / "texts" / "nl.yaml").exists()
    assert backup.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.pwb", "new", "var"]


def with_identities(folder):
    """What the console keeps of who is who, as it lies there."""
    (folder / "identities").mkdir()
    create_file(folder / "identities" / "0123456789abcdef.sealed", b"waits for the console")
    create_file(folder / "secrets" / "identity.key", KEY)
    rows(folder / "identities.sqlite3", 3)
    return {"identities", "identities.sqlite3", "secrets/identity.key"}


def names_in(backup, into, passphrase=None):
    into.mkdir()
    return {name.removeprefix("state/") for name in read_backup(backup, into, passphrase).files}


def test_backup_that_anybody_can_read_does_not_tell_who_is_who(tmp_path, state):
    """
    Pseudonyms and the key to them in one readable file would undo the two keys of the console;
    the command says what it leaves out, and how to take it along.
    """
    secret = with_identities(state)

    made = promptwacht("backup", tmp_path / "open.pwb", state=state)
    told = promptwacht("backup", tmp_path / "open.pwb", "--json", state=state)

    names = names_in(tmp_path / "open.pwb", tmp_path / "unpacked")
    assert not {name for name in names if any(name.startswith(each) for each in secret)}
    assert "secrets/chain.key" in names
    assert "--passphrase-file" in made.stdout
    assert all(each in made.stdout for each in secret)
    assert set(json.loads(told.stdout)["left_out"]) == secret


def test_encrypted_backup_knows_who_is_who(tmp_path, state):
    """
    It comes back with everything else.
    """
    secret = with_identities(state)
    create_file(tmp_path / "words", WORDS + b"\n")
    option = ("--passphrase-file", tmp_path / "words")

    made = promptwacht("backup", tmp_path / "b.pwb", *option, "--json", state=state)
    promptwacht("restore", tmp_path / "b.pwb", *option, state=tmp_path / "new")

    assert json.loads(made.stdout)["left_out"] == []
    assert all((tmp_path / "new" / each).exists() for each in secret)
    assert count_in(tmp_path / "new" / "identities.sqlite3") == 3


def test_identities_never_go_into_an_open_backup(tmp_path, state):
    """
    Whoever calls it: the passphrase decides.
    """
    source = replace(source_of(state), with_identities=True)

    with pytest.raises(ValueError, match="encrypted"):
        write_backup(source, tmp_path / "b.pwb")

    assert not (tmp_path / "b.pwb").exists()


def test_restored_log_goes_on(tmp_path, state):
    """
    A gateway continues the chain where the backup ended.
    """
    write_backup(source_of(state), tmp_path / "b.pwb")
    restore(tmp_path / "b.pwb", settings_for(tmp_path / "new"))

    log(tmp_path / "new").append("2026-11-29", [{"n": 2}])

    report = verify_folder(tmp_path / "new" / "incidents", KEY)
    assert (report.sound, report.lines) == (True, 22)


def test_sealed_backup_shows_nothing(tmp_path, state):
    """
    Neither a name of a file nor what is in one can be read without the passphrase.
    """
    backup = tmp_path / "b.pwb"
    write_backup(source_of(state), backup, WORDS)

    content = backup.read_bytes()

    assert content.startswith(MAGIC)
    assert b"chain.key" not in content
    assert b"suspensions" not in content
    assert WORDS not in content


WRITER = """
import sqlite3, sys, time
from pathlib import Path
from proxy.incident_folder import IncidentFolder
state = Path(sys.argv[1])
log = IncidentFolder(state / "incidents", b"k" * 32)
store = sqlite3.connect(state / "promptwacht.sqlite3", timeout=30)
number = 0
while True:
    number += 1
    log.append("2026-11-28", [{"n": number, "text": "x" * 500}])
    # The store follows the log, as the notifier does.
    store.execute("INSERT INTO row VALUES (?)", (number,))
    store.commit()
    print(number, flush=True)
"""


def test_backup_beside_writers_is_consistent(tmp_path, state):
    """
    Gateway and notifier go on; the copy is sound, and its store knows no line that its log
    does not have.
    """
    writer = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-c", WRITER, str(state)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        for number in range(3):
            before = int(writer.stdout.readline())
            write_backup(source_of(state), tmp_path / f"{number}.pwb", WORDS)
            restore(tmp_path / f"{number}.pwb", settings_for(tmp_path / f"new{number}"), WORDS)
            new = tmp_path / f"new{number}"
            report = verify_folder(new / "incidents", KEY)
            assert report.sound
            assert before <= count_in(new / "promptwacht.sqlite3") - 100 <= report.lines - 21
    finally:
        writer.kill()
        writer.communicate()


def spoilt(content, how):
    middle = len(content) // 2
    return {
        "empty": b"",
        "cut": content[:-1],
        "half": content[:middle],
        "altered": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "head": content[:40],
        "longer": content + b"x",
        "other": b"PK\x03\x04 something else",
    }[how]


@pytest.mark.parametrize("passphrase", [None, WORDS])
@pytest.mark.parametrize("how", ["empty", "cut", "half", "altered", "head", "longer", "other"])
def test_spoilt_backup_is_refused_in_one_line(tmp_path, state, passphrase, how):
    """
    Cut off, altered, or something else: nothing is restored, and the folder stays empty.
    """
    backup, new = tmp_path / "b.pwb", tmp_path / "new"
    write_backup(source_of(state, policy=tmp_path), backup, passphrase)
    backup.write_bytes(spoilt(backup.read_bytes(), how))

    with pytest.raises(ConfigError) as told:
        restore(backup, settings_for(new), passphrase)

    assert "\n" not in str(told.value)
    assert "b.pwb" in str(told.value)
    assert not new.exists()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.pwb", "var"]


@pytest.mark.parametrize("given", [None, b"een ander wachtwoord"])
def test_wrong_passphrase_is_told(tmp_path, state, given):
    """
    Or none, with what to do.
    """
    write_backup(source_of(state), tmp_path / "b.pwb", WORDS)

    with pytest.raises(ConfigError, match="passphrase"):
        restore(tmp_path / "b.pwb", settings_for(tmp_path / "new"), given)


def test_pieces_cannot_be_swapped(tmp_path, state):
    """
    Each sealed piece has its place.
    """
    (state / "large").write_bytes(os.urandom(4 << 20))
    backup = tmp_path / "b.pwb"
    write_backup(source_of(state), backup, WORDS)
    content = backup.read_bytes()
    start = content.index(b"\n", len(MAGIC)) + 1
    size = (1 << 20) + 16
    first, second = content[start : start + size], content[start + size : start + 2 * size]
    backup.write_bytes(content[:start] + second + first + content[start + 2 * size :])

    with pytest.raises(ConfigError, match="altered"):
        restore(backup, settings_for(tmp_path / "new"), WORDS)


def test_folder_with_something_in_it_is_left_alone(tmp_path, state):
    """
    Unless somebody says so: then what was there is moved aside, whole.
    """
    backup = tmp_path / "b.pwb"
    write_backup(source_of(state), backup)
    before = {file.name for file in state.iterdir()}
    log(state).append("2026-11-28", [{"n": 99}])

    with pytest.raises(ConfigError, match="not empty"):
        restore(backup, settings_for(state))
    done = restore(backup, settings_for(state), force=True)

    assert {file.name for file in done.moved_aside.iterdir()} == before
    assert verify_folder(done.moved_aside / "incidents", KEY).lines == 22
    assert verify_folder(state / "incidents", KEY).lines == 21


def test_empty_folder_is_a_place(tmp_path, state):
    """
    A new volume, for instance.
    """
    write_backup(source_of(state), tmp_path / "b.pwb")
    (tmp_path / "new").mkdir()

    assert restore(tmp_path / "b.pwb", settings_for(tmp_path / "new")).moved_aside is None


def test_log_that_was_damaged_already_comes_back_and_is_told(tmp_path, state):
    """
    A backup of a damaged log is all there is; it is restored, and nobody is left in the dark.
    """
    day = state / "incidents" / "2026-11-27.jsonl"
    day.write_bytes(day.read_bytes().replace(b'"n":7', b'"n":8'))
    write_backup(source_of(state), tmp_path / "b.pwb")

    done = restore(tmp_path / "b.pwb", settings_for(tmp_path / "new"))

    assert "2026-11-27.jsonl:8" in done.fault


def test_store_elsewhere_goes_back_there(tmp_path, state):
    """
    Where DATABASE_URL says, and never over another one.
    """
    place = tmp_path / "elsewhere" / "store.sqlite3"
    place.parent.mkdir()
    rows(place, 7)
    url = f"sqlite:///{place}"
    source = Source(state_dir=state, policy_dir=tmp_path, database_url=url)
    write_backup(source, tmp_path / "b.pwb")
    settings = Settings(state_dir=tmp_path / "new", database_url=url)

    with pytest.raises(ConfigError, match=r"store\.sqlite3 exists"):
        restore(tmp_path / "b.pwb", settings)
    rows(place, 5)
    restore(tmp_path / "b.pwb", settings, force=True)

    assert count_in(place) == 7
    assert [count_in(f) for f in place.parent.glob("*.before-restore-*Z")] == [12]


def test_link_in_the_state_folder_is_not_followed(tmp_path, state):
    """
    What somebody else's link points at is not ours to keep.
    """
    (tmp_path / "outside").write_text("secret of another program")
    (state / "link").symlink_to(tmp_path / "outside")

    manifest = write_backup(source_of(state), tmp_path / "b.pwb")

    assert "state/link" not in manifest.files


def test_archive_cannot_write_elsewhere(tmp_path):
    """
    A made-up archive with a path that climbs is refused before anything is written.
    """
    import gzip  # noqa: PLC0415 -- only here
    import io  # noqa: PLC0415 -- as above
    import tarfile  # noqa: PLC0415 -- as above

    backup = tmp_path / "b.pwb"
    with gzip.open(backup, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
        info = tarfile.TarInfo("state/../../outside")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    (tmp_path / "into").mkdir()

    with pytest.raises(ConfigError):
        read_backup(backup, tmp_path / "into")

    assert not (tmp_path / "outside").exists()


def test_killed_in_the_middle_leaves_no_half_file(tmp_path, state):
    """
    The name appears when the backup is whole; an older one of that name is there until then.
    """
    (state / "large").write_bytes(os.urandom(64 << 20))
    backup = tmp_path / "b.pwb"
    backup.write_bytes(b"the older one")
    environment = os.environ | {"PROMPTWACHT_STATE_DIR": str(state)}
    for pause in (0.3, 0.6, 0.9):
        process = subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-m", "proxy", "backup", str(backup)], cwd=ROOT, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(pause)
        process.kill()
        process.communicate()
        if process.returncode != 0:
            assert backup.read_bytes() == b"the older one"


def promptwacht(*arguments, state):
    environment = os.environ | {"PROMPTWACHT_STATE_DIR": str(state)}
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", "proxy", *map(str, arguments)], cwd=ROOT, env=environment,
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


def test_commands_as_people_type_them(tmp_path, state):
    """
    Backup under a passphrase from a file, restore elsewhere; JSON for cron, words for people.
    """
    words = tmp_path / "words"
    create_file(words, WORDS + b"\n")
    option = ("--passphrase-file", words)

    made = promptwacht("backup", tmp_path / "b.pwb", *option, "--json", state=state)
    back = promptwacht("restore", tmp_path / "b.pwb", *option, state=tmp_path / "new")
    again = promptwacht("restore", tmp_path / "b.pwb", *option, state=tmp_path / "new")

    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["sealed"] is True
    assert back.returncode == 0, back.stderr
    assert "The incident log is sound: 21 lines." in back.stdout
    assert again.returncode == 2
    assert again.stderr.count("\n") == 1
    assert "--force" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["{state}/b.pwb"], "inside the state folder"),
        (["/nowhere/b.pwb"], "the backup was not made"),
        (["{tmp}/b.pwb", "--passphrase-file", "{tmp}/open"], "chmod 600"),
        (["{tmp}/b.pwb", "--passphrase-file", "{tmp}/short"], "too short"),
        (["{tmp}/b.pwb", "--passphrase-file", "{tmp}/none"], "cannot be read"),
    ],
)
def test_wrong_use_is_one_line(tmp_path, state, arguments, complaint):
    """
    Exit code 2, what and why, and no file.
    """
    (tmp_path / "open").write_bytes(WORDS)
    (tmp_path / "open").chmod(0o644)
    create_file(tmp_path / "short", b"kort\n")
    given = [each.format(state=state, tmp=tmp_path) for each in arguments]

    told = promptwacht("backup", *given, state=state)

    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
    assert complaint in told.stderr
    assert not (tmp_path / "b.pwb").exists()
