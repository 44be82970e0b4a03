"""
What a fresh machine, a container engine and a service manager are given.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

REPOSITORY = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-tool.lock")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())


def run(*command, cwd=REPOSITORY, **environment):
    """Run `command` with nothing in its environment but what is given."""
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin"} | environment
    return subprocess.run(  # noqa: S603 -- our own scripts
        [str(word) for word in command],
        cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def tool(name):
    """A checker that is installed beside this Python."""
    return Path(sys.executable).with_name(name)


def pins(lock):
    """Name to version of everything in a lock."""
    lines = (REPOSITORY / lock).read_text()
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", lines, re.MULTILINE))


def script(folder, name, text):
    """An executable file."""
    file = folder / name
    file.write_text(text)
    file.chmod(0o755)
    return file


class TestLocks:
    @pytest.mark.parametrize("lock", LOCKS)
    def test_every_pin_has_a_hash(self, lock):
        """
        A package that was changed on its way here is not installed.
        """
        text = re.sub(r"^ *#.*\n", "", (REPOSITORY / lock).read_text(), flags=re.MULTILINE)
        entries = re.split(r"\n(?=\S)", text.strip())

        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
        assert [entry.split()[0] for entry in entries if "==" not in entry.split()[0]] == []

    @pytest.mark.parametrize("lock", LOCKS)
    def test_lock_names_no_host(self, lock):
        """
        Where packages come from is the user's configuration, not ours.
        """
        assert "://" not in (REPOSITORY / lock).read_text()
        assert "index-url" not in (REPOSITORY / lock).read_text()

    def test_tests_run_with_the_products_versions(self):
        """
        The development lock is the product's lock and more.
        """
        product, development = pins("requirements.lock"), pins("requirements-dev.lock")

        assert {name: development.get(name) for name in product} == product

    def test_every_dependency_is_locked(self):
        """
        What pyproject.toml asks for, and what builds us, is in the lock.
        """
        wanted = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
        names = {re.match(r"[A-Za-z0-9._-]+", line).group().lower() for line in wanted}
        names = {name.replace(".", "-").replace("_", "-") for name in names}

        assert names - pins("requirements.lock").keys() == set()


class TestFindingPython:
    @pytest.fixture
    def bare(self, tmp_path):
        """Programs that the script needs, and no Python at all."""
        folder = tmp_path / "bin"
        folder.mkdir()
        for name in ("sh", "id", "cut", "printf"):
            (folder / name).symlink_to(shutil.which(name))
        return folder

    def find(self, bare, **environment):
        return run(
            shutil.which("sh"), REPOSITORY / "bin" / "find-python",
            PATH=str(bare), HOME=str(bare.parent / "home"), **environment,
        )  # fmt: skip

    def test_broken_shim_is_passed_over(self, bare):
        """
        A name on PATH proves nothing: version managers leave programs that only complain.
        """
        script(bare, "python3.13", "#!/bin/sh\necho 'not installed' >&2\nexit 127\n")

        found = self.find(bare)

        assert str(bare) not in found.stdout

    def test_answer_is_the_interpreter_itself(self, bare):
        """
        Not a shim, nor somebody's virtual environment that may be gone tomorrow.
        """
        script(bare, "python3.13", f'#!/bin/sh\nexec {sys.executable} "$@"\n')

        found = self.find(bare)

        assert found.returncode == 0
        assert Path(found.stdout.strip()).resolve() == Path(sys._base_executable).resolve()

    def test_python_of_a_version_manager_is_found(self, bare, tmp_path):
        """
        pyenv keeps versions that are on nobody's PATH.
        """
        home = tmp_path / "pyenv" / "versions" / "3.13.99" / "bin"
        home.mkdir(parents=True)
        (home / "python3.13").symlink_to(sys.executable)

        found = self.find(bare, PYENV_ROOT=str(tmp_path / "pyenv"))

        assert found.returncode == 0

    def test_named_python_comes_first_but_must_be_the_right_one(self, bare):
        """
        `PYTHON=…` counts before all others, unless it is too old or too new.
        """
        old = script(bare, "old", "#!/bin/sh\nexit 1\n")

        assert self.find(bare, PYTHON=str(old)).stdout != f"{old}\n"
        assert self.find(bare, PYTHON=sys.executable).returncode == 0


class TestCommands:
    def test_help_names_every_command(self):
        """
        `make` alone tells what there is.
        """
        said = run("make", "help").stdout

        for target in ("setup", "run", "test", "lint", "lock", "bench"):
            assert re.search(rf"^{target}\b", said, re.MULTILINE)

    def test_tests_packages_are_enough_to_run(self, tmp_path):
        """
        `make run` after `make test` installs nothing and tears nothing out.
        """
        for name in ("Makefile", "pyproject.toml", *LOCKS):
            shutil.copy(REPOSITORY / name, tmp_path)
        shutil.copytree(REPOSITORY / "bin", tmp_path / "bin")
        assert "bin/install run" in run("make", "-n", "run", cwd=tmp_path).stdout

        (tmp_path / ".venv").mkdir()
        (tmp_path / ".venv" / ".ready-dev").touch()

        planned = run("make", "-n", "run", cwd=tmp_path).stdout
        assert "bin/install" not in planned
        assert "promptwacht run" in planned

    def test_missing_program_is_told_and_fails_only_in_ci(self, tmp_path):
        """
        On a laptop tests may be left out with a word about it; in CI they may not.
        """
        sh = shutil.which("sh")
        checker = REPOSITORY / "bin" / "test-tools"

        at_home = run(sh, checker, PATH=str(tmp_path))
        in_ci = run(sh, checker, PATH=str(tmp_path), CI="true")

        assert at_home.returncode == 0
        assert "apt-get install chromium" in at_home.stderr
        assert in_ci.returncode == 1

    @pytest.mark.parametrize("outcome", ["skip", "pass"])
    def test_skipped_test_fails_in_ci(self, tmp_path, outcome):
        """
        The plugin that CI loads takes no excuses.
        """
        body = "pytest.skip('no browser')" if outcome == "skip" else "assert True"
        (tmp_path / "test_one.py").write_text(f"import pytest\n\ndef test_one():\n    {body}\n")
        (tmp_path / "pytest.ini").write_text("[pytest]\n")

        done = run(
            sys.executable, "-m", "pytest", "-p", "tests.nothing_left_out", "-q",
            "-p", "no:cacheprovider", "-c", tmp_path / "pytest.ini", tmp_path,
        )  # fmt: skip

        assert done.returncode == (1 if outcome == "skip" else 0), done.stdout

    @pytest.mark.parametrize(
        "file", ["bin/find-python", "bin/install", "bin/names-no-host", "bin/test-tools", ".ci/run"]
    )
    def test_scripts_can_be_run(self, file):
        """
        They are executable, and a shell can parse them.
        """
        path = REPOSITORY / file

        assert os.access(path, os.X_OK)
        shell = "bash" if "bash" in path.read_text().partition("\n")[0] else "sh"
        assert run(shell, "-n", path).stderr == ""


class TestImage:
    TEXT = (REPOSITORY / "Dockerfile").read_text()

    def test_dockerfile_is_clean(self):
        """
        hadolint finds nothing.
        """
        assert run(tool("hadolint"), "Dockerfile").stdout == ""

    def test_nothing_runs_as_root(self):
        """
        A fixed number, so that volumes can be prepared; and not Debian's own user `proxy`.
        """
        final = self.TEXT.rpartition("\nFROM ")[2]

        assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)
        assert not re.search(r"useradd .* proxy\b", self.TEXT)

    def test_what_is_copied_is_let_in(self):
        """
        .dockerignore keeps everything out but what the Dockerfile copies, and that exists.
        """
        copied = {
            name
            for line in re.findall(r"^COPY (?!--from)(.*) \S+$", self.TEXT, re.MULTILINE)
            for name in line.split()
        }
        ignore = (REPOSITORY / ".dockerignore").read_text()

        assert set(re.findall(r"^!(.*)$", ignore, re.MULTILINE)) == copied
        assert re.search(r"^\*$", ignore, re.MULTILINE)
        assert [name for name in copied if not (REPOSITORY / name).exists()] == []

    def test_every_package_is_in_the_image(self):
        """
        A new top-level package must be copied too.
        """
        packages = {name.partition(".")[0] for name in PROJECT["tool"]["setuptools"]["packages"]}

        assert [p for p in packages if f"COPY {p} {p}\n" not in self.TEXT] == []

    def test_health_check_can_run(self):
        """
        It is in exec form, and its Python compiles.
        """
        command = json.loads(re.search(r"HEALTHCHECK .* CMD (\[.*\])", self.TEXT).group(1))

        assert command[:2] == ["python", "-c"]
        compile(command[2], "healthcheck", "exec")


class TestServices:
    def test_compose_file_follows_its_specification(self):
        """
        check-jsonschema knows the specification.
        """
        file = REPOSITORY / "deploy" / "compose" / "compose.yaml"

        done = run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", file)

        assert done.returncode == 0, done.stdout

    def test_container_has_no_more_rights_than_it_needs(self):
        """
        Read-only root, no capabilities, no new privileges.
        """
        file = REPOSITORY / "deploy" / "compose" / "compose.yaml"
        service = YAML(typ="safe", pure=True).load(file.read_text())["services"]["promptwacht"]

        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]

    @pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
    def test_unit_is_sound_and_tight(self, tmp_path):
        """
        systemd understands every line of it, and rates its exposure as OK (below 2.5 of 10).
        """
        unit = (REPOSITORY / "deploy" / "systemd" / "promptwacht.service").read_text()
        here = tmp_path / "promptwacht.service"
        # The program is not in /opt on this machine; all other lines are judged as they stand.
        unit = re.sub(r"^ExecStart=.*", "ExecStart=/bin/true", unit, flags=re.MULTILINE)
        here.write_text(re.sub(r"^WorkingDirectory=.*\n", "", unit, flags=re.MULTILINE))

        said = run("systemd-analyze", "verify", here)
        rated = run("systemd-analyze", "security", "--offline=true", "--no-pager", here).stdout

        assert (said.returncode, said.stderr) == (0, "")
        assert float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", rated).group(1)) < 2.5


def test_licence_is_the_one_that_we_name():
    """
    pyproject.toml, LICENSE and its SPDX identifier agree.
    """
    assert PROJECT["project"]["license"] == "EUPL-1.2"
    assert (REPOSITORY / "LICENSE").read_text().startswith("SPDX-License-Identifier: EUPL-1.2\n")
