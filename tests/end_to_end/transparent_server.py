"""
A server for a network namespace of its own: TLS for the names on its command line, and plain HTTP.

    python -m tests.end_to_end.transparent_server FOLDER ADDRESS NAME…

It writes its authority to FOLDER/ca.pem and everything that it receives to FOLDER/received.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from functools import partial
from pathlib import Path

import trustme

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


async def _client(folder: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with (folder / "received").open("ab", buffering=0) as received:
        received.write(b"[connection]\n")
        raw = b""
        while not raw.endswith((b"\r\n\r\n", b"0\r\n\r\n", b"}")):
            chunk = await reader.read(65536)
            if not chunk:
                break
            received.write(chunk)
            raw += chunk
    writer.write(ANSWER)
    await writer.drain()
    writer.close()


async def serve(folder: Path, address: str, names: list[str]) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    handle = partial(_client, folder)
    await asyncio.start_server(handle, address, 443, ssl=context)
    await asyncio.start_server(handle, address, 80)
    authority.cert_pem.write_to_path(str(folder / "new"))
    # Its being there says that we listen.
    (folder / "new").replace(folder / "ca.pem")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
