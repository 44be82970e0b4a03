"""
Steps of uploads that many services have in common.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from addons.services.interface import Reading, UploadAct, UploadStep, WireRequest
from addons.services.json_document import JsonDocument
from addons.services.walker import Walker

_WALKER = Walker()


def common_step(request: WireRequest) -> UploadStep:
    """
    A step of which nobody knows the service's own form: whole files in a form, in base64 or as the
    body, with all text beside them. Raises `UnreadableError`, also for a stretch of a file.
    """
    reading = _WALKER.read(request)
    act = UploadAct.BYTES if reading.documents else UploadAct.OTHER
    return UploadStep(act=act, parts=reading.parts, documents=reading.documents)


def announcement(reading: Reading, size: object) -> UploadStep:
    """A step that says which file will come; a `size` that is no number is not believed."""
    return UploadStep(
        act=UploadAct.ANNOUNCE,
        parts=reading.parts,
        documents=reading.documents,
        size=size if isinstance(size, int) and not isinstance(size, bool) else None,
    )


def place_of(request: WireRequest) -> str:
    """
    The URL of a request, by which its upload is known. Without escapes: browsers write some of
    them anew.
    """
    return f"{request.host}{unquote(request.path)}"


def place_at(url: str) -> str:
    """What `place_of` says of a request to `url`; empty for what is no address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return unquote(f"{host}{parts.path}?{parts.query}" if parts.query else f"{host}{parts.path}")


def in_object(document: JsonDocument | None, name: str) -> object:
    """The member `name` of an object; None where there is no such thing."""
    value = document.value if document else None
    return value.get(name) if isinstance(value, dict) else None
