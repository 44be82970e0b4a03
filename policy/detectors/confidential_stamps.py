"""
Markings in the form of a stamp, and sensitivity labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policy.detectors.families import Sheet, Trigger, Window
from policy.detectors.lexicon import Found, Terms
from policy.detectors.markings import PLAY
from policy.detectors.sentences import sentence

LABELS = Trigger(
    name="sensitivity-label",
    expression=r"msip_label_|sensitivity|gevoeligheid|classificat|vertrouwelijkheid|sensibilite",
    before=60,
    after=300,
)
_LABEL = re.compile(
    r"msip_label_[0-9a-f-]{8,40}_name\s?[=:]\s?[\"']?(?P<msip>[^\"';,\n]{2,60})"
    r"|(?<![a-z])(?:x-)?(?:sensitivity|gevoeligheid(?:slabel)?|classificatie(?:niveau)?"
    r"|classification|vertrouwelijkheid(?:sniveau|slabel)?|sensibilite|niveau de confidentialite)"
    r"(?: ?label| ?niveau)?\s?[:=]\s?[\"']?(?P<level>[a-z][^\"';\n\]\[.|]{2,60})"
)
_HARMLESS = re.compile(
    r"\s*(?:public|publiek|openbaar|normal|normaal|algemeen|general|geen|none|<)", re.IGNORECASE
)
_CLOSED = re.compile(
    r"vertrouw|geheim|intern|confid|restrict|beperk|secret|private|prive|persoonlijk|personal|"
    r"company|"
    r"gevoelig|sensitive|college|alleen|enkel|only|strikt|highly|board|diffusion|reserv|"
    r"(?:^|c|niveau |level |klasse )[3-5](?![0-9]|\s*[%.,])"
)
"""What a level says that is not for everybody; a list of birds is a classification too."""
_NO_STAMP = re.compile(r"\s{0,2}(?:area|access|parking|zone|entry)\b")
_DUTY = re.compile(r"(?:beroeps|ambts)geheim|secret professionnel")
"""A duty and a subject of lessons; a stamp in capitals only."""
_AROUND = re.compile(r"[\s\"'\[\]()<>*_#=|~:!/.,-]*")
_REST_OF_STAMP = re.compile(
    r"[\s\"'\[\]()<>*_#=|~:!/.,-]*(?:(?:tot|jusqu|until|p\.|pag|pagina|page|versie|v\.|d\.d\.|dd|"
    r"datum|concept|"
    r"draft|ontwerp|document|nota|alleen|enkel|only|uniquement|college|voor|[0-9])[^\n]{0,50})?"
)
_LINE = 90
_IS_NAME = re.compile(r"_|\s?=|\"\s?:")
_QUOTED = "\"'[(|*#-"
_SUBJECT = re.compile(
    r"(?:onderwerp|betreft|betr\.?|subject|objet|concerne|re|fwd?|tr|status|titel|koptekst|"
    r"voettekst|header|footer|watermerk)\s?[:=-]\s*$"
)


@dataclass(frozen=True)
class Stamps:
    """The words of markings, the firm ones, and the words that ask about a marking."""

    words: Terms
    firm: Terms
    questions: Terms

    def find(self, sheet: Sheet, words: Iterable[Found], firm: Iterable[Found]) -> Iterator[Found]:
        """Those of the `words` and the `firm` ones in a text that are stamps."""
        for found in words:
            if self._is_stamp(sheet, found):
                yield found
        for found in firm:
            if not self._is_asked(sheet, found):
                yield found

    def _is_asked(self, sheet: Sheet, found: Found) -> bool:
        return self.questions.is_in(sheet, *sentence(sheet.lowered, found.start, found.end))

    def _is_stamp(self, sheet: Sheet, found: Found) -> bool:
        if _is_other(sheet, found):
            return False
        text = sheet.folded[found.start : found.end]
        begin = sheet.folded.rfind("\n", 0, found.start) + 1
        stop = sheet.folded.find("\n", found.end)
        line_end = len(sheet.folded) if stop < 0 else stop
        if text.isupper():
            return not self.questions.is_in(sheet, begin, line_end)
        alone_before = _AROUND.fullmatch(sheet.folded, begin, found.start) is not None
        rest = _REST_OF_STAMP.fullmatch(sheet.lowered, found.end, line_end)
        if alone_before and rest is not None and line_end - begin <= _LINE:
            return line_end < len(sheet.folded) or begin > 0  # a line of its own, not the prompt
        asked = self._is_asked(sheet, found)
        if _SUBJECT.search(sheet.before(found.start, 20)):
            return not asked
        return not asked and self._is_framed(sheet, found)

    @staticmethod
    def _is_framed(sheet: Sheet, found: Found) -> bool:
        """`[vertrouwelijk]`, `"Vertrouwelijk: …`: capital, and set apart from the sentence."""
        before = sheet.folded[max(0, found.start - 2) : found.start].strip()
        after = sheet.folded[found.end : found.end + 2].strip()
        is_capital = sheet.folded[found.start].isupper()
        return is_capital and before[-1:] in set(_QUOTED) and after[:1] in set("]):-|*\"'")


def _is_other(sheet: Sheet, found: Found) -> bool:
    """The name of a setting (`CLIENT_SECRET=...`), a game, a sign at a door, a subject."""
    text = sheet.folded[found.start : found.end]
    return bool(
        _IS_NAME.match(sheet.folded, found.end)
        or sheet.before(found.start, 1) in {"_", "$"}
        or PLAY.search(sheet.around(found.start, found.end, 250))
        or _NO_STAMP.match(sheet.lowered, found.end)
        or (not text.isupper() and _DUTY.fullmatch(text.lower()))
    )


def labels(sheet: Sheet, windows: Iterable[Window]) -> Iterator[Found]:
    """The names of sensitivity labels that say "not public"."""
    for window in windows:
        for found in _LABEL.finditer(sheet.lowered, window.start, window.end):
            group = "msip" if found["msip"] else "level"
            value = found[group].rstrip()
            if not _HARMLESS.match(value) and (found["msip"] or _CLOSED.search(value)):
                yield Found(found.start(group), found.start(group) + len(value))
