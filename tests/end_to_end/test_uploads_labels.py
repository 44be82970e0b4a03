"""
Documents with a sensitivity label: what the configuration says of it holds at once.
"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.end_to_end.gateway_process import eventually
from tests.end_to_end.office_files import docx
from tests.end_to_end.people import clean
from tests.end_to_end.test_uploads_copilot import send_form, uploads

GUID = "0d4b2f0a-5a3c-4f0e-9a64-6c1e5b7f9a10"
SPACE = "http://schemas.microsoft.com/office/2020/mipLabelMetadata"


def labelled(*, removed: str = "0") -> bytes:
    """A clean document with a label of which Office tells no more than the number."""
    raw = BytesIO(docx("Reglement", clean()))
    label = (
        f'<clbl:label id="{{{GUID}}}" enabled="1" method="Privileged" '
        f'siteId="{{{GUID}}}" contentBits="0" removed="{removed}"/>'
    )
    with ZipFile(raw, "a") as archive:
        archive.writestr(
            "docMetadata/LabelInfo.xml",
            f'<clbl:labelList xmlns:clbl="{SPACE}">{label}</clbl:labelList>',
        )
    return raw.getvalue()


@pytest.mark.slow
def test_a_label_counts_for_what_the_configuration_says(start_gateway, policy_copy, internet):
    """
    One that nobody has decided on stops the file; as public it passes, within seconds; and one
    that was removed does not count.
    """
    gateway = start_gateway(POLICY_DIR=str(policy_copy))
    content = labelled()

    with gateway.way.client() as client:
        refused = send_form(client, "reglement.docx", content)
        found = gateway.incident_behind(refused.text)["promptwacht"]["findings"]
        assert [each["kind"] for each in found] == ["sensitivity_label"]
        assert uploads(internet) == []
        assert send_form(client, "reglement.docx", labelled(removed="1")).is_success

        file = policy_copy / "labels.yaml"
        file.write_text(f"{file.read_text()}\n  {GUID}: public\n")
        eventually(lambda: send_form(client, "reglement.docx", content).is_success)
