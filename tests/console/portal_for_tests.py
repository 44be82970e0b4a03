"""
A portal over an invented list, in memory: what the pages are tested with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from config.confirmations import Confirmations
from config.errors import ConfigError
from console.live_policy import LivePolicy
from console.portal import Portal
from console.rate_limit import RateLimit
from console.wsgi import with_portal
from policy.catalogue import Catalogue, Host, HostMatch, Service, Status, Suspension
from policy.department import Department, Departments
from policy.finding import Kind
from policy.rulebook import Rule, Rulebook
from policy.verdict import Action

DEPARTMENTS = Departments(
    (
        Department(slug="gemeente", name="Gemeente Voorbeeld", members=80),
        Department(slug="ocmw", name="OCMW Voorbeeld"),
        Department(slug="archief", name="Archief Voorbeeld", members=2),
    ),
    "gemeente",
)

RULEBOOK = Rulebook(
    (
        Rule(
            id="personal-data-redact",
            version=1,
            action=Action.REDACT,
            reason="Persoonsgegevens.",
            kinds=frozenset({Kind.PERSON, Kind.IBAN}),
        ),
        Rule(
            id="special-data-reject",
            version=1,
            action=Action.REJECT,
            reason="Gevoelige gegevens.",
            kinds=frozenset({Kind.SPECIAL_SOCIAL, Kind.SPECIAL_HEALTH}),
        ),
    )
)


@dataclass(frozen=True)
class JustACatalogue:
    """A `PublishedPolicy`."""

    catalogue: Catalogue
    departments: Departments = DEPARTMENTS
    rulebook: Rulebook = RULEBOOK


def service(name, *hosts, status=Status.UNLISTED, **more):
    return Service(
        slug=name.lower().replace(" ", "-"),
        name=name,
        vendor=f"{name} BV",
        category="chat",
        status=status,
        hosts=hosts,
        **more,
    )


CATALOGUE = Catalogue(
    services=(
        service(
            "Praatpaal",
            Host(domain="praatpaal.example", match=HostMatch.SUFFIX),
            Host(domain="login.praatpaal.example", decrypt=False),
            status=Status.ALLOWED,
            conditions="Alleen openbare tekst <zonder namen>.",
        ),
        service(
            "Diepzoeker",
            Host(domain="diepzoeker.example", match=HostMatch.SUFFIX),
            status=Status.FORBIDDEN,
            reason="Verboden door het beleid.",
        ),
        service("Zoekbing", Host(domain="www.zoek.example", paths=("/chat*",))),
        service("Wolk", Host(domain="runtime.*.wolk.example", match=HostMatch.PATTERN)),
        service("Stilgelegd", Host(domain="stil.example"), status=Status.ALLOWED),
    ),
    version="2026-11+abc",
    suspensions=(Suspension(service="stilgelegd", reason="Storing bij de aanbieder."),),
)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def live(load, *sources, clock=None):
    return LivePolicy(load=load, sources=sources, clock=clock or Clock())


def broken():
    raise ConfigError("services.yaml:3:1: services: field required")


def portal(folder: Path, **changes):
    settings = {
        "policy": live(lambda: JustACatalogue(CATALOGUE)),
        "ca_file": folder / "promptwacht-ca.pem",
        "proxy_host": None,
        "proxy_ports": (8080, 8090),
        "transparent": False,
        "ict_email": "ict@example.org",
        "dpo_email": "dpo@example.org",
        "own_names": frozenset({"filter.gemeente.example", "localhost"}),
        "confirmations": Confirmations(state_dir=folder, now=lambda: datetime.now(UTC)),
        "limit": RateLimit(clock=Clock()),
    }
    return Portal(**(settings | changes))


def browse(portal, base="http://10.1.2.3:8081"):
    """A client of the whole WSGI application."""
    transport = httpx.WSGITransport(app=with_portal(portal))
    return httpx.Client(transport=transport, base_url=base)


def write_ca(file: Path):
    """A certificate with its key in the same file, as careless people keep it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "AI-filter CA for a test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    return certificate
