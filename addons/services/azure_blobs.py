"""
How a browser or a program puts a file into Azure's storage: in one piece (Put Blob), or in blocks
that a list then joins (Put Block, Put Block List). https://learn.microsoft.com/rest/api/storageservices
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from addons.services.interface import (
    UnreadableError,
    UploadAct,
    UploadStep,
    WireRequest,
    WireResponse,
)
from addons.services.json_document import utf8
from addons.services.refusals import json_answer
from addons.services.upload_steps import place_of

_OF_BLOCKS: Final = {"comp", "blockid", "timeout"}
"""Fields of the address that a request for a block has beside those of its file."""
_MAX_NAME: Final = 300
"""Characters of a block's name with escapes; the storage takes 64 bytes, in base64."""
_MAX_LIST: Final = 512 * 1024
"""Bytes; more than a list of as many blocks needs as we keep of a file (`addons/pieces.py`)."""
_LIST: Final = re.compile(
    r"\ufeff?\s*(?:<\?xml[^<>]{0,100}\?>)?\s*<BlockList>((?:\s*<(?:Latest|Uncommitted)>"
    r"[A-Za-z0-9+/=]{1,100}</(?:Latest|Uncommitted)>)*+)\s*</BlockList>\s*",
    re.ASCII,
)
_NAMED: Final = re.compile(r"<(Latest|Uncommitted)>([A-Za-z0-9+/=]+)</\1>", re.ASCII)
_OF_THE_LIST: Final = {"content-md5", "x-ms-content-crc64"}
"""Check sums of the list itself."""


def blob_step(request: WireRequest) -> UploadStep:
    """Raises `UnreadableError` (`file`) for what is none of the three."""
    if "content-range" in request.headers:
        raise UnreadableError("file")
    fields = _fields(request)
    match fields.get("comp"):
        case None:
            file = place_of(request)
            return UploadStep(act=UploadAct.BYTES, file=file, documents=(request.body,))
        case "block" if _MAX_NAME >= len(fields.get("blockid", "")) > 0:
            return UploadStep(
                act=UploadAct.PIECE,
                file=place_of(_bare(request)),
                pieces=(unquote(fields["blockid"]),),
                documents=(request.body,),
            )
        case "blocklist":
            named = _named(request.body)
            return UploadStep(act=UploadAct.JOIN, file=place_of(_bare(request)), pieces=named)
        case _:
            raise UnreadableError("file")


def block_kept(request: WireRequest) -> WireResponse:
    """What the storage says to a block."""
    return replace(json_answer(request, 201, {}), body=b"")


def put_blob(request: WireRequest, body: bytes) -> WireRequest:
    """The list of blocks as the one request that puts `body`."""
    kept = {name: value for name, value in request.headers.items() if name not in _OF_THE_LIST}
    # The list itself is XML. What the file is, a header of its own says, or nobody.
    headers = {**kept, "content-type": "application/octet-stream", "x-ms-blob-type": "BlockBlob"}
    return replace(_bare(request), headers=headers, body=body)


def _fields(request: WireRequest) -> dict[str, str]:
    """Those that are about blocks, as they stand: another spelling of them is another file."""
    fields: dict[str, str] = {}
    for pair in request.path.partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        if name in fields:
            raise UnreadableError("file")
        fields[name] = value
    return fields


def _bare(request: WireRequest) -> WireRequest:
    """The same address without those fields: where the file was said to be put."""
    route, _, query = request.path.partition("?")
    kept = [pair for pair in query.split("&") if pair.partition("=")[0] not in _OF_BLOCKS]
    return replace(request, path=f"{route}?{'&'.join(kept)}" if kept else route)


def _named(body: bytes) -> tuple[str, ...]:
    text = utf8(body[: _MAX_LIST + 1])
    found = _LIST.fullmatch(text)
    if found is None:
        raise UnreadableError("file")
    return tuple(id_ for _, id_ in _NAMED.findall(found[1]))
