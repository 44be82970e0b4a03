"""
XML without surprises: no DTD, no entities, nothing fetched, a bound on how much markup there is.

A document type is refused whole, so there is no entity to expand and nothing outside to fetch
(XML 1.0, 2.8 and 4). Names come out as `prefix:local` with prefixes of our own, whatever the file
calls them, so that the two families of OOXML namespaces (ISO/IEC 29500 Strict and Transitional)
read alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NoReturn, Protocol
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from policy.documents.interface import Budget, Unread, UnreadError

MAX_DEPTH = 512
"""Elements in elements. Tables in tables in text boxes come to about 60."""
MAX_MARKS = 2_500_000
"""
Tags and attributes in one document with all its files, where those of text count threefold: 500
pages, or 350,000 cells. They take some three seconds.
"""
_OF_TEXT = 3
_MAX_NAMES = 10_000
"""Different names in one document. The formats know some 3,000."""
_SPENT = "marks"
_SAYS_SOMETHING = re.compile(r"(?!https?://)|.*(?:[\s@=]|\d{6}|\d\d[.\-]\d\d)", re.DOTALL)
"""
A namespace that is more than an address on the web. Anybody may call one `urn:` and a name, or a
name alone.
"""
_ENTITY = re.compile(rb"&(?!#|(?:amp|lt|gt|quot|apos);)")
_SVG_TYPES = frozenset(
    {"-//W3C//DTD SVG 1.1//EN", "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd",
     "-//W3C//DTD SVG 1.0//EN", "http://www.w3.org/TR/2001/REC-SVG-20010904/DTD/svg10.dtd",
     "-//W3C//DTD SVG 20010904//EN"}
)  # fmt: skip
_MOST_DIGITS = 9
_BUFFER = 1 << 16

type Attributes = dict[str, str]


class Handler(Protocol):
    """What hears a part: expat's events, with names as `prefix:local`."""

    def start(self, name: str, attributes: Attributes) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...

    def aside(self, data: str) -> None:
        """A comment, an instruction or words in a namespace: text to whoever looks."""
        ...


type Start = Callable[[str, Attributes], None]
type End = Callable[[str], None]


class FlatHandler(Handler, Protocol):
    """
    One that hears tens of thousands of small elements, and hears those by expat's own names. It
    sees to it that they do not nest, and passes all others on to what `listen` gave it.
    """

    def listen(self, start: Start, end: End) -> None: ...

    def flat_start(self, name: str, attributes: Attributes) -> None: ...

    def flat_end(self, name: str) -> None: ...


class Names(dict[str, str]):
    """
    Short names for expat's `uri local`: `prefix:local` for a namespace in `prefixes`, `~:local`
    for another one that begins like those in `known`, `?:local` for a stranger's, `local` for none.
    """

    def __init__(self, prefixes: Mapping[str, str], known: tuple[str, ...]) -> None:
        super().__init__()
        self._prefixes = prefixes
        self._known = known

    def __missing__(self, name: str) -> str:
        uri, _, local = name.rpartition(" ")
        if len(self) > _MAX_NAMES:
            raise UnreadError(Unread.TOO_LARGE)
        short = f"{self.prefix(uri)}:{local}" if uri else local
        self[name] = short
        return short

    def prefix(self, uri: str) -> str:
        return self._prefixes.get(uri) or ("~" if uri.startswith(self._known) else "?")


def read_xml(
    raw: bytes, budget: Budget, names: Names, handler: Handler, *, typed: bool = False
) -> None:
    """
    Let `handler` hear the part `raw`. One that is `typed` may name a document type, which nobody
    fetches; so there may be no entity in it that such a type would explain.

    Raises `UnreadError`: BROKEN for what is not well-formed, has a document type or lies too deep;
    TOO_LARGE for more markup than is read.
    """
    parser = _parser(names, handler)
    if typed and _ENTITY.search(raw) is None:
        parser.StartDoctypeDeclHandler = _type_hearer(handler)
    parser.StartElementHandler, parser.EndElementHandler = _guarded(names, handler)
    spend_marks(raw, budget, _OF_TEXT)
    _parse(parser, raw)


def read_flat_xml(raw: bytes, budget: Budget, names: Names, handler: FlatHandler) -> None:
    """As `read_xml`, for a part with very many small elements."""
    parser = _parser(names, handler)
    handler.listen(*_guarded(names, handler))
    parser.StartElementHandler = handler.flat_start
    parser.EndElementHandler = handler.flat_end
    spend_marks(raw, budget)
    _parse(parser, raw)


def whole(value: str, otherwise: int = 0) -> int:
    """A count or a number of something; `otherwise` for what is none, or absurd."""
    return int(value) if value.isdecimal() and len(value) <= _MOST_DIGITS else otherwise


def is_xml(raw: bytes) -> bool:
    """Whether a part begins as XML does: `<`, after a byte order mark and white space."""
    head = raw[:256]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _parser(names: Names, handler: Handler) -> XMLParserType:
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = _BUFFER

    def namespace(_prefix: str | None, uri: str | None) -> None:
        if uri and _SAYS_SOMETHING.match(uri) and names.prefix(uri) == "?":
            handler.aside(uri)

    parser.CharacterDataHandler = handler.text
    parser.CommentHandler = handler.aside
    parser.ProcessingInstructionHandler = lambda target, data: handler.aside(f"{target} {data}")
    parser.StartNamespaceDeclHandler = namespace
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _type_hearer(handler: Handler) -> Callable[[str, str | None, str | None, int], None]:
    def hear(_name: str, system: str | None, public: str | None, has_subset: int) -> None:
        if has_subset:
            raise UnreadError(Unread.BROKEN)
        for told in (public, system):
            if told and told not in _SVG_TYPES:
                handler.aside(told)

    return hear


def _guarded(names: Names, handler: Handler) -> tuple[Start, End]:
    """The handler's events with short names, and no deeper than `MAX_DEPTH`."""
    depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadError(Unread.BROKEN)
        if attributes:
            attributes = {names[key]: value for key, value in attributes.items()}
        handler.start(names[name], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(names[name])

    return start, end


def _parse(parser: XMLParserType, raw: bytes) -> None:
    try:
        parser.Parse(raw, True)  # noqa: FBT003 - expat's own signature
    except (ExpatError, LookupError, ValueError):  # the last two: an encoding nobody knows
        raise UnreadError(Unread.BROKEN) from None


def spend_marks(raw: bytes, budget: Budget, weight: int = 1) -> None:
    """
    Pay for the tags and attributes of a part, before anybody hears them: fifty megabytes of empty
    elements would keep expat busy for a minute. Raises `UnreadError` (TOO_LARGE).
    """
    spent = budget.spent.get(_SPENT, 0) + weight * (raw.count(b"<") + raw.count(b"="))
    budget.spent[_SPENT] = spent
    if spent > MAX_MARKS:
        raise UnreadError(Unread.TOO_LARGE)


def _refuse(*_: object) -> NoReturn:
    raise UnreadError(Unread.BROKEN)
