"""
What the tests of text-like formats share: reading a document as the product does, and archives.
"""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from policy.documents.interface import Contents, Limits, Part, Place, Unread, UnreadError
from policy.documents.reading import contents_of

OCR_TEXT = "op de foto: Jan Peeters"


def read(raw: bytes, **limits: int) -> Contents:
    return contents_of(raw, Limits(**limits), lambda _: OCR_TEXT)


def unread(raw: bytes, **limits: int) -> Unread:
    """Why `raw` is not read."""
    with pytest.raises(UnreadError) as caught:
        read(raw, **limits)
    return caught.value.reason


def outcome(raw: bytes, **limits: int) -> Unread | None:
    """Why `raw` is not read, or none where it is."""
    try:
        read(raw, **limits)
    except UnreadError as unread:
        return unread.reason
    return None


def told(contents: Contents, *parts: Part) -> list[str]:
    """The texts that stand in `parts`; all of them where none is named."""
    return [one.text for one in contents.pieces if not parts or one.place.part in parts]


def places(contents: Contents, text: str) -> list[Place]:
    """Where `text` stands, as a part of pieces."""
    return [one.place for one in contents.pieces if text in one.text]


def zipped(files: dict[str, bytes | str], compression: int = ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()
