"""Settings as `startproject` writes them: its middleware, sessions in the database, the database's own defaults.

The product's models, templates and prepared rows are the same, so that both answer with the same words.
"""

from bench.live.settings import *  # noqa: F403
from workshop.settings import DATABASE, VAR_DIR

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
DATABASES = {
    "default": DATABASE or {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "hashira.sqlite3"},
}
ROOT_URLCONF = "bench.live.stock_site_server"
