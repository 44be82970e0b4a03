"""
What macOS puts into archives beside each file and folder: AppleDouble (RFC 1740) with attributes,
and `.DS_Store` with how a folder is shown. Both hold words: names of files, comments, addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_APPLE_DOUBLE = b"\0\5\x16\7"
_FOLDER = b"\0\0\0\1Bud1"
_MOST = 1 << 18
"""Bytes; what is larger holds more than attributes, as a resource fork may."""
_HOLDS_FILE = re.compile(
    rb"%PDF-|PK\x03\x04|\x89PNG|\xff\xd8\xff|GIF8|[IM]{2}(?:\*\0|\0\*)|RIFF|\xd0\xcf\x11\xe0"
    rb"|7z\xbc\xaf\x27\x1c|Rar!|\x1f\x8b\x08|\xfd7zXZ|BZh[1-9]1AY|\x28\xb5\x2f\xfd|\x78\x9f\x3e\x22"
)
"""Pictures, documents and archives: such a member is read as a file, or refused."""
_WIDE = re.compile(rb"(?:[\0\1][\x20-\x7e\xa0-\xff]){3,}")
"""UTF-16BE, as Apple writes it; also U+0100 to U+01FF."""
_NARROW = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}")
_APPLES = re.compile(
    rb"com\.apple\.[\w.:#-]+|bplist00|Mac OS X|ATTR"
    rb"|This resource fork intentionally left blank"
)
_PATH = re.compile(rb"[/@ ]|\d{6}")
"""Words in a `.DS_Store` beside names and comments, which are wide; the others are its codes."""
_SHORT, _LONG = 0x50, 15
"""How a string of up to 14 letters begins, with its length; a longer one has it in a byte."""
_OWN_FOLDER = "__MACOSX/"


def told_of_mac_file(name: str, raw: bytes) -> str | None:
    """Name and words of such a file; None for any other, which must be read as what it is."""
    own = name.rpartition("/")[2]
    is_attributes = own.startswith("._") and raw.startswith(_APPLE_DOUBLE)
    is_folder = own == ".DS_Store" and raw.startswith(_FOLDER)
    if not (is_attributes or is_folder) or len(raw) > _MOST or _HOLDS_FILE.search(raw):
        return None
    runs = _NARROW.findall(_APPLES.sub(b"\0", raw))
    narrow = [run for run in runs if is_attributes or _PATH.search(run)]
    told = (
        without_own_folder(name).replace("._", ""),
        *(run.decode("utf-16-be") for run in _WIDE.findall(raw)),
        *(one.decode("utf-8", "replace") for run in narrow for one in _strings(run)),
    )
    return "\n".join(dict.fromkeys(told))


def _strings(run: bytes) -> Iterator[bytes]:
    """A run, and what it says without the lengths that a property list puts in front of strings."""
    yield run
    if run[0] == len(run) - 1:
        yield run[1:]
    at = 0
    while at < len(run) and 0 < (length := run[at] - _SHORT) < _LONG:
        yield run[at + 1 : at + 1 + length]
        at += 1 + length


def without_own_folder(name: str) -> str:
    """The name of a member without the folder in which macOS keeps what it adds."""
    return name.removeprefix(_OWN_FOLDER)
