"""
The certificate authority that clients must trust: made once, checked at every start.

mitmproxy makes itself another CA in silence when it finds none, after which no client trusts
the filter any more. So its file is always put in place here, or the start is refused.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from mitmproxy.certs import CERT_EXPIRY, CERT_VALIDITY_OFFSET, DEFAULT_DHPARAM

from config.errors import ConfigError
from config.private_files import read_private_file, replace_file
from proxy.certificate_pair import Pair, new_pair, read_pair

CERTIFICATE = "promptwacht-ca.pem"
KEY = "private/promptwacht-ca.key.pem"
FOR_MITMPROXY = "private/mitmproxy-ca.pem"
DH_PARAMETERS = "private/mitmproxy-dhparam.pem"

_LIMIT = 1 << 20
_LITTER = ".ca-new"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAuthority:
    """The CA in use. The private key stays in its file."""

    confdir: Path
    """mitmproxy's configuration folder, which holds key and certificate in one file."""
    certificate_pem: bytes
    certificate_der: bytes
    """The same as binary, which Windows wants in a `.crt` file."""
    fingerprint: str
    """SHA-256 as people compare it: `AB:CD:…`."""
    not_after: datetime


def load_or_create_ca(
    state_dir: Path, ca_file: Path | None = None, *, now: datetime | None = None
) -> CertificateAuthority:
    """
    The CA in `state_dir/ca`, made at the first start; or the one in `ca_file`, a PEM file with
    key, certificate and any chain.

    Raises `ConfigError`, with the remedy, for a CA that is there and cannot be used. It is never
    replaced: clients trust that one. Raises `OSError` if the disk fails.
    """
    now = now or datetime.now(UTC)
    state_dir.mkdir(parents=True, exist_ok=True)
    folder = state_dir / "ca"
    with _only_one(state_dir):
        if ca_file is not None:
            pair = _named(folder, ca_file, now)
        else:
            if not folder.exists() or not any(folder.iterdir()):
                _create(state_dir, folder, now)
            pair = _own(folder, now)
        if not (folder / DH_PARAMETERS).exists():
            replace_file(folder / DH_PARAMETERS, DEFAULT_DHPARAM)
    return _authority(folder, pair)


def leaves_expire(since: datetime) -> datetime:
    """
    When a gateway that runs `since` then would show its first expired certificate.

    mitmproxy caches what it forges for the life of the process and never looks at the date.
    """
    return since + CERT_VALIDITY_OFFSET + CERT_EXPIRY - timedelta(days=1)


def _own(folder: Path, now: datetime) -> Pair:
    certificate, key = folder / CERTIFICATE, folder / KEY
    for path, other in ((certificate, key), (key, certificate)):
        if not path.exists():
            raise ConfigError(
                f"{path}:1:1: missing, while {other.name if other.exists() else 'the rest'} is "
                "there (restore it from a backup; or move the whole folder away: then a new CA "
                "is made, which every client must be given)"
            )
    secret = read_private_file(key, limit=_LIMIT)
    pair = read_pair(key, secret, certificate, certificate.read_bytes(), now)
    together = folder / FOR_MITMPROXY
    if not together.exists():
        replace_file(together, pair.together)
    elif read_private_file(together, limit=_LIMIT) != pair.together:
        raise ConfigError(
            f"{together}:1:1: is not the CA of {certificate.name} and its key (remove this file; "
            "or, to use a CA of your own, name it with PROMPTWACHT_CA_FILE)"
        )
    return pair


def _named(folder: Path, ca_file: Path, now: datetime) -> Pair:
    if (folder / KEY).exists():
        raise ConfigError(
            f"{ca_file}:1:1: PROMPTWACHT_CA_FILE is set, and there is a CA of our own in {folder} "
            "(take the setting out, or move that folder away: clients must trust one CA)"
        )
    content = read_private_file(ca_file, limit=_LIMIT)
    pair = read_pair(ca_file, content, ca_file, content, now)
    (folder / KEY).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(folder / FOR_MITMPROXY, pair.together)
    replace_file(folder / CERTIFICATE, pair.certificate_pem, mode=0o644)
    return pair


def _create(state_dir: Path, folder: Path, now: datetime) -> None:
    """All of it in a folder beside, then one rename: a kill leaves nothing, or everything."""
    for litter in state_dir.glob(_LITTER + "*"):
        shutil.rmtree(litter)
    new = state_dir / f"{_LITTER}-{os.getpid()}"
    new.mkdir(mode=0o755)
    (new / KEY).parent.mkdir(mode=0o700)
    pair = new_pair(now)
    replace_file(new / KEY, pair.key_pem)
    replace_file(new / FOR_MITMPROXY, pair.together)
    replace_file(new / DH_PARAMETERS, DEFAULT_DHPARAM)
    replace_file(new / CERTIFICATE, pair.certificate_pem, mode=0o644)
    new.rename(folder)


@contextmanager
def _only_one(state_dir: Path) -> Iterator[None]:
    """Several processes start at once; one makes the CA, the others wait and load it."""
    handle = os.open(state_dir, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)


def _authority(folder: Path, pair: Pair) -> CertificateAuthority:
    return CertificateAuthority(
        confdir=(folder / FOR_MITMPROXY).parent,
        certificate_pem=pair.certificate_pem,
        certificate_der=pair.certificate.public_bytes(Encoding.DER),
        fingerprint=pair.fingerprint,
        not_after=pair.certificate.not_valid_after_utc,
    )
