"""
Bodies that hide their words in a coding, in pieces, or in a document within a document.
"""

from __future__ import annotations

import gzip
import json
import zlib
from urllib.parse import quote

import brotli
import pytest
import zstandard

from tests.end_to_end.bypass_rig import (
    BODY,
    Witness,
    h2_post,
    head,
    policy,
    say,
    say_h2,
)
from tests.end_to_end.gateway_in_process import SECRET, InProcess, KeptIncidents
from tests.end_to_end.web_chats import CHATGPT

INCIDENTS = KeptIncidents()
PLACE = "/backend-api/x"
"""Of no codec: whatever stands there is walked."""


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


GZIP, ZLIB = gzip.compress(BODY, mtime=0), zlib.compress(BODY)
BROTLI, ZSTD = brotli.compress(BODY), zstandard.compress(BODY)
BOMB = b" " * 4_000_000

HONEST = {
    "identity": ("identity", BODY),
    "gzip": ("gzip", GZIP),
    "upper-case": ("GZIP", GZIP),
    "x-gzip": ("x-gzip", GZIP),
    "deflate": ("deflate", ZLIB),
    "raw-deflate": ("deflate", raw_deflate(BODY)),
    "br": ("br", BROTLI),
    "zstd": ("zstd", ZSTD),
}
DISGUISED = {
    "unknown": ("snappy", BODY),
    "dcb": ("dcb", BROTLI),
    "compress": ("compress", BODY),
    "aes128gcm": ("aes128gcm", BODY),
    "quoted": ('"gzip"', GZIP),
    "two-in-one": ("gzip, br", brotli.compress(GZIP)),
    "identity-and-gzip": ("identity, gzip", GZIP),
    "thrice": ("gzip, gzip, gzip", gzip.compress(gzip.compress(GZIP))),
    "two-fields": ("gzip\r\nContent-Encoding: br", brotli.compress(GZIP)),
    "field-and-identity": ("gzip\r\nContent-Encoding: identity", GZIP),
    "gzip-that-is-none": ("gzip", BODY),
    "deflate-that-is-none": ("deflate", BODY),
    "br-that-is-none": ("br", BODY),
    "zstd-that-is-none": ("zstd", BODY),
    "gzip-that-is-br": ("gzip", BROTLI),
    "cut-gzip": ("gzip", GZIP[:-4]),
    "cut-deflate": ("deflate", ZLIB[:-4]),
    "cut-br": ("br", BROTLI[:-1]),
    "cut-zstd": ("zstd", ZSTD[:-1]),
    "more-behind-gzip": ("gzip", gzip.compress(b"{}") + BODY),
    "more-behind-deflate": ("deflate", zlib.compress(b"{}") + BODY),
    "more-behind-zstd": ("zstd", zstandard.compress(b"{}") + BODY),
    "second-gzip-member": ("gzip", gzip.compress(b"{}") + GZIP),
    "second-zstd-frame": ("zstd", zstandard.compress(b"{}") + ZSTD),
    "gzip-bomb": ("gzip", gzip.compress(BOMB + BODY)),
    "br-bomb": ("br", brotli.compress(BOMB + BODY, quality=1)),
    "zstd-bomb": ("zstd", zstandard.compress(BOMB + BODY)),
}
UNSAID = {
    "gzip": GZIP,
    "deflate": ZLIB,
    "zstd": ZSTD,
    "utf-16": BODY.decode().encode("utf-16"),
    "utf-32": BODY.decode().encode("utf-32"),
    "ebcdic": BODY.decode().encode("cp500"),
}
"""Bodies that are not what JSON is, without a word about it."""


@pytest.fixture(scope="module")
def way(network, tmp_path_factory):
    rig = InProcess(network, tmp_path_factory.mktemp("codings"), policy())
    with rig.running(incidents=INCIDENTS, deadline=30.0) as way:
        yield way


@pytest.fixture
def witness(internet):
    return Witness(internet, INCIDENTS)


def send(way, framing: str, body: bytes, *fields: str, kind: str = "application/json") -> None:
    """`body` with `fields`, framed in one of three ways."""
    fields = (f"Content-Type: {kind}", *fields)
    if framing == "http2":
        lines = "\r\n".join(fields).split("\r\n")
        named = [tuple(line.split(": ", 1)) for line in lines]
        more = [(name.lower(), value) for name, value in named]
        say_h2(way, (_untyped(h2_post(PLACE, *more, ("content-length", str(len(body))))), body))
        return
    framed = f"Content-Length: {len(body)}"
    if framing == "chunks":
        framed = "Transfer-Encoding: chunked"
        pieces = [body[at : at + 7] for at in range(0, min(len(body), 7000), 7)] + [body[7000:]]
        body = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces if p) + b"0\r\n\r\n"
    say(way, head(f"POST {PLACE} HTTP/1.1", f"Host: {CHATGPT}", framed, *fields) + body)


def _untyped(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the content type that the rig gives every stream."""
    return [h for at, h in enumerate(headers) if h[0] != "content-type" or at > 4]


FRAMINGS = ["length", "chunks", "http2"]


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("coding", HONEST)
def test_a_coding_that_is_what_it_says(way, witness, coding, framing):
    """
    It is taken off, and what lies under it is judged.
    """
    name, body = HONEST[coding]

    send(way, framing, body, f"Content-Encoding: {name}")

    witness.saw_nothing_but("prompt-rejected")


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("coding", DISGUISED)
def test_a_coding_that_hides(way, witness, coding, framing):
    """
    Stacked, unknown, broken, with more behind it, or of an absurd size: an attempt.
    """
    name, body = DISGUISED[coding]

    send(way, framing, body, f"Content-Encoding: {name}")

    assert witness.internet.received(CHATGPT) == b""
    witness.saw_nothing_but("bypass-attempt")


TWINS = {
    "a type": ["content-type: text/plain"],
    "a form": ["Content-Type: multipart/form-data; boundary=x"],
    "the same type": ["Content-Type: application/json"],
    "ranges": ["Content-Range: bytes 0-9/10", "Content-Range: bytes 10-19/20"],
    "commands": ["X-Goog-Upload-Command: upload", "X-Goog-Upload-Command: query"],
}
"""What stands beside the type that every body here has."""


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("twins", TWINS.values(), ids=TWINS)
def test_a_body_that_is_said_to_be_two_things(way, witness, twins, framing):
    """
    Of two headers that tell how to read it, servers take the first or the last: an attempt.
    """
    send(way, framing, BODY, *twins)

    assert witness.internet.received(CHATGPT) == b""
    witness.saw_nothing_but("bypass-attempt")


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("coding", UNSAID)
def test_a_coding_that_is_not_named(way, witness, coding, framing):
    """
    A body that is none of what it says it is does not leave.
    """
    send(way, framing, UNSAID[coding])

    assert witness.internet.received(CHATGPT) == b""
    assert len(witness.actions()) == 1


def nested(depth: int) -> str:
    text = json.dumps({"text": SECRET})
    for _ in range(depth):
        text = json.dumps({"data": [text]})
    return text


ESCAPED = "".join(f"\\u{ord(char):04x}" for char in SECRET)
PERCENT = "".join(f"%{ord(char):02X}" for char in SECRET)
DELIMITED = '--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n--b--\r\n'
DRESSED = {
    "plain": ("application/json", nested(0)),
    "in-a-string": ("application/json", nested(1)),
    "in-a-string-in-a-string": ("application/json", nested(2)),
    "three-strings-deep": ("application/json", nested(3)),
    "deep-in-lists": ("application/json", "[" * 40 + f'"{SECRET}"' + "]" * 40),
    "as-a-key": ("application/json", json.dumps({f"de {SECRET}": 1})),
    "second-of-two-keys": ("application/json", f'{{"a":"x","a":"{SECRET}"}}'),
    "first-of-two-keys": ("application/json", f'{{"a":"{SECRET}","a":"x"}}'),
    "escaped": ("application/json", f'{{"text":"{ESCAPED}"}}'),
    "escaped-in-a-string": ("application/json", json.dumps({"a": f'{{"text":"{ESCAPED}"}}'})),
    "json-with-mark": ("application/json", "\ufeff" + nested(0)),
    "json-in-lines": ("application/x-ndjson", nested(0).replace(SECRET, "x") + "\n" + nested(0)),
    "other-type": ("application/vnd.api+json; charset=utf-8", nested(0)),
    "unknown-type": ("application/x-protobuf", nested(0)),
    "no-type": ("", nested(0)),
    "text": ("text/plain", SECRET),
    "text-of-latin1": ("text/plain; charset=iso-8859-1", "é " + SECRET),
    "xml": ("application/xml", f"<a>{SECRET}</a>"),
    "form": ("application/x-www-form-urlencoded", f"a=1&text={SECRET}"),
    "form-name": ("application/x-www-form-urlencoded", f"de+{SECRET}=1"),
    "form-bare-word": ("application/x-www-form-urlencoded", SECRET),
    "form-bare-words": ("application/x-www-form-urlencoded", f"a=1&{SECRET}&b=2"),
    "form-percent": ("application/x-www-form-urlencoded", f"text={PERCENT}"),
    "form-json": ("application/x-www-form-urlencoded", "f.req=" + quote(nested(2))),
    "form-semicolon": ("application/x-www-form-urlencoded", f"a=1;text={SECRET}"),
    "multipart": (
        "multipart/form-data; boundary=b",
        DELIMITED.format(name="a", more="", value=SECRET),
    ),
    "multipart-name": (
        "multipart/form-data; boundary=b",
        DELIMITED.format(name=f"de {SECRET}", more="", value="1"),
    ),
    "multipart-file": (
        "multipart/form-data; boundary=b",
        DELIMITED.format(name="a", more='; filename="a.txt"', value=SECRET),
    ),
    "multipart-json": (
        "multipart/form-data; boundary=b",
        DELIMITED.format(name="a", more="", value=nested(1)),
    ),
    "multipart-preamble": (
        "multipart/form-data; boundary=b",
        SECRET + "\r\n" + DELIMITED.format(name="a", more="", value="1"),
    ),
    "multipart-epilogue": (
        "multipart/form-data; boundary=b",
        DELIMITED.format(name="a", more="", value="1") + SECRET,
    ),
    "multipart-wrong-boundary": (
        "multipart/form-data; boundary=c",
        DELIMITED.format(name="a", more="", value=SECRET),
    ),
    "multipart-no-boundary": (
        "multipart/form-data",
        DELIMITED.format(name="a", more="", value=SECRET),
    ),
    "event-stream": ("text/event-stream", f"data: {SECRET}\n\n"),
}


ADDRESSES = {
    "bare-word": f"/x?{SECRET}",
    "bare-word-among-others": f"/x?a=1&{SECRET}&b",
    "percent": f"/x?{PERCENT}",
    "value": f"/x?q={SECRET}",
    "value-of-percent": f"/x?q={PERCENT}",
    "json-value": f"/x?q={quote(nested(1))}",
    "name-of-words": f"/x?de%20{SECRET}=1",
    "segment": f"/x/de%20{SECRET}/y",
    "segment-with-semicolon": f"/x;text={SECRET}/y",
    "nested-query": f"/x?next={quote(f'/y?q={SECRET}')}",
    "two-marks": f"/x?a?{SECRET}",
}


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_words_in_an_address(way, witness, address, method):
    """
    A request without a body has an address, and somebody may have written there.
    """
    say(way, head(f"{method} {ADDRESSES[address]} HTTP/1.1", f"Host: {CHATGPT}"))

    witness.saw_nothing_but("prompt-rejected")


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("dress", DRESSED)
def test_words_within_documents(way, witness, dress, framing):
    """
    In a string in a string, as a key, beside the parts, under another type: found, or refused.
    """
    kind, body = DRESSED[dress]

    send(way, framing, body.encode("latin-1" if "latin1" in dress else "utf-8"), kind=kind)

    assert witness.internet.records.heard(SECRET) == []
    assert len(witness.actions()) == 1
