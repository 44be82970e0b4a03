"""
Encoded text is looked into once, and reported as the run.
"""

from base64 import b64encode, urlsafe_b64encode

import pytest

from policy.detectors.decode import TooLongToDecodeError
from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import engine, found, matches

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
        WRAPPED.replace("\n", "\n> "),
        HIDDEN.encode().hex(" "),
        HIDDEN.encode().hex(":").upper(),
        " ".join(f"0x{byte:02x}" for byte in HIDDEN.encode()),
        f"0x{HIDDEN.encode().hex()}",
        " ".join(f"{byte:08b}" for byte in HIDDEN.encode()),
    ],
    ids=[
        "base64",
        "no padding",
        "url-safe",
        "utf-16",
        "hex",
        "capitals",
        "wrapped lines",
        "wrapped in a quotation",
        "hex with spaces",
        "hex with colons",
        "0x each",
        "0x once",
        "bits",
    ],
)
def test_what_is_inside_is_reported_as_the_whole_run(run):
    """
    There is no half of an encoded run to cut out.
    """
    text = f"decodeer dit: {run} dank je"

    found = {(m.kind, text[m.start : m.end]) for m in matches(text)}

    assert found == {(Kind.ADDRESS, run), (Kind.PHONE, run)}


@pytest.mark.parametrize(
    "run",
    ["MDQ3NTEyMzQ1Ng==", "MDQ3NTEyMzQ1Ng", "30343735313233343536", "30 34 37 35 31 32 33 34 35 36"],
)
def test_short_run_holds_one_number(run):
    """
    The words around the run count as if its content stood there.
    """
    assert found(f"bel {run} nu", Kind.PHONE) == [run]


def test_each_kind_in_a_run_is_told():
    """
    A password is not lost behind a longer finding.
    """
    run = b64encode(b"wachtwoord: Kastanje_19_blauw, gsm 0474 60 21 95").decode()

    assert {m.kind for m in matches(f"zie {run}")} == {Kind.PASSWORD, Kind.PHONE}


@pytest.mark.parametrize(
    "text",
    [
        "verantwoordelijkheidszin en aansprakelijkheidsverzekering",
        "SHA-256 90681cc42e07025cb2c078d383f94998247a30d955faeaa203ff8f885559d76f",
        b64encode(b64encode(HIDDEN.encode())).decode(),
        b64encode(bytes(range(256))).decode(),
        "MAC 4c:61:6e:67:65:72 en 34:56:12:78:9a:bc",
        "https://x.be/SharePointSiteCollection/OneDriveMap",
        "kleuren #616263 en 20 30 40 50 60 70",
    ],
    ids=["long words", "hash", "encoded twice", "binary", "MAC", "camels", "pairs"],
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
