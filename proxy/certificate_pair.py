"""
A CA's key and certificate: a new pair, and whether two files are one that can be used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from config.errors import ConfigError

NAME = "Kortenberg AI-filter CA"
LIFETIME = timedelta(days=5 * 365)

_CLOCK_SLACK = timedelta(days=2)
"""Clients with a clock that is behind must accept a CA that was made just now."""

type _Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A certificate, its chain if it has one, and the key that belongs to it."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()
    key_pem: bytes = field(repr=False)

    @property
    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def together(self) -> bytes:
        """Key, certificate and chain, as mitmproxy wants them in one file."""
        chain = b"".join(each.public_bytes(Encoding.PEM) for each in self.chain)
        return self.key_pem + self.certificate_pem + chain

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def new_pair(now: datetime) -> Pair:
    """A fresh CA on P-256: its key signs every handshake, and that is cheap on this curve."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    usage = dict.fromkeys(
        (
            *("digital_signature", "content_commitment", "key_encipherment", "decipher_only"),
            *("data_encipherment", "key_agreement", "encipher_only"),
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + LIFETIME)
        # RFC 5280 4.2.1.9: it signs servers' certificates and no further CA.
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Pair(certificate=certificate, key_pem=_plain(key))


def read_pair(
    key_path: Path, key_pem: bytes, certificate_path: Path, certificate_pem: bytes, now: datetime
) -> Pair:
    """
    The pair in these contents; the paths are for the complaint.

    Raises `ConfigError` unless it is a CA, valid at `now`, with the key that belongs to it.
    """
    key = _key(key_path, key_pem)
    certificates = _certificates(certificate_path, certificate_pem)
    certificate = certificates[0]
    if complaint := _complaint(certificate, key, now):
        raise ConfigError(f"{certificate_path}:1:1: {complaint}")
    return Pair(certificate=certificate, chain=tuple(certificates[1:]), key_pem=_plain(key))


def _key(path: Path, pem: bytes) -> _Key:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):  # a TypeError is a key with a passphrase
        key = None
    if not isinstance(key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise ConfigError(
            f"{path}:1:1: holds no private key that can be used (an EC or RSA key in PEM, "
            "without passphrase; restore it from a backup)"
        )
    return key


def _certificates(path: Path, pem: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise ConfigError(
            f"{path}:1:1: holds no certificate that can be read (PEM; restore it from a backup)"
        ) from None


def _complaint(certificate: x509.Certificate, key: _Key, now: datetime) -> str | None:
    if certificate.public_key() != key.public_key():
        return "this certificate belongs to another key (restore both from one backup)"
    if not _may_sign(certificate):
        return "this certificate may not sign others (a CA certificate: basicConstraints CA)"
    if now >= certificate.not_valid_after_utc:
        return (
            f"expired on {certificate.not_valid_after_utc:%Y-%m-%d} (move the folder ca away: "
            "then a new CA is made, which every client must be given)"
        )
    if now < certificate.not_valid_before_utc:
        return f"not valid before {certificate.not_valid_before_utc:%Y-%m-%d} (check the clock)"
    return None


def _may_sign(certificate: x509.Certificate) -> bool:
    extensions = certificate.extensions
    try:
        if not extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
    except x509.ExtensionNotFound:
        return False
    try:
        return extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True  # RFC 5280 4.2.1.3: without it every use is allowed


def _plain(key: _Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
