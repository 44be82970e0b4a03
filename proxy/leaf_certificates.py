"""
Certificates that we show to clients, renewed long before they expire.

mitmproxy keeps what it forged for the life of the process and never looks at the date again
(199 days from two days ago), so that a gateway that runs for months would show expired ones. What
is dropped here is made anew for the next handshake; connections that are open do not notice.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mitmproxy.certs import CertStore, CertStoreEntry

RENEW_BEFORE = timedelta(days=30)
"""Left of a certificate's life when it is made anew: a clock that is wrong harms nobody either."""
LOOK_SECONDS = 3600.0
"""How often somebody should look."""


def drop_old(store: CertStore, now: datetime) -> int:
    """
    Forget the forged certificates that expire soon after `now`, which has a time zone; how many.

    Certificates that somebody put there from a file are not ours to renew, and stay.
    """
    old = [entry for entry in store.expire_queue if _expires(entry) - now < RENEW_BEFORE]
    gone = {id(entry) for entry in old}
    store.expire_queue = [entry for entry in store.expire_queue if id(entry) not in gone]
    store.certs = {key: entry for key, entry in store.certs.items() if id(entry) not in gone}
    return len(old)


def first_to_expire(store: CertStore) -> datetime | None:
    """When the first of the certificates that are kept now expires; None where there is none."""
    return min(map(_expires, store.expire_queue), default=None)


def _expires(entry: CertStoreEntry) -> datetime:
    return entry.cert.notafter.astimezone(UTC)
