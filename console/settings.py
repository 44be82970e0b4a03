"""
Django's own settings. What an operator can turn stands in `config.settings`.
"""

from __future__ import annotations

from pathlib import Path

from django.utils.csp import CSP

from console import installation

_ROOM = Path(__file__).resolve().parent

DEBUG = False
SECRET_KEY = installation.secret_key()
# `console.known_host` decides; Django cannot say "any address, and our own names".
ALLOWED_HOSTS = ["*"]

ROOT_URLCONF = "console.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Before the login library: our pages take the place of its own.
    "console.entrance",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "console.accounts",
    "console.records",
    "console.desk",
    "console.disclosure",
    "console.measures",
    "console.retention",
    "console.outbox",
    "console.dossier",
    "console.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "console.known_host.KnownHost",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "console.api.door.NoCookies",
    # Cookies are for those who log in: nothing on the public pages asks for a session.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "console.desk.language.AccountLanguage",
    "console.desk.live.Follow",
    "console.entrance.gate.Gate",
    # For the length of each answer: old PAC clients want to know it.
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_ROOM / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "console.entrance.words.entrance",
            ]
        },
    }
]
DATABASES = installation.databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"

ACCOUNT_ADAPTER = "console.accounts.adapters.Logins"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
# Addresses are set by who makes the account, and nothing is mailed to prove them.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if installation.is_https() else "http"
MFA_ADAPTER = "console.accounts.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Codes of the 30 seconds before and after count once too: people type slowly and clocks of
# phones drift (RFC 6238, 5.2 and 6).
MFA_TOTP_TOLERANCE = 1
# Browsers offer passkeys on https and on localhost only, whatever this says.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not installation.is_https()
SOCIALACCOUNT_ADAPTER = "console.accounts.adapters.ProviderLogins"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = installation.login_providers()
OIDC_PROVIDER = bool(SOCIALACCOUNT_PROVIDERS)

SESSION_COOKIE_NAME = "promptwacht_session"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "promptwacht_csrf"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "console.desk.errors.stale"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = installation.is_https()
# Behind a front that ends TLS, our own scheme is http and the browser's is https.
CSRF_TRUSTED_ORIGINS = installation.https_origins()
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
# With "no-referrer" browsers send forms with the origin "null", which Django's CSRF refuses.
SECURE_REFERRER_POLICY = "same-origin"
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
