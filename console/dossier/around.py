"""
What this room needs to know of the installation: controllers, authorities, the list of services.
"""

from __future__ import annotations

from pathlib import Path

import structlog
from django.http import HttpRequest

import config
from config.errors import ConfigError
from config.organisation import Organisation, load_organisation
from console import installation
from console.dossier.prefill import Surroundings
from console.portal import portal_of
from console.records.models import Incident
from policy.catalogue import Catalogue, CatalogueError, Service

_log = structlog.get_logger()
_SHIPPED = Path(config.__file__).resolve().parent


def organisation() -> Organisation:
    """
    Who we are, as organisation.yaml says now; the shipped one where that is broken, for hours
    towards an authority do not wait for a typing error.
    """
    settings = installation.current()
    try:
        return load_organisation(settings.policy_dir if settings else _SHIPPED)
    except ConfigError as wrong:
        _log.error("dossier.organisation-shipped", problem=str(wrong).splitlines()[0])
        return load_organisation(_SHIPPED)


def surroundings(request: HttpRequest, incident: Incident) -> Surroundings:
    """What the file of `incident` is made with."""
    portal = portal_of(request)
    catalogue = portal.policy.catalogue
    return Surroundings(
        controller=organisation().controller(incident.controller),
        dpo_email=portal.dpo_email,
        service=_service(catalogue, incident.service),
        is_suspended=any(s.service == incident.service for s in catalogue.suspensions),
    )


def _service(catalogue: Catalogue, slug: str) -> Service | None:
    try:
        return catalogue.named(slug)
    except CatalogueError:
        return None
