"""
Where a department has files redacted: what leaves is a copy that was judged itself, or nothing.
"""

import asyncio
from dataclasses import replace

import pytest

from addons.outcome import Sent
from addons.services.openai_api import OPENAI
from policy.incident import EventAction, Forwarded
from policy.verdict import Action
from tests.addons.fakes import FullDisk, TextReader
from tests.addons.services.examples import request
from tests.addons.test_inspection import DEBT, NAME
from tests.addons.test_uploads import a_desk, shown

LETTER = f"Beste\n{NAME} komt morgen.\n"
CHANGED = "Beste\n<PERSOON_1> komt morgen.\n"


def form(*files, name="n.txt"):
    parts = "".join(
        f'--B\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n{file}\r\n'
        for file in files
    )
    return f"{parts}--B--".encode()


def at_redacting(**more):
    desk = a_desk(**more)
    department = replace(desk.passage.department, redact_uploads=True)
    return replace(desk, passage=replace(desk.passage, department=department))


def send(desk, body):
    wire = request("/v1/files", body, content_type="multipart/form-data; boundary=B")
    return asyncio.run(desk.inspection.request(desk.passage, wire, OPENAI))


def test_a_copy_leaves_with_placeholders():
    """
    Everything else of the request is as it was; the incident says that a part was forwarded.
    """
    desk = at_redacting()

    outcome = send(desk, form(LETTER))

    assert isinstance(outcome, Sent)
    assert outcome.request.body == form(CHANGED)
    (incident,) = desk.log.kept
    assert (incident.action, incident.channel) == (EventAction.PROMPT_REDACTED, "upload")
    assert (incident.decision, incident.forwarded) == (Action.REDACT, Forwarded.PARTLY)
    assert [found.count for found in incident.findings] == [1]


def test_a_department_that_did_not_choose_it_refuses():
    """
    As ever.
    """
    assert "file_found" in shown(send(a_desk(), form(LETTER)))


def test_a_clean_file_is_not_rewritten():
    """
    Byte for byte, and nothing is recorded.
    """
    desk = at_redacting()

    assert send(desk, form("Het park.\r\n")).request.body == form("Het park.\r\n")
    assert desk.log.kept == []


def test_of_several_files_each_has_its_own_copy():
    """
    A clean one stays as it is.
    """
    desk = at_redacting()

    outcome = send(desk, form("Het park.", LETTER, f"Dag {NAME}"))

    assert outcome.request.body == form("Het park.", CHANGED, "Dag <PERSOON_1>")
    assert len(desk.log.kept) == 2


@pytest.mark.parametrize(
    "body",
    [
        form(f"{LETTER}{DEBT}"),
        form(LETTER, DEBT),
        form("Het park.", name=f"{NAME}.txt"),
        form(LETTER, name=f"{NAME}.txt"),
    ],
    ids=["a rule rejects", "another file", "the name", "the name too"],
)
def test_what_a_copy_cannot_cure_stays(body):
    """
    One refusal, and nothing is said to have been forwarded.
    """
    desk = at_redacting()

    assert "file_found" in shown(send(desk, body))
    assert [incident.forwarded for incident in desk.log.kept] == [Forwarded.NO]


def test_a_file_whose_length_was_announced_stays():
    """
    The service was told another size; and so does a file within a prompt.
    """
    desk = at_redacting()
    desk.announce()

    assert "file_found" in shown(desk.put(LETTER.encode()))
    carried = desk.inspection.uploads.carried(desk.passage, (), [LETTER.encode()])
    assert asyncio.run(carried).topic == "file_found"


def test_a_copy_is_judged_like_any_file():
    """
    What is still found in it keeps it here.
    """
    desk = at_redacting(reader=BlindReader(TextReader()))

    assert "file_found" in shown(send(desk, form(LETTER)))
    assert [incident.forwarded for incident in desk.log.kept] == [Forwarded.NO]


class BlindReader:
    """A `DocumentReader` to which a copy reads like the original: nothing was cured."""

    def __init__(self, reader):
        self._reader = reader

    async def read(self, raw, *, whose=""):
        return await self._reader.read(raw.replace(b"<PERSOON_1>", NAME.encode()))


def test_a_copy_that_cannot_stand_in_the_form_stays():
    """
    Its placeholder would end the form. Then it was not redacted either.
    """
    desk = at_redacting()
    body = form(f"--{NAME}").replace(b"--B", b"--<PERSOON_1>")
    wire = request("/v1/files", body, content_type='multipart/form-data; boundary="<PERSOON_1>"')

    shown(asyncio.run(desk.inspection.request(desk.passage, wire, OPENAI)))

    assert [incident.forwarded for incident in desk.log.kept] == [Forwarded.NO]


def test_a_full_disk_keeps_the_copy_here():
    """
    Nobody would know of it.
    """
    with pytest.raises(OSError, match="No space"):
        send(at_redacting(log=FullDisk()), form(LETTER))
