"""
Which `Host` headers we answer to: addresses, our own names, and short names of the local network.

A browser may ask for the PAC file by any address of this machine, so addresses are all fine. Other
people's domain names are not: the PAC file repeats the name that it was asked by.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from console.portal import portal_of

_LOCAL_DOMAINS = (".local", ".lan", ".home", ".internal", ".intranet", ".home.arpa")
"""Names that no public domain can carry (RFC 6762, RFC 8375; and by common use)."""


def asked_host(request: HttpRequest) -> str:
    """The name or address by which the client asked, without port and brackets."""
    authority = urlsplit(f"//{request.get_host()}")
    return (authority.hostname or "").rstrip(".")


def is_known(host: str, own: frozenset[str]) -> bool:
    """Whether `host` may be us, given the names that are surely ours (`own`, in lower case)."""
    if host in own or "." not in host.removesuffix("."):
        return bool(host)
    if host.endswith(_LOCAL_DOMAINS) or host.startswith("wpad."):
        return True
    # The machine's short name, with any domain that the network appends.
    if host.partition(".")[0] in own:
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class KnownHost:
    """Django middleware: other names are refused with a hint for the administrator."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            known = is_known(asked_host(request), portal_of(request).own_names)
        except (DisallowedHost, ValueError):
            known = False
        if known:
            return self._get_response(request)
        return HttpResponse(
            "This portal does not go by that name. Administrators: set PROMPTWACHT_PORTAL_URL "
            "to the address that people use.\n",
            status=400,
            content_type="text/plain; charset=utf-8",
        )
