"""
Small compound files (MS-CFB), and the projects of macros in them (MS-OVBA).
"""

import struct
from dataclasses import dataclass, field

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SECTOR, MINI = 512, 64
_MINI_CUTOFF = 4096


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    child: int = FREE
    right: int = FREE
    start: int = END
    below: list[int] = field(default_factory=list)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams; `/` in a path makes a storage."""
    entries = [_Entry("Root Entry", 5)]
    folders = {"": 0}
    for path, data in streams.items():
        *above, name = path.split("/")
        at = ""
        for part in above:
            parent, at = folders[at], f"{at}{part}/"
            if at not in folders:
                folders[at] = len(entries)
                entries[parent].below.append(len(entries))
                entries.append(_Entry(part, 1))
        entries[folders[at]].below.append(len(entries))
        entries.append(_Entry(name, 2, data))
    for entry in entries:
        for here, then in zip(entry.below, entry.below[1:], strict=False):
            entries[here].right = then
        entry.child = entry.below[0] if entry.below else FREE
    return _written(entries)


def _written(entries: list[_Entry]) -> bytes:
    sectors: list[bytes] = []
    fat: list[int] = []

    def put(data: bytes) -> int:
        first = len(sectors)
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        sectors.extend(pieces)
        fat.extend([*range(first + 1, first + len(pieces)), END])
        return first

    mini, mini_fat = b"", []
    for entry in entries:
        if entry.kind == 2 and len(entry.data) >= _MINI_CUTOFF:
            entry.start = put(entry.data)
        elif entry.kind == 2 and entry.data:
            entry.start = len(mini_fat)
            count = -(-len(entry.data) // MINI)
            mini_fat += [*range(entry.start + 1, entry.start + count), END]
            mini += entry.data.ljust(count * MINI, b"\0")
    entries[0].data = mini
    entries[0].start = put(mini) if mini else END
    mini_fat_at = put(struct.pack(f"<{len(mini_fat)}L", *mini_fat)) if mini_fat else END
    directory_at = put(b"".join(map(_directory_entry, entries)))
    fat_count = -(-(len(fat) + 1) // (SECTOR // 4 - 1))
    fat_at = len(sectors)
    fat += [FAT] * fat_count
    table = struct.pack(f"<{len(fat)}L", *fat).ljust(fat_count * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xLLLLLLLLL", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count, directory_at, 0,
                          _MINI_CUTOFF, mini_fat_at, 1, END, 0)  # fmt: skip
    listed = [*range(fat_at, fat_at + fat_count)]
    header += struct.pack("<109L", *listed, *[FREE] * (109 - len(listed)))
    return header + b"".join(sectors) + table


def _directory_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<64sHBB3L", name, len(name), entry.kind, 1, FREE, entry.right, entry.child)
    return head + b"\0" * 36 + struct.pack("<LQ", entry.start, len(entry.data))


def packaged(name: str, data: bytes) -> bytes:
    """The stream of a file that somebody dragged into a document ("Package")."""
    label = name.encode("cp1252") + b"\0"
    path = b"C:\\Users\\jan\\" + label
    body = b"\x02\0" + label + label + struct.pack("<HHL", 0, 3, len(path)) + path
    body += struct.pack("<L", len(data)) + data
    return struct.pack("<L", len(body)) + body


def compressed(text: bytes) -> bytes:
    """A container with literals only, and one copy at the end of each chunk that allows one."""
    container = b"\x01"
    for at in range(0, len(text), 3000):
        chunk = text[at : at + 3000]
        tokens = b"".join(b"\0" + chunk[part : part + 8] for part in range(0, len(chunk), 8))
        container += struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens
    return container


def macros(modules: dict[str, str]) -> bytes:
    """A project with these modules."""
    directory = struct.pack("<HLH", 3, 2, 1252) + struct.pack("<HL4sH", 9, 4, b"\0" * 4, 0)
    streams = {}
    for name, source in modules.items():
        encoded = name.encode("cp1252")
        directory += struct.pack("<HL", 0x1A, len(encoded)) + encoded
        directory += struct.pack("<HLL", 0x31, 4, 7)
        streams[f"VBA/{name}"] = b"CACHED!" + compressed(source.encode("cp1252"))
    directory += struct.pack("<HL", 0x10, 0)
    return compound({"VBA/dir": compressed(directory), **streams, "PROJECT": b'Name="Loonbeheer"'})
