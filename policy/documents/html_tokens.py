"""
HTML cut into tags, text and comments, as browsers cut it (HTML Living Standard, 13.2.5).

Not the standard library's parser: it takes quadratic time for some input, and what it does not
understand it drops. Here every character ends up in a token.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from policy.documents.words import words

ELEMENTS = words(
    """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big
    blink blockquote body br button canvas caption center cite code col colgroup data datalist dd
    del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame
    frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend
    li link main map mark marquee math menu meta meter nav nobr noembed noframes noscript object ol
    optgroup option output p param picture plaintext pre progress q rp rt ruby s samp script search
    section select slot small source span strike strong style sub summary sup table tbody td
    template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
    circle clippath defs desc ellipse filter foreignobject g image line lineargradient marker mask
    metadata path pattern polygon polyline radialgradient rect stop svg symbol text textpath tspan
    use
    """
)
"""Names that say nothing about a document's contents."""
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_TAG_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
_ATTRIBUTE = re.compile(
    r"[\s/]*([^\s/>][^\s/>=]*)"
    r"(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'][^\s>]*)|([\"'])))?"
)
_TAG_END = re.compile(r"[\s/]*>")
_COMMENT_END = re.compile(r"--!?>")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp"})
"""Elements in which tags are text, up to their own end tag."""
_ESCAPABLE = frozenset({"textarea", "title"})
_NUMBER = re.compile(r"&#0*([0-9]{8,}|[xX]0*[0-9a-fA-F]{7,});?")


class Kind(Enum):
    TEXT = auto()
    SOURCE = auto()
    """Text of a script or a style sheet."""
    START = auto()
    END = auto()
    COMMENT = auto()


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    """What it says, or the name of a tag as it is written."""
    attributes: tuple[tuple[str, str], ...] = ()


def tokens_of(markup: str) -> Iterator[Token]:
    """The tokens of `markup` in order; never fails, and takes time as long as the text."""
    at = 0
    while at < len(markup):
        found = _OPENING.search(markup, at)
        stop = found.start() if found else len(markup)
        if stop > at:
            yield Token(Kind.TEXT, unescaped(markup[at:stop]))
        if found is None:
            return
        token, at = _marked(markup, stop)
        yield token
        if token.kind is Kind.START and (name := token.text.lower()) in _RAW:
            text, at = _until_end_tag(markup, at, name)
            if text:
                yield _inner(name, text)


def unescaped(text: str) -> str:
    """`text` with its character references resolved."""
    if "&" not in text:
        return text
    # Python refuses to count as far as some of these numbers go; no character has them.
    return html.unescape(_NUMBER.sub("\ufffd", text))


def _inner(name: str, text: str) -> Token:
    if name in _ESCAPABLE:
        return Token(Kind.TEXT, unescaped(text))
    return Token(Kind.TEXT if name == "xmp" else Kind.SOURCE, text)


def _marked(markup: str, at: int) -> tuple[Token, int]:
    """The token that starts with `<` at `at`, and where the next one starts."""
    if markup.startswith("<!--", at):
        end = _COMMENT_END.search(markup, at + 2)  # `<!-->` is a comment too
        inner = markup[at + 4 : max(at + 4, end.start()) if end else len(markup)]
        return Token(Kind.COMMENT, inner), end.end() if end else len(markup)
    if name := _TAG_NAME.match(markup, at):
        return _tag(markup, name)
    if markup.startswith("</", at) and not markup.startswith("</>", at):
        return _bogus(markup, at, 2)
    if markup[at + 1] in "!?":
        return _bogus(markup, at, 2)
    return Token(Kind.TEXT, markup[at : at + 2]), at + 2


def _bogus(markup: str, at: int, skip: int) -> tuple[Token, int]:
    end = markup.find(">", at)
    end = len(markup) if end < 0 else end
    return Token(Kind.COMMENT, markup[at + skip : end]), end + 1


def _tag(markup: str, name: re.Match[str]) -> tuple[Token, int]:
    kind = Kind.END if markup.startswith("</", name.start()) else Kind.START
    at = name.end()
    attributes = []
    while (end := _TAG_END.match(markup, at)) is None:
        found = _ATTRIBUTE.match(markup, at)
        if found is None or found[5]:  # nothing closes it: all that is left is text
            return Token(Kind.TEXT, unescaped(markup[name.start() :])), len(markup)
        value = next((group for group in found.groups()[1:] if group is not None), "")
        attributes.append((found[1], unescaped(value)))
        at = found.end()
    return Token(kind, name[1], tuple(attributes)), end.end()


def _until_end_tag(markup: str, at: int, name: str) -> tuple[str, int]:
    end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(markup, at)
    stop = end.start() if end else len(markup)
    return markup[at:stop], stop
