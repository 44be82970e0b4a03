"""
The portal as a WSGI application, for gunicorn.
"""

from __future__ import annotations

import logging
import os
import time
from functools import partial
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from config.decisions import DECISIONS
from config.policy_files import load_policy_for
from config.settings import Settings, load_settings
from config.suspensions import FILE_NAME as SUSPENSIONS
from console import store
from console.live_policy import LivePolicy
from console.portal import PORTAL, Portal

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def application_from_settings() -> WSGIApplication:
    """The application that gunicorn asks for. Raises `ConfigError`."""
    settings = load_settings()
    portal = Portal.of(settings, live_policy(settings))
    _ = portal.policy.catalogue  # unsound files stop the start, rather than the first reader
    store.start(settings)
    application = with_portal(portal)
    from console.accounts import first_account  # noqa: PLC0415 -- it needs Django's models
    from console.measures import files  # noqa: PLC0415 -- so does this

    first_account.offer()
    files.write_all(settings.state_dir, timezone.now())
    return application


def live_policy(settings: Settings) -> LivePolicy:
    """What the filter enforces now, suspensions included."""
    return LivePolicy(
        load=partial(load_policy_for, settings),
        sources=(
            settings.policy_dir,
            settings.policy_dir / "texts",
            settings.state_dir / SUSPENSIONS,
            settings.state_dir / DECISIONS,
        ),
        clock=time.monotonic,
    )


def with_portal(portal: Portal) -> WSGIApplication:
    """Django, with `portal` handed to every request."""
    # Errors of ours belong in the log; a mistyped address or "not ready yet" does not.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.request").addFilter(_is_failure)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    django = get_wsgi_application()

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> object:
        environ[PORTAL] = portal
        return django(environ, start_response)

    return application  # type: ignore[return-value]  # Django's responses are iterable bytes


def _is_failure(record: logging.LogRecord) -> bool:
    return record.exc_info is not None
