"""
A department that has its files redacted: the service gets a copy that opens, without the people.
"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.end_to_end.gateway_process import GatewayProcess
from tests.end_to_end.office_files import docx, pdf, xlsx
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of
from tests.end_to_end.policy_files import copy_of_policy
from tests.end_to_end.test_uploads_copilot import send_form, uploads


@pytest.fixture(scope="module")
def redacting(network, tmp_path_factory):
    """A gateway for departments that chose it."""
    folder = tmp_path_factory.mktemp("redacting")
    policy = copy_of_policy(folder / "policy")
    file = policy / "departments.yaml"
    text = file.read_text().replace(
        "uploads: inspect", "uploads: inspect\n    redact_uploads: true"
    )
    file.write_text(text)
    process = GatewayProcess(folder / "state", network, {"POLICY_DIR": str(policy)})
    process.start()
    yield process
    process.kill()


def letter(kind):
    if kind == "docx":
        return docx("Verslag", clean(), about(LIEVE))
    if kind == "xlsx":
        return xlsx(("vraag", "antwoord"), (clean(), about(LIEVE)))
    separator = ";" if kind == "csv" else "\n"
    return separator.join(("Verslag", clean(), about(LIEVE))).encode()


def opened(body, kind):
    """The file in a form, as text."""
    file = body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]
    if kind in {"txt", "csv"}:
        return file.decode()
    with ZipFile(BytesIO(file)) as archive:
        assert archive.testzip() is None
        return "".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv", "txt"])
def test_the_service_gets_a_copy(internet, redacting, kind):
    """
    In the same format, with placeholders where people stood; a part was forwarded.
    """
    before = len(redacting.incidents())

    with redacting.way.client() as client:
        answer = send_form(client, f"verslag.{kind}", letter(kind))

    assert answer.is_success, answer.text
    (body,) = uploads(internet)
    text = opened(body, kind)
    assert "PERSOON_1" in text
    assert "Verslag" in text or kind == "xlsx"
    for secret in LIEVE.secrets:
        assert secret not in text
        assert internet.records.heard(secret) == []
    (incident,) = redacting.incidents()[before:]
    assert incident["event"]["action"] == "prompt-redacted"
    assert incident["promptwacht"]["channel"] == "upload"
    assert incident["promptwacht"]["forwarded"] == "partly"


@pytest.mark.parametrize(
    "content",
    [lambda: docx(clean(), debts_of(KAREL), about(LIEVE)), lambda: pdf(clean(), about(LIEVE))],
    ids=["a rule rejects", "a format that is not rewritten"],
)
def test_what_cannot_be_redacted_stays(internet, redacting, content):
    """
    As in every other department.
    """
    with redacting.way.client() as client:
        answer = send_form(client, "verslag", content())

    assert answer.status_code == 400
    assert redacting.incident_behind(answer.text)["event"]["action"] == "upload-rejected"
    assert uploads(internet) == []
