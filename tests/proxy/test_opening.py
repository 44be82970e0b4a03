"""
How a gateway begins.
"""

from __future__ import annotations

import subprocess
import sys

KEY_LOG = """
import proxy.cli.gateway
from proxy.opening import keep_keys_secret
keep_keys_secret()
import proxy.serving
from mitmproxy.net import tls
print(tls.log_master_secret is None)
"""


def test_keys_of_connections_are_written_nowhere(tmp_path):
    """
    An environment made for debugging must not have the gateway write down the keys of everybody's
    connections.
    """
    file = str(tmp_path / "keys.log")
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", KEY_LOG],
        env={"SSLKEYLOGFILE": file, "MITMPROXY_SSLKEYLOGFILE": file},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert done.stdout.strip() == "True"
