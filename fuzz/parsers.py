"""
The parsers below the codecs, on any bytes.
"""

from __future__ import annotations

from collections.abc import Callable

from addons.services.form_document import FormDocument
from addons.services.gemini_frames import decode
from addons.services.interface import UnreadableError
from addons.services.json_document import JsonDocument
from addons.services.multipart_document import MultipartDocument
from addons.services.record_document import RecordDocument
from addons.services.url_document import UrlDocument
from fuzz.harness import Choices, Harness, LawBrokenError, demand_read, garbled, marked

_FORM_TYPE = "multipart/form-data; boundary=x"
_FORM = (
    b'--x\r\nContent-Disposition: form-data; name="vraag"\r\n\r\nDag Jan\r\n'
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nabc\r\n--x--\r\n"
)
_JSON = b'{"a": ["Dag", 1.5, null, {"b": "{\\"c\\": \\"\\ud83d\\ude00\\"}"}], "a": "twee"}'


def json_law(data: bytes) -> None:
    """All texts and names of a JSON document are read, and nothing is changed by writing them."""
    choices = Choices(data)
    body = garbled(choices, marked(choices, _JSON))
    try:
        document = JsonDocument.parse_bytes(body)
    except UnreadableError:
        return
    demand_read(body, [text.text for text in document.texts])
    if document.replaced({}) != body.decode():
        raise LawBrokenError("writing nothing changes something")


def multipart_law(data: bytes) -> None:
    """All names, values and files of a form are read."""
    choices = Choices(data)
    body = garbled(choices, marked(choices, _FORM))
    try:
        form = MultipartDocument.parse(body, _FORM_TYPE)
    except UnreadableError:
        return
    files = [file.decode(errors="replace") for file in form.files]
    demand_read(body, [text.text for text in form.texts] + files)
    if form.replaced({}) != body or form.with_files(form.files) != body:
        raise LawBrokenError("writing nothing changes something")


def _any_bytes(parse: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """The law that `parse` raises nothing but `UnreadableError`."""

    def law(data: bytes) -> None:
        try:
            parse(data)
        except UnreadableError:
            return

    return law


HARNESSES: tuple[Harness, ...] = (
    Harness("json-document", json_law),
    Harness("json-bytes", _any_bytes(JsonDocument.parse_bytes), seeds=(_JSON,)),
    Harness("multipart", multipart_law),
    Harness(
        "multipart-bytes",
        _any_bytes(lambda data: MultipartDocument.parse(data, _FORM_TYPE)),
        seeds=(_FORM,),
    ),
    Harness("form", _any_bytes(FormDocument.parse_bytes), seeds=(b"q=Dag+Jan&r=%C3%A9&r=",)),
    Harness(
        "records",
        _any_bytes(lambda data: RecordDocument.parse(data.decode(errors="replace"), "\x1e")),
        seeds=(b'{"a":"b"}\x1e{}\x1e',),
    ),
    Harness(
        "url",
        _any_bytes(lambda data: UrlDocument.parse("/" + data.decode(errors="replace"))),
        seeds=(b"zoek/Jan%20P?q=%C3%A9&r",),
    ),
    Harness("gemini-frames", _any_bytes(decode), seeds=(b')]}\'\n\n14\n[["wrb.fr"]]\n',)),
)
