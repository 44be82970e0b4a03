"""
Settings: environment, then secret files, then `promptwacht.yaml`, then the defaults below.

Each one is documented here. In the environment they are upper-case with the prefix
`PROMPTWACHT_`; lists are written with commas.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from config.errors import ConfigError
from config.setting_sources import Gathered, gathered
from config.setting_values import (
    certificates,
    database_address,
    email_address,
    existing_file,
    existing_folder,
    gateway_address,
    login_provider,
    mail_server,
    network,
    networks_or_all,
    portal_address,
    proxy_address,
    split_commas,
    without_credentials,
)
from config.yaml_source import complaint_of

PREFIX = "PROMPTWACHT_"

_ROOM = Path(__file__).resolve().parent


class Mode(StrEnum):
    """How clients reach the proxy."""

    REGULAR = "regular"
    """They are told of it (PAC, settings)."""
    TRANSPARENT = "transparent"
    """The network sends their traffic here."""
    UPSTREAM = "upstream"
    """As regular, and everything goes on to `upstream_proxy`."""


# Plain assignments: pydantic-settings does not see `NoDecode` through a `type` statement.
Port = Annotated[int, Field(ge=1, le=65535)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(network)]
Ports = Annotated[tuple[Port, ...], NoDecode, BeforeValidator(split_commas)]
Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(split_commas)]
Reachable = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(networks_or_all)]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
Email = Annotated[str, AfterValidator(email_address)]


def _state_file(data: dict[str, Any]) -> str:
    return f"sqlite:///{data['state_dir'] / 'promptwacht.sqlite3'}" if "state_dir" in data else ""


def _mode(data: dict[str, Any]) -> Mode:
    return Mode.UPSTREAM if data.get("upstream_proxy") else Mode.REGULAR


def _portal(data: dict[str, Any]) -> str:
    host = str(data.get("console_host", "127.0.0.1"))
    if host in {"0.0.0.0", "::"}:  # noqa: S104 -- read, not bound: people need a name to go to
        host = socket.gethostname()
    return f"http://{f'[{host}]' if ':' in host else host}:{data.get('console_port', 8081)}"


class Settings(BaseSettings):
    """Read once, at the start; never changed. Its repr holds no credentials."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        validate_default=True,
    )

    state_dir: Annotated[Path, AfterValidator(Path.absolute)] = Path("var")
    """The one folder that this installation writes to."""

    policy_dir: Annotated[Path, AfterValidator(Path.absolute)] = Field(
        default_factory=lambda: _ROOM
    )
    """Folder with departments.yaml, rules.yaml, services.yaml, texts/ and lexicons/."""

    listen_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """Address on which clients find the proxy."""

    listen_port: Port = 8080
    """Port on which clients find the proxy."""

    extra_ports: Ports = ()
    """More ports to listen on, for departments that are known by their port."""

    upstream_proxy: Annotated[str | None, Field(repr=False), AfterValidator(proxy_address)] = None
    """Proxy to send everything on to, `http://[user:password@]host:port`."""

    mode: Mode = Field(default_factory=_mode)
    """How clients reach us: regular, transparent or upstream. Left out: upstream where
    `upstream_proxy` is set, else regular."""

    upstream_ca: Annotated[Path | None, AfterValidator(certificates)] = None
    """PEM file with extra roots for the certificates of upstream servers."""

    ca_file: Annotated[Path | None, AfterValidator(certificates)] = None
    """PEM file with our own CA certificate and its key; left out: one is made in `state_dir`."""

    console_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """Address on which the console and the public pages are found."""

    console_port: Port = 8081
    """Port on which the console and the public pages are found."""

    portal_url: Annotated[str, AfterValidator(portal_address)] = Field(default_factory=_portal)
    """Address of the public pages as people's browsers reach it; every notice links to it. Left
    out: made of `console_host` and `console_port`."""

    metrics_networks: Networks = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
    """Networks that may read `/metrics`."""

    metrics_token: Annotated[
        str | None, Field(repr=False, min_length=20, max_length=200, pattern=r"^[!-~]+$")
    ] = None
    """What whoever reads `/metrics` from there must show besides (`Authorization: Bearer …`), 20
    characters at least; best in a file with this name. Left out: the address is enough."""

    database_url: Annotated[str, AfterValidator(database_address)] = Field(
        default_factory=_state_file, repr=False
    )
    """Store of the console, `sqlite:///path` or `postgresql://[user:password@]host[:port]/name`."""

    smtp_url: Annotated[str | None, Field(repr=False), AfterValidator(mail_server)] = None
    """Mail server, `smtp://[user:password@]host[:port]` (STARTTLS where it is offered),
    `smtp+starttls://` (never without) or `smtps://` (TLS from the start); `?ca_file=PATH` for a
    certificate of your own CA. Left out: no mail."""

    dpo_email: Email = "gdpr@kortenberg.be"
    """Whom people and the notifier write to about personal data."""

    ict_email: Email = "ICT@kortenberg.be"
    """Whom people write to about the filter itself."""

    mail_from: Email = Field(default_factory=lambda data: data.get("ict_email", ""))
    """Sender of the notifier's mail; left out: `ict_email`."""

    min_group: Annotated[int, Field(ge=1, le=1000)] = 5
    """Members below which the console names a department no more than "other departments"; see
    `members:` in departments.yaml."""

    oidc_url: Annotated[str | None, AfterValidator(login_provider)] = None
    """Issuer of an OpenID Connect provider, with which people may log in to the console whose
    account has the same e-mail address; left out: passwords and passkeys only."""

    oidc_client_id: str = ""
    """How the provider knows the console."""

    oidc_client_secret: Annotated[str, Field(repr=False)] = ""
    """The secret that goes with it."""

    log_name: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")] = None
    """Name of this machine's incident log in the store, where several gateways share one. Left
    out: made from the key of the log."""

    trusted_proxies: Networks = ()
    """Networks of proxies before us whose `X-Forwarded-For` on CONNECT is believed."""

    proxy_users_file: Annotated[Path | None, AfterValidator(existing_file)] = None
    """htpasswd file; where it is set, clients must log in to the proxy."""

    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Gateway processes that share the ports; each client stays with one of them."""

    worker_ports: Ports = ()
    """Ports of single workers, one for each, for fronts that choose the worker themselves."""

    proxy_protocol_ports: Ports = ()
    """Those of our ports on which `trusted_proxies`, and nobody else, connect and introduce each
    client by the PROXY protocol."""

    detection_processes: Annotated[int, Field(ge=1, le=64)] = Field(
        default_factory=lambda: min(64, max(2, (os.process_cpu_count() or 1) - 1))
    )
    """Processes that look for sensitive text; left out: one per CPU, less one, and two at least:
    long texts and files never have the last one, so that others need not wait for them."""

    detection_deadline_seconds: Annotated[float, Field(gt=0, le=120, allow_inf_nan=False)] = 10.0
    """How long a prompt may be looked at, in seconds; what takes longer is not sent."""

    reading_processes: Annotated[int, Field(ge=1, le=64)] = Field(
        default_factory=lambda: min(64, max(1, (os.process_cpu_count() or 1) - 1))
    )
    """Documents that are read at once; left out: one per CPU, less one."""

    reading_deadline_seconds: Annotated[float, Field(gt=0, le=120, allow_inf_nan=False)] = 5.0
    """How long a document may be read, in seconds; what takes longer is not sent. Pages of a scan
    that are read well earn more, up to five times as much in all; so long may the first document
    of a client wait, its further ones once this."""

    reading_memory_bytes: Annotated[int, Field(ge=64 * 1024**2, le=64 * 1024**3)] = 1024**3
    """Memory that reading one document may take, in bytes; what takes more is not sent."""

    tessdata_dir: Annotated[Path | None, AfterValidator(existing_folder)] = None
    """Folder with the language data of OCR (`nld.traineddata` and its like); left out: the places
    where packages put it."""

    max_body_bytes: Annotated[int, Field(ge=64 * 1024, le=1024**3)] = 32 * 1024 * 1024
    """Largest request body that is read, in bytes; a larger one is not sent."""

    max_upload_bytes: Annotated[int, Field(ge=64 * 1024, le=1024**3)] = 25 * 1024 * 1024
    """Largest file that is read, in bytes; a larger one is not sent."""

    upload_memory_bytes: Annotated[int, Field(ge=1024**2, le=64 * 1024**3)] = 256 * 1024 * 1024
    """All files together that are held at once until they are judged, in bytes, and as much again
    of large requests that are still coming in, and of small ones. One client (proxy user, else
    address) may have half of each; who finds no room is asked to try again."""

    max_header_bytes: Annotated[int, Field(ge=8 * 1024, le=1024**2)] = 64 * 1024
    """Largest head of a request or an answer, in bytes."""

    max_message_bytes: Annotated[int, Field(ge=64 * 1024, le=32 * 1024**2)] = 4 * 1024 * 1024
    """Largest message of a client in a WebSocket, in bytes; a larger one is not sent."""

    max_connections_per_client: Annotated[int, Field(ge=16, le=100_000)] = 2000
    """Connections that one client's address may hold open at once; more are closed at once. Many
    people behind one address (terminal server, NAT) need more; `trusted_proxies` have no limit."""

    max_connections: Annotated[int | None, Field(ge=16, le=1_000_000)] = None
    """Connections with clients and servers that one gateway process may hold open at once; more are
    closed at once. Left out: what the limit of open files leaves."""

    head_seconds: Seconds = 30.0
    """How long a request's head, a TLS handshake or an HTTP/2 frame that has begun may take to be
    there, in seconds."""

    body_seconds: Seconds = 60.0
    """How long a request's body may take, to be here or to be taken by the service, in seconds; a
    second more for each 4 KB that went on, but nobody waits longer than this for the next byte."""

    idle_seconds: Annotated[int, Field(ge=1, le=86_400)] = 300
    """After how many seconds in which nobody said anything a connection is closed."""

    private_targets_allowed: Reachable = ()
    """Private, loopback and link-local networks that clients may reach through the proxy, such as
    that of the intranet. `true` is all of them."""

    m365_personal_allowed: bool = False
    """Whether Copilot with a personal account may use the hosts of Microsoft 365 Copilot."""

    chatgpt_guests_allowed: bool = False
    """Whether ChatGPT may be used without signing in; that page shows our texts badly."""

    drain_seconds: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 15.0
    """How long a gateway that is told to end (SIGTERM) lets requests and answers that are under
    way finish, in seconds; it takes nobody new meanwhile."""

    watchdog_seconds: Annotated[float, Field(ge=2, le=3600, allow_inf_nan=False)] = 30.0
    """After so many seconds in which a gateway process gave no sign of life, it is killed and
    started again."""

    canary_seconds: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 60.0
    """How often the notifier sends a made-up prompt through the proxy that must be refused, in
    seconds; 0: never."""

    canary_proxy: Annotated[str | None, AfterValidator(gateway_address)] = None
    """Where the notifier finds the proxy for that, `host:port`. Left out: `listen_host` and
    `listen_port`."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least urgent event that is logged."""

    @property
    def upstream_address(self) -> str | None:
        """`upstream_proxy` without credentials."""
        return without_credentials(self.upstream_proxy)[0] if self.upstream_proxy else None

    @property
    def upstream_credentials(self) -> str | None:
        """`user:password` for `upstream_proxy`, percent-decoded; None where there are none."""
        return without_credentials(self.upstream_proxy)[1] if self.upstream_proxy else None

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.mode is Mode.UPSTREAM and not self.upstream_proxy:
            raise ValueError(
                f"{PREFIX}MODE is upstream, but {PREFIX}UPSTREAM_PROXY is not set "
                "(set it to http://host:port, or take MODE out)"
            )
        if self.mode is Mode.TRANSPARENT and self.upstream_proxy:
            raise ValueError(
                f"{PREFIX}MODE is transparent, but {PREFIX}UPSTREAM_PROXY is set "
                "(a transparent proxy cannot chain: use regular or upstream)"
            )
        if self.oidc_url and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError(
                f"{PREFIX}OIDC_URL is set, but {PREFIX}OIDC_CLIENT_ID or "
                f"{PREFIX}OIDC_CLIENT_SECRET is not (set both, as the provider gave them)"
            )
        ports = [self.listen_port, *self.extra_ports, *self.worker_ports]
        if self.worker_ports and len(self.worker_ports) != self.workers:
            raise ValueError(
                f"{PREFIX}WORKER_PORTS names {len(self.worker_ports)} ports for {self.workers} "
                "workers (one for each)"
            )
        if not set(self.proxy_protocol_ports) <= set(ports):
            raise ValueError(
                f"{PREFIX}PROXY_PROTOCOL_PORTS names a port that is not ours (LISTEN_PORT, "
                "EXTRA_PORTS or WORKER_PORTS)"
            )
        if len(ports) != len(set(ports)):
            raise ValueError(f"{PREFIX}EXTRA_PORTS repeats a port (name each port once)")
        if self.console_port in ports and self.console_host == self.listen_host:
            raise ValueError(
                f"{PREFIX}CONSOLE_PORT is a port of the proxy too (choose another port)"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` hands in: it knows where each value came from."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """
    The settings that `env` (left out: that of the process) and the files that it names give.

    Raises `ConfigError` with one line: the variable or the place in the file, what is wrong,
    what is allowed. Values are not repeated: some are passwords.
    """
    found = gathered(Settings, os.environ if env is None else env, _ROOM / "promptwacht.yaml")
    try:
        return Settings(**found.values)
    except ValidationError as invalid:
        raise ConfigError(_complaint(invalid, found)) from None


def _complaint(invalid: ValidationError, found: Gathered) -> str:
    first = invalid.errors(include_url=False, include_context=False)[0]
    message = complaint_of(first, echo=False)
    if not first["loc"]:
        return message  # about two settings at once; it names them
    name = str(first["loc"][0])
    return f"{found.origins.get(name, PREFIX + name.upper())}: {message}"
