"""
What the values of settings must look like. No message repeats a value: it may hold a password.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from cryptography.x509 import load_pem_x509_certificates

_EMAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;]+")
_EVERYBODYS = re.compile(r"^/(?:common|organizations|consumers)(?:/|$)", re.IGNORECASE)
"""Issuers of Microsoft's that vouch for no organisation."""
_MAX_PEM = 4 * 1024 * 1024


def split_commas(value: Any) -> Any:
    """A list written as `a, b` in the environment, or as a list in YAML."""
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def network(value: Any) -> IPv4Network | IPv6Network:
    """A network such as 10.0.0.0/8. Raises `ValueError` also where host bits are set."""
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    try:
        return ip_network(value if isinstance(value, str) else "")
    except ValueError:
        hint = "such as 10.10.0.0/22 or 2001:db8::/48, with no bits set after the prefix"
        raise ValueError(f"not a network (allowed: {hint})") from None


def networks_or_all(value: Any) -> Any:
    """A list of networks; `true` for all that there are, `false` for none."""
    word = str(value).strip().lower() if isinstance(value, str | bool) else ""
    if word in {"true", "yes", "on", "1"}:
        return ["0.0.0.0/0", "::/0"]
    return [] if word in {"false", "no", "off", "0"} else split_commas(value)


def email_address(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError("not an e-mail address (allowed: name@domain)")
    return value


def existing_file(value: Path | None) -> Path | None:
    """A file that can be read. Raises `ValueError` when it cannot."""
    if value is not None:
        _read(value)
    return value


def existing_folder(value: Path | None) -> Path | None:
    """A folder, in full. Raises `ValueError` when there is none."""
    if value is not None and not value.is_dir():
        raise ValueError("there is no such folder")
    return value and value.absolute()


def certificates(value: Path | None) -> Path | None:
    """A file with at least one PEM certificate in it. Raises `ValueError` when it has none."""
    if value is None:
        return None
    try:
        load_pem_x509_certificates(_read(value))
    except ValueError as wrong:
        if isinstance(wrong.__cause__, OSError):
            raise
        raise ValueError("no certificate in that file (allowed: PEM, BEGIN CERTIFICATE)") from None
    return value


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_PEM)
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ValueError(f"cannot be read: {reason} (name a file that exists)") from wrong


def proxy_address(value: str | None) -> str | None:
    if value is not None:
        _url(value, ("http", "https"), "http://[user:password@]host:port", needs_port=True)
    return value


def gateway_address(value: str | None) -> str | None:
    """`host:port`, with brackets around an address of IPv6."""
    if value is not None:
        _url(f"http://{value}", ("http",), "host:port", needs_port=True)
    return value


def mail_server(value: str | None) -> str | None:
    allowed = "smtp://, smtp+starttls:// or smtps:// and [user:password@]host[:port][?ca_file=PATH]"
    if value is not None:
        url = _url(value, ("smtp", "smtp+starttls", "smtps"), allowed)
        query = parse_qs(url.query, keep_blank_values=True)
        if url.path.strip("/") or url.fragment or query.keys() - {"ca_file"}:
            raise ValueError(f"more than an address (allowed: {allowed})")
        for file in query.get("ca_file", ()):
            certificates(Path(file))
    return value


def login_provider(value: str | None) -> str | None:
    """An OpenID Connect issuer; without TLS on this machine only."""
    if value is not None:
        allowed = "https://host[:port][/path]"
        url = _url(value, ("http", "https"), allowed)
        if url.scheme == "http" and url.hostname not in {"127.0.0.1", "::1", "localhost"}:
            raise ValueError(f"passwords would travel in the clear (allowed: {allowed})")
        if _EVERYBODYS.search(url.path):
            raise ValueError(
                "an issuer for everybody's accounts, who could claim any address (allowed: the "
                "issuer of your own tenant)"
            )
    return value


def portal_address(value: str) -> str:
    url = _url(value, ("http", "https"), "https://host[:port][/path]")
    if url.query or url.fragment or url.username is not None:
        raise ValueError("more than an address (allowed: https://host[:port][/path])")
    return value.rstrip("/")


def database_address(value: str) -> str:
    allowed = "sqlite:///path or postgresql://[user:password@]host[:port]/name"
    if value.startswith("sqlite:///") and value.removeprefix("sqlite:///"):
        return value
    if not _url(value, ("postgresql",), allowed).path.strip("/"):
        raise ValueError(f"names no database (allowed: {allowed})")
    return value


def without_credentials(address: str) -> tuple[str, str | None]:
    """An address such as `http://user:secret@host:1` in two: where, and as whom."""
    url = urlsplit(address)
    where = f"{url.scheme}://{url.netloc.rpartition('@')[2]}"
    if url.username is None:
        return where, None
    return where, f"{unquote(url.username)}:{unquote(url.password or '')}"


def _url(
    value: str, schemes: tuple[str, ...], allowed: str, *, needs_port: bool = False
) -> SplitResult:
    # `raise … from None` throughout: urlsplit's own messages repeat the address.
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        raise ValueError(f"not an address (allowed: {allowed})") from None
    is_odd = any(char.isspace() or not char.isprintable() for char in value)
    if is_odd or url.scheme not in schemes or not url.hostname:
        raise ValueError(f"not such an address (allowed: {allowed})")
    if needs_port and (port is None or url.path.strip("/") or url.query):
        raise ValueError(f"no port, or more than a host and a port (allowed: {allowed})")
    return url
