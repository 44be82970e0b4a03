"""
Where the text stands in the forms of Gemini's page: JSON, in a string, in JSON, in a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from addons.services.form_document import FormDocument
from addons.services.interface import UnreadableError, WireRequest
from addons.services.json_document import JsonDocument, JsonText, pointer_pattern
from addons.services.wire_texts import BODY, TOKEN, URL, Address, Leaf, OpenedRequest, leaves

PROMPT: Final = "/0/0"
_MESSAGE: Final = "/0/"
_FILES: Final = 3
"""Index in the message of what is attached to it."""
_UPLOADED: Final = "/contrib_service/"
"""How the id of an uploaded file begins."""
_LETTER: Final = "f.req"
_IDS: Final = 2
"""Index in a turn of the ids of conversation, answer and candidate."""

# Slots move between releases. So a slot alone hides nothing: its value must look the part.
_OPAQUE_SLOTS: Final = (
    (pointer_pattern(("/1/*",)), re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")),
    (pointer_pattern(("/2/*", "/19")), TOKEN),
    (pointer_pattern(("/3",)), re.compile(r"![\w\-]*", re.ASCII)),
    (pointer_pattern(("/4",)), re.compile(r"[0-9a-f]{32}")),
)
_OPAQUE_FIELDS: Final = {"at"}
_TOKENS: Final = re.compile(r"[\w.:/+=\-,]*", re.ASCII)
_OPAQUE_QUERY: Final = {
    "_reqid", "bl", "f.sid", "hl", "pageId", "rpcids", "rt", "source-path",
}  # fmt: skip

REVIEWED_CALLS: Final = frozenset(
    {"otAQ7b", "hNvQHb", "MaZiqc", "ESY5D", "jSf9Qc", "qpEbW", "aPya6c", "GPRiHf"}
)
"""Remote procedures without anybody's words: status, history, lists, quota."""
TEXT_CALLS: Final = frozenset({"xVRQX", "gSnMcd", "oMH3Zd", "kHv0Vd", "MUAZcd", "Jba3ib", "XqA3Ic"})
"""Memories, gems, titles, scheduled tasks, reading aloud."""
_CALL_ID: Final = re.compile(r"[A-Za-z0-9]{4,12}")
_IN_CALL: Final = re.compile(r"/0/([0-9]+)/")
_FRAME_SLOTS: Final = (
    (pointer_pattern(("/0/*/0",)), _CALL_ID),
    (pointer_pattern(("/0/*/3",)), re.compile(r"[A-Za-z0-9]{0,10}")),
)


@dataclass(frozen=True)
class Letter:
    """A form with its field `f.req` opened."""

    opened: OpenedRequest
    form: FormDocument = field(repr=False)
    outer: JsonDocument = field(repr=False)
    address: Address
    """Of `outer`."""

    @classmethod
    def open(cls, request: WireRequest) -> Self:
        """Raises `UnreadableError`."""
        form = FormDocument.parse_bytes(request.body)
        found = [i for i, text in enumerate(form.texts) if text.pointer == f"/{_LETTER}"]
        if len(found) != 2:  # noqa: PLR2004 -- its name and its value; of twins we know not which
            raise UnreadableError("no-letter")
        outer = form.texts[found[1]].nested()
        if outer is None:
            raise UnreadableError("not-json")
        return cls(OpenedRequest(request, form), form, outer, (BODY, found[1]))

    def around(self) -> Iterator[Leaf]:
        """All that stands beside `f.req`: other fields, and the query."""
        for index, text in enumerate(self.form.texts):
            if index != self.address[1] and text.text != _LETTER:
                yield from _deep(text, (BODY, index), "/form")
        for index, text in enumerate(self.opened.url.texts):
            if text.pointer.startswith("/query"):
                yield from _deep(text, (URL, index), "")

    def field_of_query(self, name: str) -> str:
        """The one value of `name`. Raises `UnreadableError` where there is not exactly one."""
        _, _, query = self.opened.request.path.partition("?")
        values = [value for key, value in FormDocument.parse(query).pairs if key == name]
        if len(values) != 1:
            raise UnreadableError("other-query")
        return values[0]


@dataclass(frozen=True)
class Turn:
    """One prompt on its way: the document inside `f.req`'s second element."""

    letter: Letter
    inner: JsonDocument = field(repr=False)
    address: Address
    """Of `inner`."""

    @classmethod
    def open(cls, request: WireRequest) -> Self:
        """Raises `UnreadableError`."""
        letter = Letter.open(request)
        index = next((i for i, t in enumerate(letter.outer.texts) if t.pointer == "/1"), None)
        inner = None if index is None else letter.outer.texts[index].nested()
        if index is None or inner is None or not isinstance(letter.outer.value, list):
            raise UnreadableError("not-json")
        return cls(letter, inner, (*letter.address, index))

    def _check(self) -> None:
        message = _item(self.inner.value, 0)
        if not isinstance(_item(message, 0), str):
            raise UnreadableError("no-prompt")
        # Attached, and by no name that an upload was given.
        attached = _item(message, _FILES) or []
        if not isinstance(attached, list) or not all(map(_is_uploaded, attached)):
            raise UnreadableError("file")

    @property
    def files(self) -> tuple[str, ...]:
        """The names of uploaded files, in whatever slot they stand."""
        return tuple(dict.fromkeys(t.text for t in self.inner.texts if _names_a_file(t)))

    @property
    def ids(self) -> tuple[str, str, str]:
        """Of the conversation, the last answer and its candidate; empty in a new chat."""
        ids = _item(self.inner.value, _IDS)
        first = [_item(ids, index) for index in range(3)]
        conversation, answer, candidate = (i if isinstance(i, str) else "" for i in first)
        return conversation, answer, candidate

    def leaves(self) -> list[Leaf]:
        """
        All that is to be judged: the prompt first, and whole even where it is JSON.

        Raises `UnreadableError`, for an attached file `file`.
        """
        self._check()
        prompt: list[Leaf] = []
        others: list[Leaf] = []
        for index, text in enumerate(self.inner.texts):
            address = (*self.address, index)
            if text.pointer == PROMPT:
                prompt.append(Leaf(PROMPT, text.text, is_key=False, address=address))
            elif not (self._is_opaque(text) or _names_a_file(text)):
                others += _deep(text, address, "")
        for index, text in enumerate(self.letter.outer.texts):
            if index != self.address[-1]:
                others += _deep(text, (*self.letter.address, index), "/outer")
        return _audible((*prompt, *others, *self.letter.around()))

    def _is_opaque(self, text: JsonText) -> bool:
        if text.is_key:
            return False
        # A bare number outside the message is the page's own, such as a time in nanoseconds.
        if not text.pointer.startswith(_MESSAGE) and _is_number(self.inner.value, text.pointer):
            return True
        return any(slot.fullmatch(text.pointer) and shape.fullmatch(text.text)
                   for slot, shape in _OPAQUE_SLOTS)  # fmt: skip

    def with_ids(self, forged: Mapping[str, str | None]) -> WireRequest:
        """The request with genuine ids in the place of forged ones, or empty ones."""
        changes = {
            (*self.address, index): forged[text.text] or ""
            for index, text in enumerate(self.inner.texts)
            if text.pointer != PROMPT and not text.is_key and text.text in forged
        }
        return self.letter.opened.rebuilt(changes)


@dataclass(frozen=True)
class Calls:
    """Remote procedures called together: `[[[id, arguments, null, "generic"], …]]`."""

    letter: Letter
    ids: tuple[str, ...]

    @classmethod
    def open(cls, request: WireRequest) -> Self:
        """Raises `UnreadableError`, also when the query names other calls than the body."""
        letter = Letter.open(request)
        calls = _item(letter.outer.value, 0)
        ids = [_item(call, 0) for call in calls] if isinstance(calls, list) else []
        if not ids or not all(isinstance(i, str) for i in ids):
            raise UnreadableError("no-calls")
        if set(letter.field_of_query("rpcids").split(",")) != set(ids):
            raise UnreadableError("other-calls")
        return cls(letter, tuple(ids))

    def leaves(self) -> list[Leaf]:
        """All strings of the arguments; of reviewed calls those that are no ids or enums."""
        found: list[Leaf] = []
        for index, text in enumerate(self.letter.outer.texts):
            deep = _deep(text, (*self.letter.address, index), "/calls")
            if self._is_reviewed(text.pointer):
                found += [leaf for leaf in deep if not TOKEN.fullmatch(leaf.text)]
            elif not _is_frame(text):
                found += deep
        return _audible((*found, *self.letter.around()))

    def _is_reviewed(self, pointer: str) -> bool:
        of_call = _IN_CALL.match(pointer)
        return of_call is not None and self.ids[int(of_call[1])] in REVIEWED_CALLS


def ids_in_query(request: WireRequest) -> tuple[str, ...]:
    """The calls that a query names, for an answer to them; only what looks like ids."""
    _, _, query = request.path.partition("?")
    try:
        pairs = FormDocument.parse(query).pairs
    except UnreadableError:
        return ()
    named = (i for name, value in pairs if name == "rpcids" for i in value.split(","))
    return tuple(i for i in named if _CALL_ID.fullmatch(i))


def _is_frame(text: JsonText) -> bool:
    """Whether this is a call's id, or its order (`generic`), and no argument."""
    return any(slot.fullmatch(text.pointer) and shape.fullmatch(text.text)
               for slot, shape in _FRAME_SLOTS)  # fmt: skip


def _deep(text: JsonText, address: Address, place: str) -> list[Leaf]:
    """The leaves of one text at `address`."""
    return [Leaf(place + leaf.pointer, leaf.text, leaf.is_key, (*address, *leaf.address[1:]))
            for leaf in leaves((text,))]  # fmt: skip


def _audible(found: Iterable[Leaf]) -> list[Leaf]:
    return [leaf for leaf in found if not (leaf.is_silent or _is_dull_field(leaf))]


def _is_dull_field(leaf: Leaf) -> bool:
    """Whether this is a token of the page beside `f.req`, or a name that we gave it a pass for."""
    _, room, name, *deeper = (*leaf.pointer.split("/"), "", "")
    known = {"form": _OPAQUE_FIELDS, "query": _OPAQUE_QUERY}.get(room, set())
    return name in known and not any(deeper) and bool(_TOKENS.fullmatch(leaf.text))


def _names_a_file(text: JsonText) -> bool:
    return text.pointer != PROMPT and text.text.startswith(_UPLOADED)


def _is_uploaded(attached: Any) -> bool:
    """Whether something attached is `[["/contrib_service/…", …], …]`."""
    name = _item(_item(attached, 0), 0)
    return isinstance(name, str) and name.startswith(_UPLOADED)


def _item(value: Any, index: int) -> Any:
    """`value[index]`, or None where there is no such thing."""
    return value[index] if isinstance(value, list) and index < len(value) else None


def _is_number(value: Any, pointer: str) -> bool:
    """Whether a bare number stands at `pointer`. Within an object, where twins may be, never."""
    for step in pointer.split("/")[1:]:
        if not isinstance(value, list):
            return False
        value = value[int(step)]
    return isinstance(value, int | float)
