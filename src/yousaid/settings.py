"""Django's settings, made from the home's yousaid.toml. YOUSAID_HOME says where the home is."""

import importlib.util
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from .config import LANGUAGES as PAGE_LANGUAGES
from .config import Config, load_config
from .core.errors import ConfigError

#: What every SQLite connection sets first. secure_delete: deleted bytes are overwritten (C10).
PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16000",
)


def database(config: Config) -> dict[str, Any]:
    """Django's description of the home's database; ConfigError for an address it cannot use."""
    if not config.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(config.sqlite_path),
            # Each request runs in a thread of its own, whose connection no other would find again.
            "CONN_MAX_AGE": 0,
            "OPTIONS": {
                "timeout": 10,
                "transaction_mode": "IMMEDIATE",
                "init_command": ";".join(PRAGMAS),
            },
        }
    place = str(config.home / "yousaid.toml")
    try:
        url = urlsplit(config.database)
        port = url.port
    except ValueError as error:
        raise ConfigError(f"database is no address: {error}", place=place) from None
    if url.scheme not in ("postgres", "postgresql"):
        raise ConfigError(
            f"database begins with {url.scheme!r}",
            place=place,
            remedy="Write postgresql://user@host/database, or leave it out for SQLite",
        )
    if importlib.util.find_spec("psycopg") is None:
        raise ConfigError(
            "PostgreSQL needs psycopg, which is not installed",
            place=place,
            remedy="Run: pip install 'yousaid[postgres]'",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")) or "yousaid",
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"connect_timeout": 10, **dict(parse_qsl(url.query))},
    }


CONFIG: Final = load_config()
_HERE: Final = Path(__file__).parent

DEBUG = False
SECRET_KEY = CONFIG.secret("django").hex()
# The desk has no accounts yet, so it answers on this machine only; by the public address only public pages
# can be had (desk/middleware.py).
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
if CONFIG.public_address:
    ALLOWED_HOSTS.append(urlsplit(CONFIG.public_address).hostname or "")
DATABASES = {"default": database(CONFIG)}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = ["yousaid.store", "yousaid.desk", "django.contrib.staticfiles"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yousaid.desk.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "yousaid.desk.urls"
ASGI_APPLICATION = "yousaid.desk.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ]
        },
    }
]

USE_I18N = True
USE_TZ = True
TIME_ZONE = CONFIG.time_zone
LANGUAGE_CODE = CONFIG.language
LANGUAGES = [(code, {"en": "English", "es": "Español"}[code]) for code in PAGE_LANGUAGES]
LOCALE_PATHS = [str(_HERE / "locale")]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # the files are served from the package: nothing has to be collected first
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600  # seconds; after that a browser asks whether the file changed

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# Django's request log goes to the error stream without addresses or query strings of requests.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # It would print the host that a stranger asked for.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
