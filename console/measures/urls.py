"""
Addresses of this room. All of them need a login.
"""

from __future__ import annotations

from django.urls import path

from console.measures import (
    case_pages,
    exemption_pages,
    mistake_pages,
    notice_page,
    overview,
    stop_pages,
    tester_page,
    tool_pages,
)

urlpatterns = [
    path("", overview.measures, name="measures"),
    path("uitzonderingen", exemption_pages.exemption_list, name="exemptions"),
    path("uitzonderingen/nieuw", exemption_pages.new_exemption, name="new-exemption"),
    path("uitzonderingen/<str:number>", exemption_pages.exemption, name="exemption"),
    path(
        "uitzonderingen/<str:number>/intrekken",
        exemption_pages.revoke_exemption,
        name="revoke-exemption",
    ),
    path("aanvragen", tool_pages.tool_list, name="tools"),
    path("aanvragen/<str:number>", tool_pages.tool, name="tool"),
    path("aanvragen/<str:number>/nazicht", tool_pages.check_tool, name="check-tool"),
    path("aanvragen/<str:number>/advies", tool_pages.advise_tool, name="advise-tool"),
    path("aanvragen/<str:number>/besluit", tool_pages.decide_tool, name="decide-tool"),
    path("aanvragen/<str:number>/intrekken", tool_pages.withdraw_tool, name="withdraw-tool"),
    path("bericht", notice_page.list_notice, name="list-notice"),
    path("vergissingen", mistake_pages.mistakes, name="mistakes"),
    path("testgevallen", case_pages.case_list, name="cases"),
    path("testgevallen.jsonl", case_pages.case_file, name="case-file"),
    path("testgevallen/nieuw", case_pages.new_case, name="new-case"),
    path("testgevallen/<str:number>/klaar", case_pages.finish_case, name="finish-case"),
    path("proef", tester_page.tester, name="tester"),
    path("stopgezet", stop_pages.stops, name="stops"),
    path("stopgezet/stop", stop_pages.stop_service, name="stop-service"),
    path("stopgezet/<int:pk>/vraag", stop_pages.ask_to_reopen, name="ask-to-reopen"),
    path("stopgezet/<int:pk>/nee", stop_pages.decline_reopening, name="decline-reopening"),
    path("stopgezet/<int:pk>/open", stop_pages.reopen_service, name="reopen-service"),
]
