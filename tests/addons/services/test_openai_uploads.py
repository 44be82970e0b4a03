"""
A file in parts is put together before it leaves, and its completion names what did leave.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from addons.services.interface import Cargo, Grant, UnreadableError, UploadAct, WireResponse
from addons.services.openai_api import OPENAI
from tests.addons.services.examples import request

UPLOADS = "/v1/uploads"
FORM = "multipart/form-data; boundary=B"
CODEC = replace(OPENAI, now=lambda: datetime(2026, 11, 28, tzinfo=UTC))


def part(content, *more):
    field = '--B\r\nContent-Disposition: form-data; name="data"; filename="part"\r\n\r\n'
    body = field.encode() + content + b"\r\n" + b"".join(more) + b"--B--\r\n"
    return request(f"{UPLOADS}/upload_1/parts", body, content_type=FORM)


def complete(*parts):
    return request(f"{UPLOADS}/upload_1/complete", {"part_ids": parts, "md5": "0" * 32})


def kept(size):
    return json.loads(CODEC.received(part(b"x"), size).body)["id"]


def test_an_upload_begins_with_a_name_and_a_size():
    """
    The service's answer says under which name its parts will come.
    """
    wire = request(UPLOADS, {"filename": "nota.txt", "bytes": 9, "purpose": "assistants"})

    step = CODEC.upload(wire)
    grant = CODEC.granted(wire, WireResponse(status=200, headers=(), body=b'{"id": "upload_1"}'))

    assert CODEC.cargo(wire) is Cargo.UPLOAD
    assert (step.act, step.size) == (UploadAct.ANNOUNCE, 9)
    assert "nota.txt" in [each.text for each in step.parts]
    assert grant == Grant(("upload_1",))


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"id": 7}', b"\xff"])
def test_an_answer_that_says_nothing_grants_nothing(body):
    """
    Then its parts are of no file that anybody knows.
    """
    wire = request(UPLOADS, {"filename": "nota.txt", "bytes": 9})

    assert CODEC.granted(wire, WireResponse(status=200, headers=(), body=body)) is None


def test_a_part_is_a_piece():
    """
    It says neither where it stands nor how much there will be.
    """
    step = CODEC.upload(part(b"schuldbem"))

    assert (step.act, step.file, step.documents) == (UploadAct.PIECE, "upload_1", (b"schuldbem",))
    assert step.pieces == ()


@pytest.mark.parametrize(
    "wire",
    [
        request(f"{UPLOADS}/upload_1/parts", b"Dag", content_type="application/octet-stream"),
        part(b"a", b'--B\r\nContent-Disposition: form-data; name="x"; filename="y"\r\n\r\nb\r\n'),
        part(b"a", b'--B\r\nContent-Disposition: form-data; name="x"\r\n\r\n'
                   b"data:;base64,RGFn\r\n"),
    ],
    ids=["no form", "two files", "a file in a text"],
)  # fmt: skip
def test_a_part_that_is_not_one_file_is_unreadable(wire):
    """
    Nobody knows what the service would make of it.
    """
    with pytest.raises(UnreadableError):
        CODEC.upload(wire)


def test_a_part_that_is_kept_is_answered_as_the_api_does():
    """
    With a name that looks like its own, and another for each part.
    """
    answer = CODEC.received(part(b"x"), 5)

    said = json.loads(answer.body)
    assert answer.status == 200
    assert said["object"] == "upload.part"
    assert (said["upload_id"], said["created_at"]) == ("upload_1", 1795824000)
    assert said["id"].startswith("part_")
    assert said["id"] != kept(6)


def test_the_whole_stands_in_the_place_of_the_last_part():
    """
    The rest of its form stays.
    """
    assert CODEC.whole(part(b"diling"), b"schuldbemiddeling") == part(b"schuldbemiddeling")


def test_a_completion_names_what_left():
    """
    The names that we made up are gone; without any it stays byte for byte.
    """
    sent = CODEC.finished(complete(kept(5), kept(8), "part_real"), [5, 8])

    assert json.loads(sent.body) == {"part_ids": ["part_real"], "md5": "0" * 32}
    assert CODEC.finished(complete("part_real"), []) == complete("part_real")


@pytest.mark.parametrize(
    "parts",
    [
        (kept(8), kept(5), "part_real"),
        (kept(5), "part_real"),
        ("part_real", kept(5), kept(8)),
        (kept(5), kept(8)),
        (kept(5), kept(8), "part_real", "part_other"),
        (),
    ],
)
def test_another_order_is_refused(parts):
    """
    The file that was judged is the one in the order in which its parts came.
    """
    with pytest.raises(UnreadableError, match=r"^file$"):
        CODEC.finished(complete(*parts), [5, 8])


def test_names_of_parts_are_no_texts():
    """
    They look like keys; nobody wrote them.
    """
    step = CODEC.upload(complete("part_0123456789abcdef0123456789abcdef"))

    assert (step.act, step.file, step.parts) == (UploadAct.FINISH, "upload_1", ())


@pytest.mark.parametrize("path", ["/upload_1", "/upload_1/else", "/a/b/parts", "/Upload_1/Parts/x"])
def test_other_steps_stay_shut(path):
    """
    Nobody has taught us those.
    """
    assert CODEC.upload(request(UPLOADS + path, {"x": 1})) is None


def test_giving_up_is_a_step():
    """
    What was kept of the file is forgotten.
    """
    assert CODEC.upload(request(f"{UPLOADS}/upload_1/cancel")).act is UploadAct.CANCEL
