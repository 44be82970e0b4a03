"""
The same questions in the order in which the forms of the authorities ask them.

The forms themselves change; these are the sections that are known of them (domain rules 2.7 and
2.10). The words for the sections are in the texts.
"""

from __future__ import annotations

from typing import Final

from config.organisation import FormKind
from console.dossier.fields import FIELDS

type Sections = tuple[tuple[str, tuple[str, ...]], ...]


def _groups(*numbers: int) -> tuple[str, ...]:
    return tuple(field.name for field in FIELDS if field.group in numbers)


SECTIONS: Final[dict[FormKind, Sections]] = {
    FormKind.VTC: (
        ("who", _groups(1)),
        ("phase", _groups(2)),
        ("when", _groups(3, 4)),
        ("what", _groups(5, 6)),
        ("data", _groups(7, 8)),
        ("people", _groups(9)),
        ("before", _groups(10)),
        ("consequences", _groups(11)),
        ("measures", _groups(12)),
        ("told", _groups(13)),
        ("elsewhere", _groups(14, 15)),
    ),
    FormKind.GBA: (
        ("phase", _groups(2)),
        ("organisation", _groups(1)),
        ("processing", _groups(7)),
        ("timeline", _groups(3, 4)),
        ("nature", _groups(6, 5)),
        ("data", _groups(8)),
        ("people", _groups(9)),
        ("before", _groups(10)),
        ("consequences", _groups(11)),
        ("measures", _groups(12)),
        ("told", _groups(13)),
        ("cross_border", _groups(14)),
        ("annexes", _groups(15)),
    ),
}
"""Every field is in every form, once."""
