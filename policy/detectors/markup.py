"""
Marks of Markdown, HTML, programs and page breaks inside a name, a number or a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detectors.context import word_set
from policy.detectors.escapes import spread
from policy.detectors.families import Trigger
from policy.detectors.rewriting import Edit

TRIGGERS = (
    Trigger(
        name="disguises.markup",
        expression=(
            r"\]\([^ ]|<[/!]?[a-z]"
            r"|[\"'][ \t]{0,2}(?:[+&.]|\|\|)[ \t]{0,2}[\"']|[\"'] {0,2}[,;] {0,2}[\"'] {0,2}[\"']"
            r"|[a-z]-[ \t]{0,3}\r?\n[ \t>]{0,6}[a-z]|\n[ \t]{0,3}>|[a-z]\+[a-z0-9]|[0-9]\+[a-z]"
            r"|(?:concat|join|samenvoegen)[a-z]{0,8} {0,2}\(|=[0-9A-F]{2}=[0-9A-F]{2}"
            r"|[a-z]=\r?\n[a-z]"
        ),
        before=0,
        after=0,
        once=True,
    ),
    Trigger(
        name="disguises.emphasis",
        expression=(
            r"[A-Za-z0-9][*_~`]{1,6}[ .,\-/]{0,3}[*_~`A-Z0-9]|[a-z]_[a-z]"
            r"|(?:^|[^A-Za-z0-9_])_{1,2}[A-Za-z]"
            r"|[A-Za-z0-9][ .,\-/]{1,2}[*_~`]{1,6}[A-Z0-9]|[a-z][*~`]{1,6}[a-z]"
        ),
        caseless=False,
        before=0,
        after=0,
        once=True,
    ),
)
_JOINT = r"[ \t]{0,2}(?:[+&.]|\|\|)[ \t]{0,2}"
_QUOTED = r"(?:\"[^\"\n]{0,60}\"|'[^'\n]{0,60}')"
_PIECE = re.compile(
    r"(?P<link>!?\[(?P<text>[^\[\]\n]{1,60})\]\([^()\s]{0,200}\))"
    r"|<!--.{0,80}?-->|</?(?P<tag>[a-z][a-z0-9]{0,9})(?:\s[^<>]{0,200})?/?>"
    rf"|(?P<chain>{_QUOTED}(?:{_JOINT}{_QUOTED}){{1,20}})"
    r"|(?P<glue>[\"'][ \t]{0,2}(?:[+&.]|\|\|)[ \t]{0,2}[\"'])"
    r"|(?P<hyphen>(?<=[a-z])-[ \t]{0,3}\r?\n[ \t>]{0,6}(?=[a-z]))"
    r"|(?P<quote>[ \t]{0,3}\n[ \t]{0,3}>[ \t>]{0,6})"
    r"|(?P<plus>(?<![^\s=&?/\"'(,;:])[\w.'-]{1,40}(?:\+[\w.,'-]{1,40}){1,20})"
    r"|(?P<soft>(?<=[A-Za-z])=\r?\n(?=[A-Za-z]))|(?P<printable>(?:=[0-9A-F]{2}){2,})"
    r"|(?P<call>(?:concat|join|samenvoegen)[a-z]{0,8} {0,2}\([^()\n]{0,200}\))"
    r"|(?P<marks>[*_~`]{1,6})",
    re.IGNORECASE | re.ASCII,
)
_INLINE = word_set(
    """
    a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike
    strong sub sup tt u var wbr
    """
)
_BLOCK = word_set(
    """
    article aside body br caption center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr
    img label legend li main nav ol option p pre section table tbody td tfoot th thead tr ul
    """
)
_LETTER_PLUS = re.compile(r"[A-Za-z]\+[A-Za-z0-9]|[0-9]\+[A-Za-z]")
_WORD_BEFORE = re.compile(r"[A-Za-z0-9]+$")
_JOINED = re.compile(rf"[\"']{_JOINT}[\"']")
_LISTED = re.compile(r"[\"'] {0,2}[,;] {0,2}[\"']")


def edits(folded: str, plain: str) -> Iterator[Edit]:
    """Takes marks out; where they stood between two words a space stays."""
    del plain
    for found in _PIECE.finditer(folded):
        yield from _edits(found, folded)


def _edits(found: re.Match[str], folded: str) -> Iterator[Edit]:
    start, end = found.span()
    match found.lastgroup:
        case "link" | "text":
            yield start, found.start("text"), ""
            yield found.end("text"), end, ""
        case "tag":
            yield from _untagged(found)
        case "chain":
            yield from _unquoted(found, folded)
        case "call":
            yield from ((*listed.span(), "") for listed in _LISTED.finditer(folded, start, end))
        case "marks":
            yield from _unmarked(found, folded)
        case "quote":
            yield start, end, "\n"
        case "plus":
            yield from _spaces_for_plus(found)
        case "printable":
            yield from _printable(found)
        case _:
            yield start, end, ""


def _untagged(found: re.Match[str]) -> Iterator[Edit]:
    tag = found["tag"].lower()
    if tag in _INLINE or tag in _BLOCK:
        yield *found.span(), "" if tag in _INLINE else " "


def _unquoted(found: re.Match[str], folded: str) -> Iterator[Edit]:
    """Quoted pieces without their quotes and without what joins them."""
    start, end = found.span()
    yield start, start + 1, ""
    for joint in _JOINED.finditer(folded, start + 1, end - 1):
        yield *joint.span(), ""
    yield end - 1, end, ""


def _unmarked(found: re.Match[str], folded: str) -> Iterator[Edit]:
    start, end = found.span()
    before = _WORD_BEFORE.search(folded[max(0, start - 20) : start])
    new = _between(before[0] if before else "", found[0], folded[end : end + 1])
    if new is not None:
        yield start, end, new


def _spaces_for_plus(found: re.Match[str]) -> Iterator[Edit]:
    if _LETTER_PLUS.search(found[0]):
        for plus in re.finditer(r"\+", found[0]):
            yield found.start() + plus.start(), found.start() + plus.end(), " "


def _printable(found: re.Match[str]) -> Iterator[Edit]:
    """Quoted-printable, as in the source of a mail."""
    return spread(found.start(), 3, bytes.fromhex(found[0].replace("=", "")))


def _between(before: str, marks: str, after: str) -> str | None:
    """
    What marks leave behind between a word and a character; None where they are no emphasis, as in
    `3 * 4`, `MAX_SIZE` and `Names_export`.
    """
    if not (before and after.isalnum()):
        return "" if before or after.isalnum() else None
    if before[-1].islower() and after.isupper():
        return " "
    if marks == "_":
        return " " if before.islower() and after.islower() else None
    return ""
