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

from console.languages import LANGUAGES, chosen, language_of, texts
from console.list_pdf import MEDIA_TYPE, list_pdf
from console.portal import Portal, portal_of
from console.tools_list import ToolsList

_NOTHING: Mapping[str, object] = MappingProxyType({})


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """There is no console yet; the list is what most people come for."""
    return HttpResponseRedirect(address(request, "list"))


@never_cache
@require_safe
def tools_list(request: HttpRequest) -> HttpResponse:
    """The published list of allowed and excluded tools (R-420, R-424)."""
    tools = ToolsList.of(portal_of(request).policy.catalogue)
    version = version_line(request, tools, language_of(request))
    return page(request, "list", {"tools": tools, "version": version})


@never_cache
@require_safe
def tools_list_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a PDF."""
    tools, language = ToolsList.of(portal_of(request).policy.catalogue), language_of(request)
    version = version_line(request, tools, language)
    made = list_pdf(tools, texts(language), version=version, language=language)
    headers = {
        "Content-Disposition": f'inline; filename="lijst-{language}.pdf"',
        "Content-Language": language,
    }
    return HttpResponse(made, content_type=MEDIA_TYPE, headers=headers)


def version_line(request: HttpRequest, tools: ToolsList, language: str) -> str:
    """Which list this is, and since when."""
    with translation.override(language):
        date = date_format(localtime(portal_of(request).policy.changed), "j F Y, H:i")
    return str(texts(language)["list"]["version"].format(version=tools.version, date=date))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is looked at, what is kept, who sees it (GDPR art. 13)."""
    return page(request, "privacy", template="sections")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that Directive (EU) 2016/2102 asks for."""
    return page(request, "accessibility", template="sections")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For an address or a code that does not exist."""
    del exception
    return page(request, "not_found", status=404)


def page(
    request: HttpRequest,
    name: str,
    more: Mapping[str, object] = _NOTHING,
    *,
    template: str = "",
    status: int = 200,
) -> HttpResponse:
    """The public page `name` in the reader's language: its texts, and `more` for its template."""
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
        for field, mailbox in (("{ict}", portal.ict_email), ("{dpo}", portal.dpo_email)):
            text = SafeString(text.replace(field, _mail_link(mailbox)))
        return text
    if isinstance(words, list):
        return [_shown(item, portal) for item in words]
    return {key: _shown(value, portal) for key, value in words.items()}


def _mail_link(address: str) -> SafeString:
    return format_html('<a href="mailto:{0}">{0}</a>', address)


def address(request: HttpRequest, name: str, *arguments: str) -> str:
    """Of the public page `name`, in the language that somebody chose."""
    asked = chosen(request)
    return reverse(name, args=arguments) + (f"?lang={asked}" if asked else "")
