"""
Django's own settings. What an operator can turn stands in `config.settings`.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from django.utils.csp import CSP

_ROOM = Path(__file__).resolve().parent

DEBUG = False
# Nothing is signed for longer than a process lives: there are no sessions yet.
SECRET_KEY = secrets.token_urlsafe(48)
# `console.known_host` decides; Django cannot say "any address, and our own names".
ALLOWED_HOSTS = ["*"]

ROOT_URLCONF = "console.urls"
INSTALLED_APPS = ["django.contrib.staticfiles"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "console.known_host.KnownHost",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # For the length of each answer: old PAC clients want to know it.
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_ROOM / "templates"],
    }
]
DATABASES: dict[str, dict[str, str]] = {}

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
# On plain http this header means nothing and browsers complain about it.
SECURE_CROSS_ORIGIN_OPENER_POLICY = None

STATIC_URL = "/static/"
STATICFILES_DIRS = [_ROOM / "static"]
# Served from the sources: nothing has to be collected before the first start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LANGUAGE_CODE = "nl"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

APPEND_SLASH = False
# Our own log configuration holds; Django would mail administrators.
LOGGING_CONFIG = None
