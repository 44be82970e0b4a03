"""
Schemathesis asks what the description allows and what it does not, as every role: no fault of ours,
and no answer that is not as described. `make fuzz-api` asks for longer.
"""

from __future__ import annotations

import os
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from console.accounts.roles import Role
from console.records.models import Alarm, DayFigure, LogPosition
from console.wsgi import with_portal
from tests.console.api.programs import patient, token_for
from tests.console.desk_for_tests import MONDAY, account, event, incident, suspected_leak
from tests.console.portal_for_tests import portal

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("API_EXAMPLES", "16"))
"""Questions for each operation, as described and not."""
FEW = 50
FORMATS = Draft202012Validator.FORMAT_CHECKER


def what_is_not_described_is_refused(context, response, case):
    """
    Whatever got an answer was as described, as it went over the wire. (Schemathesis' own check
    looks at what it meant to send: an empty list under a new name sends nothing.)
    """
    if response.status_code != 200:
        return
    described = {
        each["name"]: each["schema"] for each in case.operation.definition.raw["parameters"]
    }
    asked = parse_qsl(urlsplit(response.request.url).query, keep_blank_values=True)
    assert len(asked) == len(dict(asked)), "a parameter stood there twice"
    for name, text in asked:
        assert name in described, "an unknown parameter was taken for none"
        is_number = described[name].get("type") == "integer"
        value = int(text) if is_number and text.isdigit() else text
        Draft202012Validator(described[name], format_checker=FORMATS).validate(value)


CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    what_is_not_described_is_refused,
)


def fill():
    """Something of everything, so that answers have rows."""
    for n in range(5):
        about = suspected_leak(at=MONDAY, aware_at=MONDAY if n else None)
        about.notes.create(at=MONDAY, kind="remark", text="x")
        event(at=MONDAY, incident=about if n else None, department="archief")
        incident()
    Alarm.objects.create(kind="site-silent", subject="ocmw", opened_at=MONDAY, seen_at=MONDAY)
    LogPosition.objects.create(log="a", last_hash="0", updated_at=MONDAY)
    DayFigure.objects.create(day=MONDAY.date(), department="ocmw", figure="checked", count=7)


def asks(operation, mode, everybody):
    """A test of `operation` with questions of that `mode` (as described, or not) by everybody."""

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=EXAMPLES <= FEW,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        for headers in everybody:
            case.call_and_validate(headers=headers, checks=CHECKS)

    return ask


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_everything_that_is_described(mode, tmp_path):
    """By every role, and by somebody without a token."""
    fill()
    everybody = [{"Authorization": f"Bearer {token_for(account(role))}"} for role in Role]
    application = with_portal(portal(tmp_path, reads=patient()))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

    for found in schema.get_all_operations():
        operation = found.ok()
        # Without a parameter there is nothing to ask wrongly.
        if mode is GenerationMode.POSITIVE or operation.query or operation.path_parameters:
            asks(operation, mode, [*everybody, {}])()
