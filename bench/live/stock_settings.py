"""Settings as `startproject` creates them: its middleware, sessions in the database, default settings of the database.

Models, templates and prepared rows are the product's, so that both servers answer with the same content.
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
