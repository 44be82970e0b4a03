"""
A gateway that runs for months shows no expired certificate.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import trustme
from cryptography import x509
from mitmproxy.certs import CertStore

from proxy.certificates import load_or_create_ca
from proxy.leaf_certificates import RENEW_BEFORE, drop_old, first_to_expire

NAME = "chatgpt.com"


@pytest.fixture
def store(tmp_path):
    return CertStore.from_store(load_or_create_ca(tmp_path).confdir, "mitmproxy", 2048)


def shown(store):
    """The certificate that the next client sees."""
    return store.get_cert(NAME, [x509.DNSName(NAME)]).cert


def test_nothing_is_made_anew_while_it_is_young(store):
    """
    The cache is there for a reason: a certificate takes milliseconds.
    """
    before = shown(store)

    assert drop_old(store, datetime.now(UTC) + timedelta(days=100)) == 0
    assert shown(store) is before


def test_it_is_made_anew_a_month_before_its_end(store):
    """
    Also through a hundred years, of which no day shows an expired one.
    """
    before = shown(store)
    end = first_to_expire(store)

    assert drop_old(store, end - RENEW_BEFORE - timedelta(minutes=1)) == 0
    assert drop_old(store, end - RENEW_BEFORE + timedelta(minutes=1)) == 1

    assert first_to_expire(store) is None
    assert shown(store).serial != before.serial
    assert len(store.expire_queue) == 1


def test_the_bound_on_their_number_holds(store):
    """
    mitmproxy counts what it keeps; what was dropped is not counted any more.
    """
    forged = partial(store.get_cert, None)
    for number in range(2 * CertStore.STORE_CAP):
        forged([x509.DNSName(f"{number}.example")])
    drop_old(store, datetime.now(UTC) + timedelta(days=190))

    assert (len(store.certs), len(store.expire_queue)) == (0, 0)


def test_a_certificate_from_a_file_stays(store, tmp_path):
    """
    It is not ours to make anew.
    """
    leaf = trustme.CA().issue_cert(NAME)
    path = tmp_path / "leaf.pem"
    path.write_bytes(leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
    store.add_cert_file(NAME, path)
    before = shown(store)

    assert drop_old(store, datetime.now(UTC) + timedelta(days=36500)) == 0
    assert shown(store) is before
