"""
Sensitivity labels (Microsoft Purview): which are in force, and what they are called.

A label is a set of properties `MSIP_Label_<GUID>_Enabled`, `..._Name`, `..._SiteId` and so on, the
same in an office file, the Info of a PDF and the mail header `msip_labels` (learn.microsoft.com,
"Microsoft Information Protection SDK - Metadata"). An office file may also have a part
`docMetadata/LabelInfo.xml` (MS-OFFCRYPTO 2.6.3); where it is there, the properties are not
believed. It knows no names, so those come from the properties after all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from policy.documents.interface import Budget
from policy.documents.xml_reader import Attributes, Names, read_xml

_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_PROPERTY = re.compile(rf"/?MSIP_Label_(?P<guid>{_GUID})_(?P<key>\w+)")
_MACHINE_KEYS = frozenset(
    {"Enabled", "SetDate", "Method", "SiteId", "ActionId", "ContentBits", "Tag"}
)
_MACHINE_VALUE = re.compile(r"[\w:.,+\-{} ]{0,80}")
_NO = frozenset({"false", "0", "no", "off"})
_YES = frozenset({"true", "1", "yes", "on"})


def labels_in_force(properties: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """
    The labels among a document's own properties: the GUID, and behind it the name if one is told.

    A label that says `Enabled=false` does not count; one that does not say counts.
    """
    return tuple(
        _told(guid, label)
        for guid, label in _labels(properties).items()
        if label.get("Enabled", "true").strip().lower() not in _NO
    )


def labels_of_office_file(
    label_info: bytes | None, properties: Iterable[tuple[str, str]], budget: Budget
) -> tuple[str, ...]:
    """The labels of an office file. Raises `UnreadError` (BROKEN) for a part that is no XML."""
    if label_info is None:
        return labels_in_force(properties)
    names = {guid: _told(guid, label) for guid, label in _labels(properties).items()}
    info = _LabelInfo()
    read_xml(label_info, budget, Names({}, ()), info)
    return tuple(names.get(guid, guid) for guid in info.in_force)


def is_label_property(name: str, value: str) -> bool:
    """Whether a property is a label's, with nothing in it that somebody wrote."""
    if (found := _PROPERTY.fullmatch(name)) is None:
        return False
    if found["key"] == "Name":
        return True  # told as a label, or of a label that is off
    return found["key"] in _MACHINE_KEYS and bool(_MACHINE_VALUE.fullmatch(value))


def _told(guid: str, label: Mapping[str, str]) -> str:
    return f"{guid} {label.get('Name', '').strip()}".rstrip()


def _labels(properties: Iterable[tuple[str, str]]) -> Mapping[str, Mapping[str, str]]:
    labels: dict[str, dict[str, str]] = {}
    for name, value in properties:
        if found := _PROPERTY.fullmatch(name):
            labels.setdefault(found["guid"].lower(), {})[found["key"]] = value
    return labels


class _LabelInfo:
    """Hears `clbl:labelList`: `<label id enabled method siteId contentBits removed/>`."""

    def __init__(self) -> None:
        self.in_force: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name.rpartition(":")[2] != "label":
            return
        removed = attributes.get("removed", "0").strip().lower() in _YES
        enabled = attributes.get("enabled", "1").strip().lower() not in _NO
        if enabled and not removed:
            self.in_force.append(attributes.get("id", "").strip().strip("{}").lower())

    # Whatever else is in the part is read with all other parts.
    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...

    def aside(self, data: str) -> None: ...
