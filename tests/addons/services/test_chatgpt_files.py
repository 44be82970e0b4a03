"""
ChatGPT's steps of an upload, told apart by method and place, with all text that is in them.
"""

import json

import pytest

from addons.services.interface import (
    Cargo,
    Grant,
    UnreadableError,
    UploadAct,
    WireResponse,
)
from tests.addons.services.examples import chatgpt, request

BLOBS = "files08.oaiusercontent.com"


def texts(step):
    return [part.text for part in step.parts]


@pytest.mark.parametrize("prefix", ["/backend-api", "/backend-alt", "/backend-anon"])
def test_an_announcement_tells_name_and_size(prefix):
    """
    And whatever else somebody puts into it.
    """
    body = {"file_name": "klas Jan.txt", "file_size": 87, "use_case": "my_files", "noot": "Mieke"}

    step = chatgpt(guests_allowed=True).upload(request(f"{prefix}/files", body))

    assert (step.act, step.size) == (UploadAct.ANNOUNCE, 87)
    assert texts(step) == ["klas Jan.txt", "Mieke"]


@pytest.mark.parametrize("size", ["87", True, None])
def test_a_size_that_is_no_number_is_not_believed(size):
    """
    The bytes themselves are counted anyway.
    """
    assert chatgpt().upload(request("/backend-api/files", {"file_size": size})).size is None


@pytest.mark.parametrize(
    ("host", "path", "known"),
    [
        (BLOBS, "/file-x?se=1&sig=a%2Fb", "/file-x?se=1&sig=a/b"),
        ("chatgpt.com", "/file-x?sig=1", "/file-x?sig=1"),
    ],
)
def test_bytes_are_known_by_their_address(host, path, known):
    """
    All of it: a signature belongs to one file. However it is escaped.
    """
    step = chatgpt().upload(request(path, b"\x00", host=host, method="PUT"))

    assert (step.act, step.file) == (UploadAct.BYTES, f"{host}{known}")
    assert (step.documents, step.is_stretch) == ((b"\x00",), False)


def test_taking_in_names_the_file():
    """
    In the body, or in the path.
    """
    new = {"file_id": "file-x", "file_name": "klas Jan.txt", "entry_surface": "composer"}

    newer = chatgpt().upload(request("/backend-api/files/process_upload_stream", new))
    older = chatgpt().upload(request("/backend-api/files/file-x/uploaded", "{}"))

    assert (newer.act, newer.file, texts(newer)) == (UploadAct.FINISH, "file-x", ["klas Jan.txt"])
    assert (older.act, older.file) == (UploadAct.FINISH, "file-x")
    with pytest.raises(UnreadableError, match=r"^file$"):
        chatgpt().upload(request("/backend-api/files/process_upload_stream", {"file_id": 1}))


def test_other_steps_are_walked():
    """
    A form with a picture, or words to a path below the files.
    """
    head = 'Content-Disposition: form-data; name="f"; filename="n.png"'
    form = f"--B\r\n{head}\r\n\r\nx\r\n--B--"

    picture = chatgpt().upload(
        request("/backend-api/image-uploads", form, content_type="multipart/form-data; boundary=B")
    )
    words = chatgpt().upload(request("/backend-api/files/library", {"naam": "Mieke Aerts"}))

    assert (picture.act, picture.documents) == (UploadAct.BYTES, (b"x",))
    assert (words.act, texts(words)) == (UploadAct.OTHER, ["Mieke Aerts"])


def test_the_answer_ties_the_id_to_the_address():
    """
    Only that to an announcement, and only where it says both.
    """
    url = f"https://{BLOBS}/file-x?se=1&sig=a%2Fb"

    def granted(path, body):
        answer = WireResponse(status=200, headers=(), body=json.dumps(body).encode())
        return chatgpt().granted(request(path), answer)

    said = {"file_id": "file-x", "upload_url": url}
    assert granted("/backend-api/files", said) == Grant(("file-x",), f"{BLOBS}/file-x?se=1&sig=a/b")
    assert granted("/backend-api/files", {"file_id": "file-x"}) is None
    assert granted("/backend-api/files", []) is None
    assert granted("/backend-api/other", said) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"metadata": {"attachments": [{"id": "file-x", "name": "n"}]}},
        {"content": {"parts": [{"asset_pointer": "file-service://file-x"}]}},
        {"content": {"parts": [{"asset_pointer": "sediment://file-x"}]}},
        {"metadata": {"attachments": [{"library_file_id": "file-x"}]}},
        {"metadata": {"file_id": "file-x"}},
    ],
)
@pytest.mark.parametrize(
    "path", ["/backend-api/f/conversation", "/backend-api/f/conversation/prepare"]
)
def test_a_message_names_its_files(fields, path):
    """
    Wherever an id stands.
    """
    assert chatgpt().attachments(request(path, {"messages": [fields]})) == ("file-x",)


def test_the_first_of_two_equal_keys_hides_no_file():
    """
    Parsers differ on which of the two they keep.
    """
    body = '{"messages":[{"metadata":{"attachments":[{"id":"file-x","id":"file-y"}]}}]}'

    wire = request("/backend-api/conversation", body)

    assert chatgpt().attachments(wire) == ("file-x", "file-y")


def test_a_guests_form_names_its_files():
    """
    JSON in a field.
    """
    form = "prompt=Dag&imageAttachments=%5B%7B%22fileId%22%3A%22file-x%22%7D%5D"
    wire = request(
        "/unauth-mweb/conversation/updates",
        form,
        content_type="application/x-www-form-urlencoded",
    )
    codec = chatgpt(guests_allowed=True)

    assert codec.cargo(wire) is Cargo.PROMPT
    assert codec.attachments(wire) == ("file-x",)


def test_a_message_without_files_names_none():
    """
    Nor does what is no message.
    """
    assert chatgpt().attachments(request("/backend-api/f/conversation", {"messages": []})) == ()
    assert chatgpt().attachments(request("/backend-api/gizmos/x", {"file_id": "file-x"})) == ()
