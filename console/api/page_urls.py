"""
Addresses of the pages about tokens, below one's own account.
"""

from __future__ import annotations

from django.urls import path

from console.api import token_pages

urlpatterns = [
    path("", token_pages.tokens, name="tokens"),
    path("/nieuw", token_pages.new_token, name="new-token"),
    path("/<int:number>/intrekken", token_pages.revoke_token, name="revoke-token"),
]
