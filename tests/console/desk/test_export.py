"""
What is taken out: the filtered set and no more than a page shows, with who took it, and recorded.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest

from console.accounts.models import Look
from console.accounts.roles import Role
from console.records.models import Event
from console.records.states import State
from tests.console.desk_for_tests import MONDAY, event, incident, signed_in, suspected_leak


@pytest.fixture
def dpo(tmp_path):
    return signed_in(Role.DPO, tmp_path, username="an.peeters")


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


@pytest.mark.django_db
def test_the_filtered_queue_with_its_watermark(dpo):
    """
    Only what was filtered, the requester and the moment on every row, and one line of record.
    """
    wanted = suspected_leak(state=State.SUSPECTED)
    incident()

    answer = dpo.get("/console/incidenten.csv?state=leak")

    [row] = rows(answer)
    assert row["number"] == wanted.number
    assert row["exported_by"] == "an.peeters"
    assert row["exported_at"][:4].isdigit()
    assert "attachment" in answer["Content-Disposition"]
    look = Look.objects.get(deed="incidents-exported")
    assert (look.account, look.reason) == (dpo.account, "csv state=leak")


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["incidenten", "gebeurtenissen"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_step_one_may_not_show_is_not_in_it(dpo, what, form):
    """
    Hours, no minutes; no small department; no pseudonym in full.
    """
    about = suspected_leak(at=MONDAY, department="archief", actor="feedc0de" * 4)
    event(at=MONDAY, department="archief", user_hash="feedc0de" * 4, incident=about)

    text = dpo.get(f"/console/{what}.{form}").getvalue().decode()

    assert "2026-11-23T10" in text
    assert "2026-11-23T10:" not in text
    assert "archief" not in text
    assert "feedc0de" not in text
    assert "other" in text


@pytest.mark.django_db
@pytest.mark.parametrize("evil", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_spreadsheet_runs_a_cell(dpo, evil):
    """
    A cell that begins like a formula begins with an apostrophe.
    """
    event(rule=evil)

    [row] = rows(dpo.get("/console/gebeurtenissen.csv"))

    assert row["rule"] == f"'{evil}"


@pytest.mark.django_db
def test_json_is_whole(dpo):
    """
    An object with the watermark and the rows; also when there are none.
    """
    empty = json.loads(dpo.get("/console/gebeurtenissen.json").getvalue())
    for n in range(3):
        event(at=MONDAY + timedelta(hours=n))
    full = json.loads(dpo.get("/console/gebeurtenissen.json").getvalue())

    assert (empty["events"], empty["exported_by"]) == ([], "an.peeters")
    assert [each["hour"][-2:] for each in full["events"]] == ["12", "11", "10"]


@pytest.mark.django_db
def test_all_of_them_come_out(dpo):
    """
    More rows than are read at once, each exactly once.
    """
    template = event()
    Event.objects.bulk_create(
        [
            Event(line_hash=f"many{n}", code=f"KB-{n:04d}-MANY", **common(template))
            for n in range(2500)
        ]
    )

    found = rows(dpo.get("/console/gebeurtenissen.csv"))

    assert len({row["code"] for row in found}) == len(found) == 2501


def common(row):
    names = ("log", "at", "action", "decision", "forwarded", "severity", "department", "service",
             "channel")  # fmt: skip
    return {name: getattr(row, name) for name in names}


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DPO, Role.DEPUTY}))
@pytest.mark.parametrize("address", ["incidenten.csv", "gebeurtenissen.json"])
def test_others_take_nothing_out(role, address, tmp_path):
    """
    403, and no line that says something left.
    """
    assert signed_in(role, tmp_path).get(f"/console/{address}").status_code == 403
    assert not Look.objects.filter(deed__endswith="exported").exists()
