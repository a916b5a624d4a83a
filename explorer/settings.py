"""Everything that a deployment may set, read from the environment and nowhere else."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from environs import Env

from explorer.accounts.configuration import *  # noqa: F403 - names that Django reads
from explorer.secret_key import kept_in
from labs.registry import labs

env = Env()
ROOT = Path(__file__).resolve().parent.parent
DATA = Path(env.str("EXPLORER_DATA", str(ROOT / "var")))

SECRET_KEY = env.str("SECRET_KEY", "") or kept_in(DATA)
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
HTTPS = env.bool("HTTPS", False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "template_partials",
    "explorer.accounts",
    "explorer.runs",
    "explorer.experiments",
    "explorer.catalog",
    "explorer.exports",
    "explorer.api",
    "workers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "explorer.compression.CompressPages",
    "csp.middleware.CSPMiddleware",
    "explorer.refusing.readable",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "explorer.accounts.middleware.guests",
]

ROOT_URLCONF = "explorer.urls"
ASGI_APPLICATION = "explorer.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates", *(lab.folder / "templates" for lab in labs().values())],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

# How long a silent worker keeps its run. It renews twice a second.
LEASE_SECONDS = env.float("LEASE_SECONDS", 6)

DATABASES: dict[str, Any] = {
    "default": {
        **env.dj_db_url("DATABASE_URL", "postgresql:///explorer"),
        "CONN_HEALTH_CHECKS": True,
    }
}
# A process frozen amid a transaction holds its rows no longer than a silent worker keeps its run.
_OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
_OPTIONS["options"] = (
    f"{_OPTIONS.get('options', '')} "
    f"-c idle_in_transaction_session_timeout={round(LEASE_SECONDS * 1000)}"
).strip()
# Threads of the web process share connections; a worker's few threads each keep their own.
if env.bool("DATABASE_POOL", False):
    _OPTIONS["pool"] = {"min_size": 1, "max_size": 10, "timeout": 10}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_URL = env.str("BROKER_URL", "redis://localhost:6379/0")

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [
    ROOT / "static",
    *(found for lab in labs().values() if (found := lab.folder / "static").exists()),
]
MEDIA_ROOT = DATA / "media"
_PLAIN_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
_STATIC_STORAGE = _PLAIN_STATIC if DEBUG else "explorer.storage.StaticFiles"
STORAGES = {
    "default": {"BACKEND": "explorer.storage.KeptFiles"},
    "staticfiles": {"BACKEND": env.str("STATIC_STORAGE", _STATIC_STORAGE)},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        # A video that the visitor chose is read by the browser itself, from a blob.
        "media-src": ["blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
CSRF_FAILURE_VIEW = "explorer.accounts.views.csrf_failure"

# E-mail goes to the console unless EMAIL_URL names a server: smtp+tls://user:password@host:587
vars().update(env.dj_email_url("EMAIL_URL", "console:"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "AI Research Explorer <noreply@localhost>")

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# Parts of share pages, up to 150 kB each; allauth counts attempts in the other.
_LOCAL_CACHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES: dict[str, Any] = {
    "default": _LOCAL_CACHE,
    "template_fragments": {**_LOCAL_CACHE, "LOCATION": "parts", "OPTIONS": {"MAX_ENTRIES": 100}},
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname).1s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
}
