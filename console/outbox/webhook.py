"""
Webhooks as Standard Webhooks describes them (standardwebhooks.com): JSON, with an id that a second
try repeats, a time and a signature in its headers.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.errors import ConfigError
from config.private_files import create_file, read_private_file
from console.outbox.failures import ChannelDownError, RefusedError

_SECONDS = 15.0
_PREFIX = "whsec_"
_SECRET_BYTES = 32
_MOST = 200
_GONE_FOR_NOW = frozenset({429, 502, 503, 504})
"""The receiver asks for patience, or is not there: the channel rests, not the one message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where one webhook goes, and its secret."""

    url: str
    secret: str = field(repr=False)
    ca_file: Path | None = None

    def send(self, key: str, body: Mapping[str, Any], now: datetime) -> None:
        """
        Deliver `body` under the id `key`. Raises `ChannelDownError` when nobody answers and
        `RefusedError` for any answer but 2xx. A redirection is an answer, and is not followed.
        """
        content = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "promptwacht",
            **signed(key, content, self.secret, now),
        }
        try:
            status = self._post(content, headers)
        except (OSError, http.client.HTTPException) as wrong:
            raise ChannelDownError(type(wrong).__name__) from None
        if status in _GONE_FOR_NOW:
            raise ChannelDownError(f"answer {status}")
        if not http.client.OK <= status < http.client.MULTIPLE_CHOICES:
            raise RefusedError(f"answer {status}")

    def _post(self, content: bytes, headers: Mapping[str, str]) -> int:
        url = urlsplit(self.url)
        connection = self._connection(url.scheme, url.hostname or "", url.port)
        try:
            target = (url.path or "/") + (f"?{url.query}" if url.query else "")
            connection.request("POST", target, body=content, headers=dict(headers))
            return connection.getresponse().status
        finally:
            connection.close()

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme != "https":
            return http.client.HTTPConnection(host, port, timeout=_SECONDS)
        context = ssl.create_default_context(cafile=self.ca_file)
        return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=context)


def signed(key: str, content: bytes, secret: str, now: datetime) -> dict[str, str]:
    """The three headers of Standard Webhooks, with the signature of version 1 (HMAC-SHA256)."""
    stamp = str(int(now.timestamp()))
    material = base64.b64decode(secret.removeprefix(_PREFIX))
    text = b".".join((key.encode(), stamp.encode(), content))
    signature = base64.b64encode(hmac.digest(material, text, hashlib.sha256)).decode()
    return {
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signature}",
    }


def secret_of(state_dir: Path, name: str) -> str:
    """
    The secret of the webhook `name`, `whsec_…`, made at the first call; its receiver needs the
    same. Raises `ConfigError` for one that cannot be used.
    """
    path = state_dir / "secrets" / f"webhook-{name}"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
        create_file(path, f"{new}\n".encode())
    secret = read_private_file(path, limit=_MOST).decode("ascii", "replace").strip()
    try:
        base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError:
        raise ConfigError(f"{path}:1:1: not a secret (whsec_ and base64)") from None
    return secret
