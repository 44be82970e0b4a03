"""
The pages for people: the list, the explanation, the ways to ask and to complain.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from console.incident_codes import canonical_code
from console.languages import LANGUAGES, chosen, language_of, texts
from console.mail_links import Letter
from console.portal import Portal, portal_of
from console.tools_list import ToolsList
from policy.catalogue import CatalogueError

_NOTHING: Mapping[str, object] = MappingProxyType({})


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """There is no console yet; the list is what most people come for."""
    return HttpResponseRedirect(_address(request, "list"))


@never_cache
@require_safe
def tools_list(request: HttpRequest) -> HttpResponse:
    """The published list of allowed and excluded tools (R-420, R-424)."""
    portal = portal_of(request)
    tools = ToolsList.of(portal.policy.catalogue)
    language = language_of(request)
    with translation.override(language):
        date = date_format(localtime(portal.policy.changed), "j F Y, H:i")
    version = texts(language)["list"]["version"].format(version=tools.version, date=date)
    return _page(request, "list", {"tools": tools, "version": version})


@require_safe
def explanation(request: HttpRequest, code: str) -> HttpResponse:
    """Why something was stopped, for whoever follows the link of a notice."""
    return _about_code(request, "explanation", code)


@require_safe
def mistake(request: HttpRequest, code: str) -> HttpResponse:
    """How to report that the filter was wrong (R-305)."""
    words = texts(language_of(request))["mistake"]
    known = canonical_code(code) or ""
    letter = Letter(
        to=_contacts(portal_of(request)),
        subject=words["subject"].format(code=known),
        lines=[line.format(code=known) for line in words["lines"]],
    )
    return _about_code(request, "mistake", code, {"letter": letter})


@require_safe
def ask_for_tool(request: HttpRequest) -> HttpResponse:
    """How to ask for a tool that is not on the list (R-421)."""
    portal = portal_of(request)
    words = texts(language_of(request))["request"]
    name = _service_name(portal, request.GET.get("dienst", ""))
    letter = Letter(
        to=_contacts(portal),
        subject=words["subject"].format(tool=name or words["subject_blank"]),
        lines=[line.format(tool=name) for line in words["lines"]],
    )
    return _page(request, "request", {"letter": letter})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is looked at, what is kept, who sees it (GDPR art. 13)."""
    return _page(request, "privacy", template="sections")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that Directive (EU) 2016/2102 asks for."""
    return _page(request, "accessibility", template="sections")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For an address or a code that does not exist."""
    del exception
    return _page(request, "not_found", status=404)


def _about_code(
    request: HttpRequest, name: str, typed: str, more: Mapping[str, object] = _NOTHING
) -> HttpResponse:
    code = canonical_code(typed)
    if code is None:
        return not_found(request)
    if code != typed:
        return HttpResponseRedirect(_address(request, name, code))
    return _page(request, name, {"code": code, **more})


def _page(
    request: HttpRequest,
    name: str,
    more: Mapping[str, object] = _NOTHING,
    *,
    template: str = "",
    status: int = 200,
) -> HttpResponse:
    language = language_of(request)
    words = texts(language)
    context: dict[str, Any] = {
        "language": language,
        "languages": [(code, texts(code)["name"]) for code in LANGUAGES],
        "site": words["site"],
        "page": _shown(words[name], portal_of(request)),
        "name": name,
        # A language that somebody chose stays chosen, without a cookie.
        "choice": f"?lang={asked}" if (asked := chosen(request)) else "",
        "ict": portal_of(request).ict_email,
        "dpo": portal_of(request).dpo_email,
        **more,
    }
    answer = render(request, f"portal/{template or name}.html", context, status=status)
    answer["Content-Language"] = language
    answer["Vary"] = "Accept-Language"
    return answer


def _shown(words: Any, portal: Portal) -> Any:
    """The same texts with the two addresses as links, and all else escaped."""
    if isinstance(words, str):
        # Only the two contacts are filled in here; a `{code}` belongs to the page itself.
        text = conditional_escape(words)
        for field, address in (("{ict}", portal.ict_email), ("{dpo}", portal.dpo_email)):
            text = SafeString(text.replace(field, _mail_link(address)))
        return text
    if isinstance(words, list):
        return [_shown(item, portal) for item in words]
    return {key: _shown(value, portal) for key, value in words.items()}


def _mail_link(address: str) -> SafeString:
    return format_html('<a href="mailto:{0}">{0}</a>', address)


def _contacts(portal: Portal) -> tuple[str, ...]:
    return (portal.ict_email, portal.dpo_email)


def _service_name(portal: Portal, slug: str) -> str:
    """Only a name from the catalogue: what stands in an address must not become our text."""
    try:
        return portal.policy.catalogue.named(slug).name
    except CatalogueError:
        return ""


def _address(request: HttpRequest, name: str, *arguments: str) -> str:
    asked = chosen(request)
    return reverse(name, args=arguments) + (f"?lang={asked}" if asked else "")
