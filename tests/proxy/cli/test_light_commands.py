"""
A command loads what it needs and no more: most of them answer while the detectors would still load.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

DETECTION = {"hyperscan", "phonenumbers", "policy.detectors.engine", "pycrfsuite"}
WEIGHTY = DETECTION | {"django", "mitmproxy", "numpy", "PIL", "presidio_analyzer", "spacy"}

PROGRAM = """
import sys
from proxy.__main__ import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""

SERVING = """
import sys
import proxy.opening, proxy.serving
print(*sys.modules, file=sys.stderr)
"""


def loaded_by(program, *words, environment):
    """The modules that are there when it ends."""
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", program, *words],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[:500]
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "words",
    ["check-config", "hosts", "incidents list", "services list", "registers list",
     "published list", "keys list"],
)  # fmt: skip
def test_loads_no_more_than_it_needs(words, tmp_path):
    """
    No language models, no proxy and no website for a look at a list.
    """
    loaded = loaded_by(
        PROGRAM, *words.split(), environment={"PROMPTWACHT_STATE_DIR": str(tmp_path)}
    )

    assert loaded & WEIGHTY == set()


def test_a_gateway_loads_no_detector():
    """
    Its children look at texts; it would only wait for what it never uses.
    """
    loaded = loaded_by(SERVING, environment={})

    assert loaded & (WEIGHTY - {"mitmproxy"}) == set()
    assert "mitmproxy" in loaded
