"""
The CA certificate that clients must trust, as PEM and as DER. Never its key.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


class NoCertificateError(Exception):
    """There is no readable CA certificate (yet)."""


@dataclass(frozen=True, slots=True)
class CaCertificate:
    """One certificate, parsed: whatever else stood in the file stays there."""

    certificate: x509.Certificate

    @classmethod
    def read(cls, file: Path) -> CaCertificate:
        """The first certificate in `file`. Raises `NoCertificateError`."""
        try:
            # Parsed and written again, so that a key in the same file can never be served.
            return cls(x509.load_pem_x509_certificates(file.read_bytes())[0])
        except (OSError, ValueError):
            raise NoCertificateError(f"{file.name} is not there, or is no certificate") from None

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)
