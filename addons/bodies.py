"""
Request bodies without their content encoding, and never more of them than we can bear.
"""

from __future__ import annotations

import zlib

import brotli
import zstandard

from addons.services.interface import UnreadableError

_CHUNK = 64 * 1024
_SIP = 4 * 1024
"""Encoded bytes that are decoded at a time: of a bomb's first sip at most some MB come out."""
_ZSTD_CRUMB = 256
_PLAIN = {"", "identity"}
_QUICK = 8 * 1024
"""Encoded bytes of which at most some 1.6 MB can come."""
_MAX_RATIO = 200
"""Decoded bytes for each encoded one; JSON of real prompts stays below 20."""
_BEFORE_RATIO = 4 * 1024 * 1024
"""Decoded bytes of which nobody asks out of how many they came: text may begin with a desert."""


def takes_a_while(raw: bytes, encoding: str) -> bool:
    """Whether decoding may take milliseconds, in which others want an answer."""
    return len(raw) > _QUICK and encoding.strip().lower() not in _PLAIN


DISGUISES = frozenset(
    {
        "stacked-content-encoding",
        "unknown-content-encoding",
        "broken-content-encoding",
        "decompression-bomb",
        "repeated-header",
        "trailers",
    }
)
"""
Reasons for which a body cannot be read that no honest client gives: whoever sends such a body
means it to be read by the service, and not on the way.
"""


def decoded(raw: bytes, encoding: str, limit: int) -> bytes:
    """
    `raw` without its one content encoding (RFC 9110, 8.4).

    Raises `UnreadableError` for stacked or unknown encodings, for broken data, and as soon as
    more than `limit` bytes, or an absurd multiple of the input, would come out.
    """
    name = encoding.strip().lower()
    if name in _PLAIN:
        if len(raw) > limit:
            raise UnreadableError("body-too-large")
        return raw
    limit = min(limit, max(len(raw) * _MAX_RATIO, _CHUNK))
    try:
        decoder = _DECODERS[name]
    except KeyError:
        raise UnreadableError("unknown-content-encoding") from None
    try:
        return decoder(raw, limit)
    except (zlib.error, brotli.error, zstandard.ZstdError):
        raise UnreadableError("broken-content-encoding") from None


def _inflate(raw: bytes, limit: int, window: int) -> bytes:
    stream = zlib.decompressobj(window)
    body = bytearray()
    for start in range(0, len(raw), _SIP):
        if stream.eof:
            break  # and something lies behind it
        body += stream.decompress(raw[start : start + _SIP], limit + 1)
        if len(body) > _so_far(start + _SIP, limit):
            raise UnreadableError("decompression-bomb")
    if not stream.eof or stream.unused_data or start + _SIP < len(raw):
        raise UnreadableError("broken-content-encoding")
    return bytes(body)


def _gzip(raw: bytes, limit: int) -> bytes:
    return _inflate(raw, limit, 16 + zlib.MAX_WBITS)


def _deflate(raw: bytes, limit: int) -> bytes:
    try:
        return _inflate(raw, limit, zlib.MAX_WBITS)
    except zlib.error:
        # Some clients send the bare stream under this name; servers accept both.
        return _inflate(raw, limit, -zlib.MAX_WBITS)


def _brotli(raw: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    body = bytearray()
    for start in range(0, len(raw), _SIP):
        piece = stream.process(raw[start : start + _SIP], output_buffer_limit=_CHUNK)
        # It may have taken in all of that and still have more to say.
        while piece or not stream.can_accept_more_data():
            body += piece
            if len(body) > _so_far(start + _SIP, limit):
                raise UnreadableError("decompression-bomb")
            piece = stream.process(b"", output_buffer_limit=_CHUNK)
    if not stream.is_finished():
        raise UnreadableError("broken-content-encoding")
    return bytes(body)


def _zstd(raw: bytes, limit: int) -> bytes:
    # The stream object bounds its input only, so it is fed crumbs: at most 128 KB come out of
    # one block of four bytes (RFC 8878, 3.1.1.2). A frame's window is bounded likewise.
    stream = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024).decompressobj()
    body = bytearray()
    for start in range(0, len(raw), _ZSTD_CRUMB):
        if stream.eof:
            raise UnreadableError("broken-content-encoding")
        body += stream.decompress(raw[start : start + _ZSTD_CRUMB])
        if len(body) > _so_far(start + _ZSTD_CRUMB, limit):
            raise UnreadableError("decompression-bomb")
    if not stream.eof or stream.unused_data:
        raise UnreadableError("broken-content-encoding")
    return bytes(body)


def _so_far(consumed: int, limit: int) -> int:
    """Bytes that may have come out of the first `consumed` ones."""
    return min(limit, max(_BEFORE_RATIO, consumed * _MAX_RATIO))


_DECODERS = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
