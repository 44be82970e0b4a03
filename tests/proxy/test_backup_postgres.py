"""
Backup and restore with a real PostgreSQL: its own tools, all of the store or nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from config.errors import ConfigError
from config.settings import Settings
from proxy.backup_archive import write_backup
from proxy.backup_contents import Source
from proxy.backup_store import load_postgres
from proxy.restoring import OLD_TABLES, restore
from tests.console.postgres import postgres  # noqa: F401 -- a fixture

ROWS = 5
ROOT = Path(__file__).parents[2]


def filled(url):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE django_migrations (n integer)")
        connection.execute("INSERT INTO django_migrations SELECT generate_series(1, %s)", [ROWS])
    return url


def count_in(url):
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM django_migrations").fetchone()[0]


@pytest.fixture
def state(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "suspensions.yaml").write_text("suspensions: []\n")
    return tmp_path / "var"


def backup_of(state, url, tmp_path):
    source = Source(state_dir=state, policy_dir=tmp_path / "none", database_url=url)
    assert write_backup(source, tmp_path / "b.pwb").store == "store.pgdump"
    return tmp_path / "b.pwb"


def test_store_goes_into_an_empty_database(tmp_path, state, postgres):  # noqa: F811
    """
    With the files of the state folder, in one go.
    """
    backup = backup_of(state, filled(postgres.database()), tmp_path)
    url = postgres.database()

    restore(backup, Settings(state_dir=tmp_path / "new", database_url=url))

    assert count_in(url) == ROWS
    assert (tmp_path / "new" / "suspensions.yaml").exists()


def test_database_with_a_store_in_it_is_left_alone(tmp_path, state, postgres):  # noqa: F811
    """
    Unless somebody says so: then its tables are replaced.
    """
    backup = backup_of(state, filled(postgres.database()), tmp_path)
    url = filled(postgres.database())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO django_migrations VALUES (99)")
    settings = Settings(state_dir=tmp_path / "new", database_url=url)

    with pytest.raises(ConfigError, match="holds a store already"):
        restore(backup, settings)
    assert count_in(url) == ROWS + 1
    restore(backup, settings, force=True)
    assert count_in(url) == ROWS


def old_installation(tmp_path, postgres):  # noqa: F811
    """A state folder and a store with one row more than the backup has."""
    url = filled(postgres.database())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO django_migrations VALUES (99)")
    old = tmp_path / "old"
    old.mkdir()
    (old / "suspensions.yaml").write_text("# of the old installation\n")
    return old, url


def test_tables_that_are_replaced_are_kept_aside(tmp_path, state, postgres):  # noqa: F811
    """
    With the state folder that belongs to them; PostgreSQL's own tool puts them back.
    """
    backup = backup_of(state, filled(postgres.database()), tmp_path)
    old, url = old_installation(tmp_path, postgres)

    done = restore(backup, Settings(state_dir=old, database_url=url), force=True)

    assert count_in(url) == ROWS
    assert (done.moved_aside / "suspensions.yaml").read_text() == "# of the old installation\n"
    dump = done.moved_aside / OLD_TABLES
    assert dump.stat().st_mode & 0o777 == 0o600
    load_postgres(dump, url, clean=True)
    assert count_in(url) == ROWS + 1


def test_restore_that_fails_in_the_database_leaves_all_as_it_was(tmp_path, state, postgres):  # noqa: F811
    """
    Something of somebody else's hangs on a table: neither the tables nor the folder have changed.
    """
    backup = backup_of(state, filled(postgres.database()), tmp_path)
    old, url = old_installation(tmp_path, postgres)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE VIEW report AS SELECT n FROM django_migrations")
    before = sorted(tmp_path.iterdir())

    with pytest.raises(ConfigError, match="pg_restore"):
        restore(backup, Settings(state_dir=old, database_url=url), force=True)

    assert count_in(url) == ROWS + 1
    assert [file.name for file in old.iterdir()] == ["suspensions.yaml"]
    assert (old / "suspensions.yaml").read_text() == "# of the old installation\n"
    assert sorted(tmp_path.iterdir()) == before


AS_NOBODY = """
import os, sys
from pathlib import Path
from config.errors import ConfigError
from config.settings import Settings
from proxy.backup_store import load_postgres
from proxy.restoring import OLD_TABLES, restore
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
settings = Settings(state_dir=Path(sys.argv[2]), database_url=sys.argv[3])
try:
    print(restore(Path(sys.argv[1]), settings, force=True).moved_aside)
except ConfigError as wrong:
    sys.exit(str(wrong))
"""


def restore_without_rights(backup, old, url):
    """By a user to whom nothing belongs but what is given here; root may do anything."""
    # Coverage's own files belong to somebody else by then.
    unmeasured = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", AS_NOBODY, str(backup), str(old), url],
        cwd=ROOT, env=unmeasured, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


@pytest.fixture
def shared_path():
    """A folder that another user can reach: those of pytest are for its own user."""
    folder = Path(tempfile.mkdtemp(prefix="promptwacht-restore-"))
    yield folder
    for entry in [folder, *folder.iterdir()]:
        if entry.is_dir():
            entry.chmod(0o755)
    shutil.rmtree(folder)


def test_state_folder_that_cannot_move_is_emptied_within(shared_path, state, tmp_path, postgres):  # noqa: F811
    """
    As a volume of a container, whose parent is not ours: its contents are set aside inside it.
    """
    backup = backup_of(state, filled(postgres.database()), tmp_path).rename(shared_path / "b.pwb")
    old, url = old_installation(shared_path, postgres)
    for file in (backup, old, old / "suspensions.yaml"):
        give_to_nobody(file)
    shared_path.chmod(0o555)

    done = restore_without_rights(backup, old, url)

    aside = Path(done.stdout.strip())
    assert (done.returncode, aside.parent) == (0, old), done.stderr
    assert (aside / "suspensions.yaml").read_text() == "# of the old installation\n"
    assert (aside / OLD_TABLES).exists()
    assert (old / "suspensions.yaml").read_text() == "suspensions: []\n"
    assert count_in(url) == ROWS


def test_state_folder_that_cannot_be_emptied_costs_no_tables(
    shared_path,
    state,
    tmp_path,
    postgres,  # noqa: F811
):
    """
    What cannot be moved is found out before a table is touched; what had moved is back.
    """
    backup = backup_of(state, filled(postgres.database()), tmp_path).rename(shared_path / "b.pwb")
    old, url = old_installation(shared_path, postgres)
    (old / "volume").mkdir()
    for file in (backup, old, old / "suspensions.yaml"):
        give_to_nobody(file)
    (old / "volume").chmod(0o555)
    shared_path.chmod(0o555)

    done = restore_without_rights(backup, old, url)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "PROMPTWACHT_STATE_DIR" in done.stderr
    assert count_in(url) == ROWS + 1
    assert sorted(file.name for file in old.iterdir()) == ["suspensions.yaml", "volume"]


def give_to_nobody(file):
    if os.geteuid() == 0:
        os.chown(file, 65534, 65534)


def test_other_kind_of_store_is_told(tmp_path, state, postgres):  # noqa: F811
    """
    A dump of PostgreSQL is no SQLite file; nothing is put in place.
    """
    backup = backup_of(state, filled(postgres.database()), tmp_path)

    with pytest.raises(ConfigError, match="not of the kind"):
        restore(backup, Settings(state_dir=tmp_path / "new"))

    assert not (tmp_path / "new").exists()


def test_database_that_is_away_is_one_line(tmp_path, state):
    """
    Neither a traceback nor a password.
    """
    url = "postgresql://promptwacht:geheim@127.0.0.1:1/store"
    source = Source(state_dir=state, policy_dir=tmp_path / "none", database_url=url)

    with pytest.raises(ConfigError) as told:
        write_backup(source, tmp_path / "b.pwb")

    assert "pg_dump" in str(told.value)
    assert "geheim" not in str(told.value)
    assert "\n" not in str(told.value)
    assert not (tmp_path / "b.pwb").exists()
