"""
A file in blocks is known by the address of the file, and leaves as one.
"""

import pytest

from addons.services.azure_blobs import blob_step, block_kept, put_blob
from addons.services.interface import UnreadableError, UploadAct
from tests.addons.services.examples import request

HOST = "files.oaiusercontent.com"
FILE = "/file-x?se=1&sig=a%2Fb%3D"
PLACE = f"{HOST}/file-x?se=1&sig=a/b="
LIST = (
    '<?xml version="1.0" encoding="utf-8"?>'
    "<BlockList><Latest>QTE=</Latest><Latest>QTI=</Latest></BlockList>"
)


def put(path, body=b"Dag", **headers):
    return request(path, body, host=HOST, method="PUT", **headers)


def test_one_put_is_a_whole_file():
    """
    As the page sends it.
    """
    step = blob_step(put(FILE))

    assert (step.act, step.file, step.documents) == (UploadAct.BYTES, PLACE, (b"Dag",))


@pytest.mark.parametrize(
    "path",
    [f"{FILE}&comp=block&blockid=QTE%3D", "/file-x?comp=block&se=1&blockid=QTE%3D&sig=a%2Fb%3D"],
)
def test_a_block_is_a_piece_of_its_file(path):
    """
    Wherever its fields stand in the address.
    """
    step = blob_step(put(path))

    assert (step.act, step.file) == (UploadAct.PIECE, PLACE)
    assert (step.pieces, step.documents) == (("QTE=",), (b"Dag",))


def test_a_list_joins_blocks_in_its_own_order():
    """
    Not in that in which they came.
    """
    step = blob_step(put(f"{FILE}&comp=blocklist", LIST))

    assert (step.act, step.file, step.pieces) == (UploadAct.JOIN, PLACE, ("QTE=", "QTI="))


@pytest.mark.parametrize(
    "body",
    [
        LIST.replace("Latest", "Committed"),
        LIST.replace("QTE=", "<x/>"),
        LIST + "<BlockList/>",
        '<!DOCTYPE x [<!ENTITY a "QTE=">]>' + LIST,
        "",
        "[]",
        b"\xff",
    ],
)
def test_any_other_list_is_unreadable(body):
    """
    One of blocks that are there already above all: nobody here has seen those.
    """
    with pytest.raises(UnreadableError):
        blob_step(put(f"{FILE}&comp=blocklist", body))


@pytest.mark.parametrize(
    "path",
    [
        f"{FILE}&comp=appendblock",
        f"{FILE}&comp=block",
        f"{FILE}&comp=block&comp=x",
        f"{FILE}&comp=",
    ],
)
def test_other_ways_stay_shut(path):
    """
    Pages, appended blocks, copies: nobody has taught us those.
    """
    with pytest.raises(UnreadableError, match=r"^file$"):
        blob_step(put(path))


def test_the_whole_leaves_as_one_put():
    """
    Its sums and its type are those of a file, and not of the list.
    """
    came = put(
        f"{FILE}&timeout=30&comp=blocklist",
        LIST,
        content_type="application/xml",
        content_md5="x",
        origin="https://chatgpt.com",
    )

    sent = put_blob(came, b"Goedemorgen")

    assert (sent.path, sent.body) == (FILE, b"Goedemorgen")
    assert sent.headers == {
        "content-type": "application/octet-stream",
        "x-ms-blob-type": "BlockBlob",
        "origin": "https://chatgpt.com",
    }


def test_a_block_is_answered_as_the_storage_does():
    """
    Created, and a page may hear it.
    """
    answer = block_kept(put(FILE, origin="https://chatgpt.com"))

    assert (answer.status, answer.body) == (201, b"")
    assert ("access-control-allow-origin", "https://chatgpt.com") in answer.headers
