"""
Addresses around the login. The link is public; the rest needs an account.
"""

from __future__ import annotations

from django.urls import path

from console.entrance import accounts_page, links, looks, own

urlpatterns = [
    path("toegang/<str:token>", links.invitation, name="invitation"),
    path("wachten", own.waiting, name="waiting"),
    path("mijn-account", own.own_account, name="own-account"),
    path("accounts", accounts_page.accounts, name="accounts"),
    path("accounts/nieuw", accounts_page.new_account, name="new-account"),
    path("accounts/wachtend", accounts_page.waiting_accounts, name="waiting-accounts"),
    path("accounts/<int:number>/akkoord", accounts_page.confirm_account, name="confirm-account"),
    path("accounts/<int:number>/<str:deed>", accounts_page.account_deed, name="account-deed"),
    path("inzage", looks.looks, name="looks"),
    path("inzage/uittreksel", looks.extracts, name="audit-extracts"),
    path("inzage/uittreksel/maken", looks.take_extract, name="take-audit-extract"),
    path("inzage/uittreksel/nakijken", looks.check_extract, name="check-audit-extract"),
]
