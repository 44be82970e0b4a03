"""
What machines fetch: the PAC file, the CA certificate, and whether we are well.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.errors import ConfigError
from console.certificate import CaCertificate, NoCertificateError
from console.known_host import asked_host
from console.pac import MEDIA_TYPE, pac, pac_for_transparent_mode
from console.portal import Portal, portal_of


@never_cache
@require_safe
def pac_file(request: HttpRequest) -> HttpResponse:
    """
    The PAC file; `?port=8090` for a department that is known by its own port. A port that is
    not ours gives everybody's port, for without any script a browser would go direct.
    """
    portal = portal_of(request)
    if portal.transparent:
        return _pac_answer(pac_for_transparent_mode())
    host = portal.proxy_host or asked_host(request)
    asked = request.GET.get("port", "")
    port = next((p for p in portal.proxy_ports if str(p) == asked), portal.proxy_ports[0])
    return _pac_answer(pac(portal.policy.catalogue, host, port))


def _pac_answer(script: str) -> HttpResponse:
    # Some clients (WinHTTP) choke on parameters after this type; the script is ASCII anyway.
    return HttpResponse(script.encode("ascii"), content_type=MEDIA_TYPE)


@require_safe
def ca_pem(request: HttpRequest) -> HttpResponse:
    """The CA certificate as PEM: Linux, ChromeOS, Firefox."""
    return _certificate(request, "pem", "application/x-pem-file")


@require_safe
def ca_crt(request: HttpRequest) -> HttpResponse:
    """The CA certificate as DER: Windows, Android."""
    return _certificate(request, "crt", "application/x-x509-ca-cert")


def _certificate(request: HttpRequest, suffix: str, media_type: str) -> HttpResponse:
    try:
        ca = CaCertificate.read(portal_of(request).ca_file)
    except NoCertificateError:
        return HttpResponse(
            "The CA certificate is not there yet. It is made when the gateway first starts.\n",
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "5"},
        )
    return HttpResponse(
        ca.pem if suffix == "pem" else ca.der,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="promptwacht-ca.{suffix}"'},
    )


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process lives."""
    del request
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """
    Whether people can be helped: there is a list and a certificate. `policy_sound` is false
    while an older list is shown because the newest files are broken; that alone is no reason
    to take the portal away.
    """
    portal = portal_of(request)
    checks = {"policy": _has_policy(portal), "certificate": _has_certificate(portal)}
    ready = all(checks.values())
    answer = {"ready": ready, **checks, "policy_sound": portal.policy.sound}
    return JsonResponse(answer, status=200 if ready else 503)


def _has_policy(portal: Portal) -> bool:
    try:
        return bool(portal.policy.catalogue.services)
    except ConfigError:
        return False


def _has_certificate(portal: Portal) -> bool:
    try:
        CaCertificate.read(portal.ca_file)
    except NoCertificateError:
        return False
    return True
