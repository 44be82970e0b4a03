"""
A request taken apart into its texts, and put together again with some of them changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from addons.services.interface import Reading, UnreadableError, WireRequest
from addons.services.json_document import JsonDocument, JsonText
from addons.services.media import file_in, is_media
from addons.services.url_document import UrlDocument
from policy.prompt import Channel, Part

MAX_PARTS: Final = 20_000
MAX_FILES: Final = 50
"""Files among the text of one request."""
LEVELS: Final = 3
"""So many times JSON in a string in JSON is unfolded."""
BODY, URL = 0, 1
"""The first step of a leaf's address."""

type Address = tuple[int, ...]
"""Which document of a request, which text of it, which text of the JSON in that, and so on."""

TOKEN: Final = re.compile(r"[\w.:/+=\-]*", re.ASCII)
"""Ids, enums, times, base64: nothing that a sentence could be."""
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_WORD_KEY: Final = re.compile(r"[a-z_$][A-Za-z_$\-]{0,60}[0-9]{0,3}")
"""A name that a programmer gave; a person's name or number as a key looks otherwise."""
_STEPS: Final = re.compile(r"(?:/(?:[a-z_$][A-Za-z_$\-]{0,60}[0-9]{0,3}|[0-9]{1,6}))*")


class TextDocument(Protocol):
    """What the documents of this room have in common."""

    @property
    def texts(self) -> tuple[JsonText, ...]: ...

    def replaced(self, texts: Mapping[int, str]) -> str | bytes: ...


@dataclass(frozen=True, slots=True)
class PlainDocument:
    """A text without any structure."""

    source: str = field(repr=False)

    @property
    def texts(self) -> tuple[JsonText, ...]:
        return (JsonText("", self.source),)

    def replaced(self, texts: Mapping[int, str]) -> str:
        return texts.get(0, self.source)


class Leaf(NamedTuple):
    """One text that holds no further JSON. A tuple, as `JsonText` is."""

    pointer: str
    text: str
    is_key: bool
    address: Address
    holds_file: bool = False
    """Whether it stands where a service takes base64."""

    def __repr__(self) -> str:
        return f"Leaf(is_key={self.is_key}, address={self.address}, holds_file={self.holds_file})"

    @property
    def is_file(self) -> bool:
        """Whether it is a file rather than a text."""
        return self.holds_file or is_media(self.text)

    @property
    def is_silent(self) -> bool:
        """Whether nobody can have said anything with it."""
        if self.is_key and is_word_key(self.text):
            return True
        return not self.text or self.text.isspace() or bool(_UUID.fullmatch(self.text))

    def part(self) -> Part:
        """
        The leaf as a part of a prompt. Steps that may be somebody's words are left out of its
        place. Raises `UnreadableError` for what is no text at all (`media`).
        """
        if is_media(self.text):
            raise UnreadableError("media")
        place = self.pointer
        if not _STEPS.fullmatch(place):
            place = "".join(s if _STEPS.fullmatch(s) else "/-" for s in _split(place))
        return Part(f"{place}#key" if self.is_key else place, self.text)


def is_word_key(key: str) -> bool:
    """Whether a programmer gave it: most keys are no leaf that anybody looks at."""
    return _WORD_KEY.fullmatch(key) is not None


def leaves(texts: Sequence[JsonText], levels: int = LEVELS) -> Iterator[Leaf]:
    """All leaves of `texts`, in order. Raises `UnreadableError`."""
    for index, text in enumerate(texts):
        inner = text.nested() if levels else None
        if inner is None:
            yield Leaf(text.pointer, text.text, text.is_key, (index,))
            continue
        for leaf in leaves(inner.texts, levels - 1):
            yield Leaf(text.pointer + leaf.pointer, leaf.text, leaf.is_key,
                       (index, *leaf.address))  # fmt: skip


def folded(texts: Sequence[JsonText], changes: Mapping[Address, str]) -> dict[int, str]:
    """What `texts` become when the leaves at these addresses change."""
    result: dict[int, str] = {}
    deeper: dict[int, dict[Address, str]] = {}
    for (index, *rest), text in changes.items():
        if rest:
            deeper.setdefault(index, {})[tuple(rest)] = text
        else:
            result[index] = text
    for index, inner_changes in deeper.items():
        inner = texts[index].nested()
        if inner is None:
            raise UnreadableError("not-json")
        result[index] = inner.replaced(folded(inner.texts, inner_changes))
    return result


@dataclass(frozen=True)
class OpenedRequest:
    """A request, and the documents that its body and its URL are."""

    request: WireRequest
    body: TextDocument | None = field(repr=False)

    @cached_property
    def url(self) -> UrlDocument:
        return UrlDocument.parse(self.request.path)

    def rebuilt(self, changes: Mapping[Address, str]) -> WireRequest:
        """The request with other texts at these addresses. Raises `UnreadableError`."""
        request = self.request
        of_body = {a[1:]: text for a, text in changes.items() if a[0] == BODY}
        if self.body is not None and of_body:
            body = self.body.replaced(folded(self.body.texts, of_body))
            request = replace(request, body=_bytes(body))
        of_url = {a[1:]: text for a, text in changes.items() if a[0] == URL}
        if of_url:
            request = replace(request, path=self.url.replaced(folded(self.url.texts, of_url)))
        return request


def paired(found: Sequence[Leaf], texts: Sequence[str]) -> dict[Address, str]:
    """
    `texts` by the addresses of `found`; files among them have none. Raises `UnreadableError` if
    they do not pair up.
    """
    found = [leaf for leaf in found if not leaf.is_file]
    if len(found) != len(texts):
        raise UnreadableError("other-texts")
    return {leaf.address: text for leaf, text in zip(found, texts, strict=True)}


def reading_of(found: Sequence[Leaf], channel: Channel, conversation: str = "") -> Reading:
    """
    The leaves as texts and files. Raises `UnreadableError` for too many of them, and for a file
    that cannot be decoded.
    """
    files = [leaf for leaf in found if leaf.is_file]
    if len(files) > MAX_FILES:
        raise UnreadableError("too-large")
    return Reading(
        parts=parts([leaf for leaf in found if not leaf.is_file] if files else found),
        channel=channel,
        documents=tuple(file_in(leaf.text) for leaf in files),
        conversation=conversation,
    )


def parts(found: Sequence[Leaf]) -> tuple[Part, ...]:
    """The leaves as parts. Raises `UnreadableError` for media, or for too many of them."""
    if len(found) > MAX_PARTS:
        raise UnreadableError("too-large")
    return tuple(leaf.part() for leaf in found)


def below(document: int, found: Iterable[Leaf]) -> list[Leaf]:
    """The leaves with the number of their document in front of their address."""
    return [Leaf(f.pointer, f.text, f.is_key, (document, *f.address), f.holds_file)
            for f in found]  # fmt: skip


def _split(pointer: str) -> list[str]:
    return [f"/{step}" for step in pointer.split("/")[1:]]


def _bytes(body: str | bytes) -> bytes:
    if isinstance(body, bytes):
        return body
    # Only a lone surrogate in a plain text ends up as a question mark.
    return body.encode(errors="replace")


def json_body(request: WireRequest) -> JsonDocument | None:
    """The body as JSON, whatever its content type claims; None without one."""
    if not request.body.strip():
        return None
    known: JsonDocument | None = request.remembered.get("json")
    if known is None:
        known = request.remembered["json"] = JsonDocument.parse_bytes(request.body)
    return known
