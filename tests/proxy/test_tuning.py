"""
What a gateway asks of its process.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http
from mitmproxy.connection import Client
from mitmproxy.coretypes.multidict import MultiDict
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import Layer

from proxy.tuning import all_values, forked, is_there, value_of

LIMITS = """
import resource, sys
from proxy.tuning import allow_files, room_for_connections
soft, hard = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
allow_files()
print(*resource.getrlimit(resource.RLIMIT_NOFILE), room_for_connections())
"""


def limits(soft: int, hard: int) -> list[int]:
    """Soft and hard limit afterwards, and the room for connections."""
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", LIMITS, str(soft), str(hard)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [int(word) for word in done.stdout.split()]


def test_as_many_files_as_it_may_have():
    """
    The usual limit of a login is raised as far as it may be, and no other is touched.
    """
    soft, hard, room = limits(256, 4096)

    assert (soft, hard) == (4096, 4096)
    assert 3500 < room < 4096


@pytest.mark.parametrize(("files", "least"), [(256, 90), (64, 16)])
def test_there_is_always_some_room(files, least):
    """
    What is no connection needs files as well.
    """
    soft, _, room = limits(files, files)

    assert soft == files
    assert least <= room <= max(16, files - 128)


NAMES = st.sampled_from([b"host", b"Host", b"HOST", b"x-y", b"", "é".encode(), b"\xff"])
FIELDS = st.lists(st.tuples(NAMES, st.binary(max_size=6)), max_size=5)


@given(fields=FIELDS, name=NAMES, as_text=st.booleans())
def test_header_fields_are_found_as_mitmproxy_finds_them(fields, name, as_text):
    """
    Faster, and the same in every case: other spellings, twins, none, and bytes that are no UTF-8.
    """
    headers = http.Headers(fields)
    # What `Headers` itself asks, which a gateway in this process does not make faster.
    values = [each.decode("utf-8", "surrogateescape") for each in MultiDict.get_all(headers, name)]

    asked = name.decode("utf-8", "surrogateescape") if as_text else name

    assert all_values(headers, asked) == values
    assert value_of(headers, asked, "other") == (", ".join(values) if values else "other")
    assert is_there(headers, asked) == bool(values)


def test_a_context_is_forked_as_mitmproxy_forks_it():
    """
    It has all that a context has, the same client and server, and layers of its own.
    """
    client = Client(peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2))
    context = Context(client, Options())
    context.layers = [Layer(context), Layer(context)]

    other = forked(context)

    assert vars(other) == vars(context)
    assert other.layers is not context.layers
