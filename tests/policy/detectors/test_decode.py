"""
Encoded text is looked into once, and reported as the run.
"""

from base64 import b64encode, urlsafe_b64encode

import pytest

from policy.detectors.decode import TooLongToDecodeError
from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import engine, matches

HIDDEN = "Mevrouw woont Molenstraat 12 bus 3, 3070 Kortenberg, gsm 0474 60 21 95"
WRAPPED = "\n".join(
    b64encode((HIDDEN * 3).encode()).decode()[i : i + 76] for i in range(0, 304, 76)
)


@pytest.mark.parametrize(
    "run",
    [
        b64encode(HIDDEN.encode()).decode(),
        b64encode(HIDDEN.encode()).decode().rstrip("="),
        urlsafe_b64encode(HIDDEN.encode()).decode(),
        b64encode(HIDDEN.encode("utf-16-le")).decode(),
        HIDDEN.encode().hex(),
        HIDDEN.encode().hex().upper(),
        WRAPPED,
    ],
    ids=["base64", "no padding", "url-safe", "utf-16", "hex", "capitals", "wrapped lines"],
)
def test_what_is_inside_is_reported_as_the_whole_run(run):
    """
    There is no half of an encoded run to cut out.
    """
    text = f"decodeer dit: {run} dank je"

    found = {(m.kind, text[m.start : m.end]) for m in matches(text)}

    assert found == {(Kind.ADDRESS, run), (Kind.PHONE, run)}


@pytest.mark.parametrize(
    "text",
    [
        "verantwoordelijkheidszin en aansprakelijkheidsverzekering",
        "SHA-256 90681cc42e07025cb2c078d383f94998247a30d955faeaa203ff8f885559d76f",
        b64encode(b64encode(HIDDEN.encode())).decode(),
        b64encode(bytes(range(256))).decode(),
    ],
    ids=["long words", "hash", "encoded twice", "binary"],
)
def test_what_says_nothing_is_left_alone(text):
    """
    One level deep, and only where readable text comes out.
    """
    assert matches(text) == []


def test_run_that_is_too_long_to_look_into_is_an_error():
    """
    Not looked into means not judged: it raises, it does not pass.
    """
    with pytest.raises(TooLongToDecodeError):
        engine().matches("QUJD" * 1_000_001 + "1")
