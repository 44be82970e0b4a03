"""
`promptwacht incidents` on a real log.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
from argparse import ArgumentParser
from datetime import timedelta

import pytest

from config.errors import ConfigError
from policy.incident import EventAction, Forwarded
from policy.verdict import Action
from proxy.cli import incidents
from proxy.incident_log import ChainedLog
from tests.proxy.incidents_for_tests import NOON, incident

BLOCKED = {
    "action": EventAction.SERVICE_BLOCKED,
    "decision": Action.BLOCK,
    "forwarded": Forwarded.NO,
    "service": "deepseek",
    "classes": (),
    "findings": (),
    "severity": 1,
}


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def log(state):
    """
    Three incidents on two days.
    """

    async def write():
        log = ChainedLog.open(state)
        await log.record(incident("A"))
        await log.record(incident("B", department="de-klimop", **BLOCKED))
        await log.record(incident("C", at=NOON + timedelta(days=1), reason="=cmd|'/c calc'!A1"))
        await log.close()

    asyncio.run(write())
    return state / "incidents"


def run(*words):
    parser = ArgumentParser()
    incidents.arguments(parser)
    return incidents.run(parser.parse_args(words))


class TestList:
    def test_shows_a_line_per_incident(self, log, capsys):
        """
        When, what, where, by which rule, and what was found.
        """
        assert run("list") == 0

        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 3
        assert lines[0].startswith("2026-11-23T12:00:00  A ")
        assert lines[0].endswith("2 person")

    @pytest.mark.parametrize(
        ("filters", "codes"),
        [
            ((), "ABC"),
            (("--since", "2026-11-24"), "C"),
            (("--until", "2026-11-23"), "AB"),
            (("--department", "de-klimop"), "B"),
            (("--service", "chatgpt"), "AC"),
            (("--action", "service-blocked"), "B"),
            (("--service", "chatgpt", "--until", "2026-11-23"), "A"),
            (("--service", "none"), ""),
        ],
    )
    def test_filters(self, log, capsys, filters, codes):
        """
        Each alone, and together.
        """
        assert run("list", "--json", *filters) == 0

        shown = json.loads(capsys.readouterr().out)
        assert "".join(each["event"]["id"] for each in shown) == codes

    def test_is_empty_before_the_first_incident(self, state, capsys):
        """
        A new installation has nothing to show, and that is no error.
        """
        assert run("list", "--json") == 0
        assert json.loads(capsys.readouterr().out) == []

    def test_names_the_line_that_cannot_be_read(self, log):
        """
        File and line, for the one who must mend it.
        """
        (log / "2026-11-24.jsonl").write_bytes(b"{}\n")

        with pytest.raises(ConfigError, match=r"2026-11-24\.jsonl:1:1: "):
            run("list")

    @pytest.mark.parametrize("day", ["yesterday", "2026-13-01"])
    def test_refuses_a_day_that_is_none(self, log, day):
        """
        Wrong usage, exit code 2.
        """
        with pytest.raises(SystemExit) as caught:
            run("list", "--since", day)
        assert caught.value.code == 2


class TestExport:
    def test_csv_opens_in_a_spreadsheet_and_runs_nothing(self, log, capsys):
        """
        Columns by name; a cell that looks like a formula is text.
        """
        assert run("export", "--format", "csv") == 0

        rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        assert [row["code"] for row in rows] == ["A", "B", "C"]
        assert rows[0]["findings"] == "2 person"
        assert rows[2]["reason"] == "'=cmd|'/c calc'!A1"

    def test_ecs_is_what_the_log_holds(self, log, capsys):
        """
        Line by line.
        """
        run("export", "--format", "ecs")

        exported = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        stored = [*map(json.loads, (log / "2026-11-23.jsonl").read_text().splitlines())]
        assert exported[:2] == stored

    def test_ocsf_says_what_became_of_it(self, log, capsys):
        """
        Class 2006, with the action and disposition of a gateway.
        """
        run("export", "--format", "ocsf")

        redacted, blocked, _ = map(json.loads, capsys.readouterr().out.splitlines())
        assert redacted["class_uid"] * 100 + redacted["activity_id"] == redacted["type_uid"]
        assert (redacted["action_id"], redacted["disposition_id"]) == (1, 11)
        assert (blocked["action_id"], blocked["disposition_id"]) == (2, 2)
        assert redacted["time"] == int(NOON.timestamp() * 1000)
        assert redacted["data_security"]["discovery_details"] == [{"type": "person", "count": 2}]
        assert redacted["data_security"]["category_id"] == 1
        assert redacted["severity_id"] == 3

    def test_goes_to_a_file(self, log, tmp_path):
        """
        With `--output`.
        """
        run("export", "--format", "json", "--output", str(tmp_path / "out.json"))

        assert len(json.loads((tmp_path / "out.json").read_text())) == 3


class TestVerify:
    def test_a_sound_log_is_exit_0(self, log, capsys):
        """
        With the last hash, to be kept elsewhere.
        """
        assert run("verify") == 0
        assert "sound: 3 incidents in 2 files" in capsys.readouterr().out

    def test_a_touched_log_is_exit_1_and_the_line_is_named(self, log, capsys):
        """
        The first bad line comes first.
        """
        file = log / "2026-11-23.jsonl"
        file.write_bytes(file.read_bytes().replace(b"deepseek", b"deepfake"))

        assert run("verify") == 1
        assert capsys.readouterr().out.startswith("2026-11-23.jsonl:2: ")

    def test_json_tells_the_same(self, log, capsys):
        """
        For a monitor.
        """
        (log / "2026-11-23.jsonl").unlink()

        assert run("verify", "--json") == 1
        told = json.loads(capsys.readouterr().out)
        assert told["sound"] is False
        assert told["faults"][0]["file"] == "2026-11-24.jsonl"

    def test_a_copy_is_verified_with_a_copy_of_the_key(self, log, state, capsys):
        """
        An auditor needs no installation.
        """
        copy = log.rename(state / "copy")

        assert run("verify", "--folder", str(copy), "--key", str(state / "secrets/chain.key")) == 0

    def test_without_a_key_nothing_is_proved(self, log, state):
        """
        And no key is made up.
        """
        (state / "secrets/chain.key").unlink()

        with pytest.raises(ConfigError, match=r"chain\.key"):
            run("verify")
        assert not (state / "secrets/chain.key").exists()

    def test_a_log_that_is_not_there_is_an_error(self, log, state):
        """
        Its absence is not soundness.
        """
        log.rename(state / "elsewhere")

        with pytest.raises(ConfigError, match="incidents"):
            run("verify")
