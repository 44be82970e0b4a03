"""
E-mail addresses that are spelled so that no machine should see them, in their ordinary form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detectors.context import word_set
from policy.detectors.families import Trigger
from policy.detectors.rewriting import Edit

_AT_WORD = (
    r"apenstaar(?:t|tje|tjes)|apestaar(?:t|tje)|aapje|slingeraap|at[- ]teken|at[- ]sign|arobase?"
    r"|arobas|a[- ]commercial|a rond|at|chez|bij|a|@"
)
_SURE = (
    r"apenstaar(?:t|tje|tjes)|apestaar(?:t|tje)|aapje|slingeraap|at[- ]teken|at[- ]sign|arobase?"
    r"|arobas|a[- ]commercial"
)
_OPEN, _CLOSE = r"[\[({<\"'*_\-|~/#]{1,3}", r"[\])}>\"'*_\-|~/#]{1,3}"
TRIGGER = Trigger(
    name="disguises.spelled-mail",
    expression=(
        rf"{_SURE}|[\[({{<\"'*_\-|~/#] ?(?:at|a|bij|chez|@) ?[\])}}>\"'*_\-|~/#]"
        r"|(?-i:[a-z0-9]AT[a-z])|[a-z0-9]{2} (?:at|chez|bij) [a-z0-9\-]{2,40} ?[.\[({]"
        r"|[a-z0-9]@ | @[ a-z0-9]|[a-z0-9]@[a-z0-9\-]{1,40}[ ,(\[{<]"
    ),
    before=0,
    after=0,
    once=True,
)
_DOT = (
    rf"(?: ?{_OPEN} ?(?:dot|punt|point|stip|\.) ?{_CLOSE} ?| (?:dot|punt|point|stip) "
    r"|(?-i:(?<=[a-z0-9])DOT(?=[a-z]))| ?\. ?)"
)
_DASH = (
    r"(?: (?:liggend streepje|laag streepje|underscore|tiret bas|streepje|koppelteken|tiret|dash"
    r"|hyphen) )"
)
_AT = (
    rf"(?P<wrapped> ?{_OPEN} ?(?:{_AT_WORD}) ?{_CLOSE} ?)|(?P<word> (?:{_SURE}) )"
    r"|(?P<glued>(?-i:(?<=[a-z0-9])AT(?=[a-z])))|(?P<sign> ?@ ?)|(?P<bare> (?:at|chez|bij) )"
)
_FROM_AT = re.compile(
    rf"(?:{_AT})(?P<domain>[a-z0-9][a-z0-9-]{{0,40}}(?:(?:{_DOT}|,)[a-z][a-z0-9-]{{1,40}}){{1,4}})"
    r"(?![a-z0-9])",
    re.ASCII | re.IGNORECASE,
)
_LOCAL = re.compile(
    rf"(?<![\w.@])[a-z0-9]\w{{0,40}}(?:(?:{_DOT}|{_DASH}|[-+.])\w{{1,40}}){{0,4}}$",
    re.ASCII | re.IGNORECASE,
)
_REACH = 90
"""Characters before the sign that may belong to the address."""
_DOT_ONLY = re.compile(_DOT, re.ASCII | re.IGNORECASE)
_TOP_LEVEL = word_set(
    "be brussels com de edu eu fr gov info io lu net nl org uk vlaanderen ua pl ro it es pt"
)
_PROVIDER = re.compile(
    r"(?:telenet|gmail|googlemail|hotmail|outlook|live|msn|skynet|proximus|yahoo|ymail|icloud"
    r"|scarlet|pandora|voo|belgacom|proton|protonmail|gmx|ziggo|kpn|edpnet)\."
)


def edits(folded: str, plain: str) -> Iterator[Edit]:
    """Each spelled address in its ordinary form."""
    del plain
    end = 0
    for found in _FROM_AT.finditer(folded):
        domain = _joined(found["domain"]).replace(",", ".")
        if not found["wrapped"] and domain.rpartition(".")[2] not in _TOP_LEVEL:
            continue
        low = max(end, found.start() - _REACH)
        local = _LOCAL.search(folded[low : found.start()])
        if local is not None and _is_told(found, _joined(local[0]), domain):
            end, start = found.end(), low + local.start()
            new = f"{_joined(local[0])}@{domain}"
            if new != folded[start:end].lower():
                yield start, end, new


def _is_told(found: re.Match[str], local: str, domain: str) -> bool:
    """Whether it is an address: "your account at gmail.com" is none."""
    if found["bare"]:
        return re.search(r"[._0-9]", local) is not None and _PROVIDER.match(domain) is not None
    return True


def _joined(text: str) -> str:
    text = re.sub(r" (?:liggend streepje|laag streepje|underscore|tiret bas) ", "_", text.lower())
    text = re.sub(r" (?:streepje|koppelteken|tiret|dash|hyphen) ", "-", text)
    return _DOT_ONLY.sub(".", text)
