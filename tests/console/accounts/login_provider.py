"""
A login provider of an organisation (OpenID Connect Core 1.0, code flow), on this machine.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "promptwacht", "geheim-van-de-test"


class Provider:
    """Says of whoever comes what `claims` say."""

    def __init__(self, port: int):
        self.issuer = f"http://127.0.0.1:{port}"
        self.claims: dict[str, object] = {}
        self.codes: set[str] = set()

    def discovery(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def code(self) -> str:
        self.codes.add(code := secrets.token_urlsafe(8))
        return code

    def token(self, form: dict[str, list[str]]) -> dict[str, object] | None:
        known = form["client_id"] == [CLIENT] and form["client_secret"] == [SECRET]
        if not known or form["code"][0] not in self.codes:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        token = jwt.encode(claims, "x" * 32, algorithm="HS256")
        return {"access_token": "toegang", "token_type": "Bearer", "id_token": token}


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that runs until the end of the block."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here: Provider = self.server.provider  # type: ignore[attr-defined]
            url = urlsplit(self.path)
            if url.path == "/authorize":
                asked = parse_qs(url.query)
                back = urlencode({"code": here.code(), "state": asked["state"][0]})
                self.send_response(302)
                self.send_header("location", f"{asked['redirect_uri'][0]}?{back}")
                self.end_headers()
            elif url.path == "/userinfo":
                self._say(here.claims)
            else:
                self._say(here.discovery())

        def do_POST(self) -> None:
            here: Provider = self.server.provider  # type: ignore[attr-defined]
            length = int(self.headers["content-length"])
            self._say(here.token(parse_qs(self.rfile.read(length).decode())))

        def _say(self, what: object) -> None:
            self.send_response(200 if what else 400)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(what).encode())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.provider = Provider(server.server_port)  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.provider  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()
