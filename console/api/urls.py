"""
Addresses for programs: one for each operation, the description, and nothing else.
"""

from __future__ import annotations

from django.urls import path, re_path

from console.api.operations import OPERATIONS
from console.api.views import described, nowhere, view_of

urlpatterns = [
    path("v1/openapi.json", described, name="api-description"),
    *(
        path(
            f"v1/{each.path.replace('{code}', '<str:code>')}", view_of(each), name=f"api-{each.id}"
        )
        for each in OPERATIONS
    ),
    re_path("^", nowhere),
]
