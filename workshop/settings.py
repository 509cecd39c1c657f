"""Settings. Without environment variables this is the embedded mode: one machine, SQLite, and all files under `var/`."""

import hashlib
import os
import secrets
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from workshop import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("HASHIRA_VAR") or BASE_DIR / "var").resolve()
env.make_folder(VAR_DIR, "HASHIRA_VAR")


def _app_version() -> str:
    """The version and a digest of what browsers load, so that an open page notices any other build."""
    given = [
        path
        for folder in ("locale", "static/css", "static/js", "templates")
        for path in (BASE_DIR / folder).rglob("*.*")
    ]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(given)))
    return f"0.3.0-{digest.hexdigest()[:12]}"


APP_VERSION = _app_version()
DEBUG = env.flag("DEBUG")
TLS = env.flag("TLS")  # browsers use https, with us or with the proxy before us
BEHIND_PROXY = env.flag("BEHIND_PROXY")  # all requests come through our proxy, which passes the address of the browser
DATABASE = env.database("DATABASE_URL")
DEPLOYED = (
    DATABASE is not None
)  # several processes, perhaps on several machines, which must not choose values of their own


def _secret_key() -> str:
    """The key from the environment, else one that was generated once and is readable by its owner only."""
    if key := env.secret("SECRET_KEY"):
        return key
    if DEPLOYED:
        raise env.missing("SECRET_KEY", "the same random characters for every process: openssl rand -hex 32")
    path = VAR_DIR / "secret.key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


def _allowed_hosts() -> list[str]:
    if DEPLOYED and not env.hosts("ALLOWED_HOSTS"):
        raise env.missing(
            "ALLOWED_HOSTS", "ALLOWED_HOSTS=workshop.example.com, the host name in the browser's address."
        )
    return env.hosts("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]


def _redis_url() -> str:
    """The address of Redis or Valkey: that of the environment, else that of the embedded server, else empty."""
    if url := env.redis("REDIS_URL"):
        return url
    path = VAR_DIR / "run" / "store"
    return path.read_text().strip() if path.exists() else ""


SECRET_KEY = _secret_key()
REDIS_URL = _redis_url()

ALLOWED_HOSTS = _allowed_hosts()
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "workshop",
    "reviews",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
]

MIDDLEWARE = [
    "workshop.web.cache_headers.StoreNothing",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "workshop.people.middleware.VisitorMiddleware",
]

ROOT_URLCONF = "workshop.urls"
ASGI_APPLICATION = "workshop.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ],
            "libraries": {
                "extensions": "workshop.main_room.tags",
                "live": "workshop.live.tags",
                "moments": "workshop.sessions.tags",
                "texts": "reviews.lenses.tags",
                "comments": "reviews.comments.tags",
                "scenarios": "reviews.scenarios.tags",
                "tables": "reviews.tables.tags",
                "documents": "reviews.summaries.tags",
            },
        },
    }
]

_SQLITE = {
    "ENGINE": "workshop.web.sqlite",
    "NAME": VAR_DIR / "hashira.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
        ),
    },
    "TEST": {"NAME": VAR_DIR / "test.sqlite3"},
}
_POOL = env.number("DATABASE_POOL", 10, least=2, most=200)
_POSTGRES_OPTIONS = {
    # A pool that lost its server retries with growing pauses for `reconnect_timeout`; after that, the next request makes it
    # try at once. A short timeout therefore brings the service back as soon as the database is back.
    "pool": {
        "min_size": 1,
        "max_size": _POOL,
        "timeout": 5,
        "reconnect_timeout": 2,
    },
    "connect_timeout": 5,
    # Parameters are sent separately from the statement, so that the server's log does not contain them.
    "server_side_binding": True,
    "prepare_threshold": 3,  # most statements are repeated: each is planned once per connection
    # Limits for a server, or a network, that disappears without closing its connections.
    "keepalives_idle": 10,  # seconds
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
    "options": " ".join(
        f"-c {name}={value}"
        for name, value in {
            "log_parameter_max_length_on_error": 0,
            # Our transactions take milliseconds. One whose process hangs, or whose machine is gone, would lock its rows for
            # hours, and each request that waits for them holds one of the few connections that all sessions share.
            "lock_timeout": "5s",
            "idle_in_transaction_session_timeout": "5s",
            "tcp_keepalives_idle": 10,
            "tcp_keepalives_interval": 5,
            "tcp_keepalives_count": 3,
        }.items()
    ),
}
# The pool checks each connection before it hands it out, so that none is broken after a restart of the server.
DATABASES = {
    "default": DATABASE | {"OPTIONS": DATABASE["OPTIONS"] | _POSTGRES_OPTIONS, "CONN_HEALTH_CHECKS": True}
    if DATABASE
    else _SQLITE
}
# SQLite's connections stay with their threads (web/request_threads.py).
DATABASES["default"]["CONN_MAX_AGE"] = 0 if DATABASE else None

CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

if REDIS_URL.startswith("unix://"):
    CELERY_BROKER_URL = "redis+socket://" + REDIS_URL.removeprefix("unix://")
else:
    CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_timeout": 5, "socket_connect_timeout": 2}
    if REDIS_URL
    else {
        "data_folder_in": str(VAR_DIR / "queue"),
        "data_folder_out": str(VAR_DIR / "queue"),
        "control_folder": str(VAR_DIR / "queue" / "control"),
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_TASK_ROUTES = {"reviews.summaries.tasks.render_summary": {"queue": "documents"}}
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "workshop.beat:MonotonicScheduler"
# In seconds. No task expires, since that would compare the clocks of two processes.
CELERY_BEAT_SCHEDULE = {
    "move inboxes": {"task": "reviews.comments.tasks.move_inboxes", "schedule": 1.0},
    "publish summaries": {"task": "reviews.summaries.tasks.publish_summaries", "schedule": 5.0},
    "sweep summaries": {"task": "reviews.summaries.tasks.sweep_summaries", "schedule": 15.0},
}

AUTH_USER_MODEL = "workshop.User"
LOGIN_URL = "workshop:sign-in"
LOGIN_REDIRECT_URL = "workshop:sessions"
LOGOUT_REDIRECT_URL = "workshop:front"
PASSWORD_HASHERS = ["workshop.accounts.hashing.InItsOwnThread"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", VAR_DIR / "locale"]  # the second has the compiled translations
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "workshop.web.assets.storage.Storage"},
}
SERVESTATIC_KEEP_ONLY_HASHED_FILES = True  # the others are not served, and compressing them takes seconds
SERVESTATIC_SKIP_COMPRESS_EXTENSIONS = (
    "woff2",
    "ttf",
    "png",
    "jpg",
    "webp",
    "gz",
    "br",
)  # compressed already, or used for PDFs only
MEDIA_ROOT = VAR_DIR / "media"

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

_PREFIX = "__Host-" if TLS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_PREFIX}language"
MEMBERSHIPS_COOKIE_NAME = f"{_PREFIX}seats"
LEFT_COOKIE_NAME = f"{_PREFIX}left"
KNOWN_COOKIE_NAME = f"{_PREFIX}known"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    # HSTS for subdomains and preloading are decisions of the domain's owner.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# The longest body in bytes, and the URL names for which it may be longer (web/request_bodies.py). Bodies are held in memory and
# never written to disk. deploy/nginx.conf has the same limits.
BODY_LIMIT = 64 * 1024
BODY_LIMITS = {"reviews:lens-import": 1024 * 1024, "reviews:lens-companion": 1024 * 1024}
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = max(BODY_LIMIT, *BODY_LIMITS.values())
CSRF_FAILURE_VIEW = "workshop.web.error_pages.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "redaction": {"()": "reviews.comments.log_redaction.WithoutAddress"},
        "outages": {
            "()": "workshop.web.logs.OncePerOutage",
            "talkative": ["workshop.live.channel_layer", "workshop.live.hub", "workshop.live.notifier", "psycopg.pool"],
        },
    },
    "formatters": {
        # The rest of such an address is secret: a personal link, a link that signs in once, a screen's link, a join code.
        "console": {"()": "workshop.web.logs.WithoutKeys", "addresses": ["p", "sign-in/once", "screen", "wall", "j"]},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["redaction", "outages"], "formatter": "console"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {
            "handlers": [],
            "level": "INFO",
            "propagate": True,
        },  # no mails about errors, since they contain what people wrote
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # Never logged, however uvicorn is started: addresses and times would reveal who commented.
        "uvicorn": {"handlers": [], "propagate": True},
        "uvicorn.access": {"handlers": [], "propagate": False},
        "uvicorn.error": {"level": "WARNING"},  # below this level it logs each socket that opens
        "weasyprint.progress": {"level": "WARNING"},
        "py.warnings": {"level": "ERROR"},  # Celery warns of its own deprecations, eight lines per outage
    },
}

# Requests that Django answers at a time per process (web/request_threads.py). One PostgreSQL connection is reserved for sockets.
REQUEST_THREADS = env.number("REQUEST_THREADS", 16, least=2, most=200)
if DATABASE:
    REQUEST_THREADS = min(REQUEST_THREADS, _POOL - 1)
PREPARATIONS = ["publish"]  # commands that `manage.py prepare` runs after migrating
POSTS_A_PERSON = 10  # within ten seconds, see live/limits.py
FINDINGS_A_BOARD = 100  # per group and pillar, since a page shows all of them
COMMENTS_A_SESSION, COMMENTS_AN_ADDRESS = (
    300,
    60,
)  # within a minute, or up to half as many again; see comments/limits.py
LIVE_VISITORS = "workshop.people.visitors.Visitors"
