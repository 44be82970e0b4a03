"""
Client, gateway and server, each in a network namespace of its own, with our nftables rules between.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from tests.end_to_end.gateway_process import REPOSITORY, environment, eventually

CLIENT, ROUTER, SERVER = "10.21.0.2", "10.21.0.1", "198.51.100.7"
RULES = REPOSITORY / "deploy" / "nftables" / "promptwacht.nft"


@dataclass(frozen=True, slots=True)
class Network:
    """What a test may do in it."""

    tag: str
    folder: Path
    output: Path

    @property
    def received(self) -> bytes:
        """Everything that reached the server, with TLS taken off."""
        file = self.folder / "received"
        return file.read_bytes() if file.exists() else b""

    def curl(self, host: str, *words: str, scheme: str = "https") -> subprocess.CompletedProcess:
        """curl at the client, which believes that `host` is the server. It knows of no proxy."""
        trust = ["--cacert", str(self.folder / "both.pem"), "--max-time", "20", "--silent"]
        there = ["--resolve", f"{host}:443:{SERVER}", "--resolve", f"{host}:80:{SERVER}"]
        return inside(f"c{self.tag}", "curl", *trust, *there, *words, f"{scheme}://{host}/v1/x")

    def python(self, code: str) -> str:
        """What `code` prints at the client."""
        return inside(f"c{self.tag}", sys.executable, "-c", code).stdout.decode()


def inside(namespace: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 -- the tests' own commands
        ["/usr/bin/env", "ip", "netns", "exec", namespace, *words],
        capture_output=True, check=False, timeout=60, cwd=REPOSITORY,
    )  # fmt: skip


def _run(words: str) -> None:
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    done = subprocess.run(  # noqa: S603
        ["/usr/bin/env", *words.split()], capture_output=True, check=False, env={"PATH": path}
    )
    if done.returncode:
        raise OSError(f"{words}: {done.stderr.decode()}")


@contextmanager
def transparent_network(folder: Path, *names: str) -> Iterator[Network]:
    """The gateway runs as a router between both; the server has a certificate for `names`."""
    if os.geteuid() or not shutil.which("nft", path=f"{os.environ['PATH']}:/usr/sbin"):
        pytest.skip("needs root and nft (apt-get install nftables iproute2)")
    tag = uuid4().hex[:6]
    with ExitStack() as ends:
        for end in "cgs":
            _run(f"ip netns add {end}{tag}")
            ends.callback(_run, f"ip netns del {end}{tag}")
        _wire(tag)
        _start(ends, f"s{tag}", environment(folder / "none", None), folder / "server.log",
               "tests.end_to_end.transparent_server", str(folder), SERVER, *names)  # fmt: skip
        eventually((folder / "ca.pem").exists, 30)
        settings = environment(
            folder / "state", None, MODE="transparent", LISTEN_HOST="0.0.0.0",
            UPSTREAM_CA=str(folder / "ca.pem"),
        )  # fmt: skip
        output = folder / "gateway.log"
        _start(ends, f"g{tag}", settings, output, "proxy", "gateway")
        eventually(lambda: "gateway ready" in output.read_text(), 60)
        ours = (folder / "state" / "ca" / "promptwacht-ca.pem").read_bytes()
        (folder / "both.pem").write_bytes(ours + (folder / "ca.pem").read_bytes())
        yield Network(tag, folder, output)


def _wire(tag: str) -> None:
    c, g, s = (f"ip -n {end}{tag}" for end in "cgs")
    for words in (
        f"{g} link add lan0 type veth peer name eth0 netns c{tag}",
        f"{g} link add wan0 type veth peer name eth0 netns s{tag}",
        *(f"{end} link set lo up" for end in (c, g, s)),
        f"{c} addr add {CLIENT}/24 dev eth0", f"{c} link set eth0 up",
        f"{g} addr add {ROUTER}/24 dev lan0", f"{g} link set lan0 up",
        f"{g} addr add 198.51.100.1/24 dev wan0", f"{g} link set wan0 up",
        f"{s} addr add {SERVER}/24 dev eth0", f"{s} link set eth0 up",
        f"{c} route add default via {ROUTER}",
        f"{s} route add default via 198.51.100.1",
        f"ip netns exec g{tag} sysctl -qw net.ipv4.ip_forward=1",
        f"ip netns exec g{tag} nft -f {RULES}",
    ):  # fmt: skip
        _run(words)


def _start(
    ends: ExitStack, namespace: str, settings: dict[str, str], output: Path, *module: str
) -> None:
    with output.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 -- our own programs
            ["/usr/bin/env", "ip", "netns", "exec", namespace, sys.executable, "-m", *module],
            stdout=said, stderr=said, cwd=REPOSITORY, env=settings, start_new_session=True,
        )  # fmt: skip

    def end() -> None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    ends.callback(end)
