"""
Zip archives of files: every member, one level deeper, and its path.
"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from policy.documents.collector import Collector
from policy.documents.interface import Budget, Contents, Format, Nested, Part, Place
from policy.documents.mac_files import told_of_mac_file, without_own_folder
from policy.documents.members import Members
from policy.documents.package import Package


def read_zip(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All that is in an archive. Raises `UnreadError`, also for what one member is."""
    collector = Collector(budget)
    package = Package(raw, budget)
    for note in package.notes:
        collector.add(note, Place(part=Part.PROPERTY))
    with ZipFile(BytesIO(raw)) as archive:  # as careful as the package was
        for name in archive.namelist():
            if name.endswith("/"):
                collector.add(without_own_folder(name), Place(part=Part.ATTACHMENT))
    members = Members(collector, budget, nested)
    for name in package.names:
        raw = package.read(name)
        if (told := told_of_mac_file(name, raw)) is None:
            members.add(name, raw)
        else:
            collector.add(told, Place(part=Part.PROPERTY))
    return Contents(format=Format.ZIP, pieces=tuple(collector.pieces))
