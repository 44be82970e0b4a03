"""
What this installation decides of the login library: nobody signs up, second factors are sealed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from console.accounts.models import Account

BEGAN = "began"
"""Key in the session: when it was first used by somebody who is logged in, in Unix seconds."""
_FRESH_SECONDS = 300
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor. Recovery codes only stand in for one."""


def has_second_factor(account: Account) -> bool:
    """Whether `account` set up an app or a passkey."""
    return bool(Authenticator.objects.filter(user=account, type__in=FACTORS).exists())


class Logins(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by people who may, never by a form on the network."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """
        Before a change of passwords or second factors, yes; but not right after the login, when
        the first second factor is set up and its recovery codes are shown.
        """
        account = self.request.user
        if app != "allauth.mfa" or not isinstance(account, Account):
            return True
        began = float(self.request.session.get(BEGAN, 0))
        is_fresh = timezone.now().timestamp() - began < _FRESH_SECONDS
        return not is_fresh and has_second_factor(account)

    def get_client_ip(self, request: HttpRequest) -> str:
        """For the limits on tries; a header that anybody can send does not count."""
        return str(request.META.get("REMOTE_ADDR", "unknown"))


class ProviderLogins(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """The organisation's own login provider opens accounts that exist; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Never."""
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Account, str] | None:
        """
        The one account with the address that the provider vouches for. A provider of one
        organisation that says nothing of `email_verified` (Entra ID) counts as vouching; the
        settings refuse issuers that serve everybody.
        """
        claims = sociallogin.account.get_provider_account().get_user_data() or {}
        email = claims.get("email")
        if not isinstance(email, str) or not email:
            return None
        if str(claims.get("email_verified", True)).lower() != "true":
            return None
        found = Account.objects.filter(email__iexact=email, is_active=True)[:2]
        # No address in the answer: with one, the library would wipe the account's password.
        return (found[0], "") if len(found) == 1 else None


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Secrets of second factors are sealed in the store, and the last factor stays."""

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode("ascii")).decode()

    def get_totp_issuer(self) -> str:
        """How the app on the phone calls it."""
        return "promptwacht"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Another one first: without any, the account could not be used."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())


def _seal() -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"second factors", hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key))
