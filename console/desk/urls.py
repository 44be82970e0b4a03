"""
Addresses of the console. All of them need a login.
"""

from __future__ import annotations

from django.urls import path

from console.desk import acting, events, export, health, incident, manual, queue, start

urlpatterns = [
    path("", start.start_page, name="start"),
    path("strook", start.strip_part, name="strip"),
    path("incidenten", queue.queue_page, name="queue"),
    path("incidenten.csv", export.incidents_csv, name="queue-csv"),
    path("incidenten.json", export.incidents_json, name="queue-json"),
    path("incidenten/nieuw", manual.open_page, name="incident-open"),
    path("incidenten/<str:number>", incident.incident_page, name="incident"),
    path("incidenten/<str:number>/stap", acting.step, name="incident-step"),
    path("incidenten/<str:number>/ernst", acting.severity, name="incident-severity"),
    path("incidenten/<str:number>/kennisname", acting.awareness, name="incident-awareness"),
    path("incidenten/<str:number>/omvang", acting.scope, name="incident-scope"),
    path("incidenten/<str:number>/nota", acting.note, name="incident-note"),
    path("incidenten/<str:number>/toewijzen", acting.assign, name="incident-assign"),
    path("incidenten/<str:number>/checklist", acting.tick, name="incident-checklist"),
    path("gebeurtenissen", events.events_page, name="events"),
    path("gebeurtenissen.csv", export.events_csv, name="events-csv"),
    path("gebeurtenissen.json", export.events_json, name="events-json"),
    path("gezondheid", health.health_page, name="health"),
]
