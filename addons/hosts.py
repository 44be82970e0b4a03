"""
Host names in one canonical form, so that no spelling of a name escapes the catalogue.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address

import idna

_MAX_NAME = 253  # RFC 1035, 2.3.4
_MAX_KNOWN = 300
"""Characters of a spelling that is remembered: a thousand dots may follow a name."""
_MOST_KNOWN = 4096


class HostNameError(ValueError):
    """Not the name of a host; the message does not repeat it."""


def canonical(host: str) -> str:
    """
    `host` in lower case, in ASCII (IDNA 2008 with UTS 46 mapping), without port-like brackets,
    trailing dots or zone. Addresses come back in their shortest form.

    Raises `HostNameError` for anything that cannot be a host.
    """
    return _known(host) if len(host) <= _MAX_KNOWN else _canonical(host)


def _canonical(host: str) -> str:
    name = host.strip().removeprefix("[").removesuffix("]").rstrip(".").lower()
    if not name or len(name) > _MAX_NAME:
        raise HostNameError("empty or too long")
    try:
        return ip_address(name.partition("%")[0]).compressed
    except ValueError:
        pass
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii").lower()
        except idna.IDNAError:
            raise HostNameError("not an internationalised name") from None
    if not all(char.isalnum() or char in "-._" for char in name) or ".." in name:
        raise HostNameError("characters that no host name has")
    return name


_known = lru_cache(maxsize=_MOST_KNOWN)(_canonical)


def split_authority(authority: str) -> tuple[str, int | None]:
    """
    The canonical host and the port of `authority` (RFC 9110, 7.2). Raises `HostNameError`.
    """
    return _known_split(authority) if len(authority) <= _MAX_KNOWN else _split(authority)


def _split(authority: str) -> tuple[str, int | None]:
    text = authority.strip()
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]") or (":" in host and not host.startswith("[")):
        return canonical(text), None
    if not port:
        return canonical(host), None  # RFC 3986, 3.2.3: the port may be empty
    if not port.isascii() or not port.isdigit() or int(port) > 65535:  # noqa: PLR2004 -- RFC 793
        raise HostNameError("not a port")
    return canonical(host), int(port)


_known_split = lru_cache(maxsize=_MOST_KNOWN)(_split)


def is_address(name: str) -> bool:
    """Whether a canonical `name` is an IP address rather than a name."""
    return _known_address(name) if len(name) <= _MAX_KNOWN else _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


_known_address = lru_cache(maxsize=_MOST_KNOWN)(_is_address)
