"""What all tests stand on: a session in preparation, its people, their browsers. Real database, real Redis, real sockets."""

from pathlib import Path

import pytest

from tests.hands import Browser, Day, make_session, publish_library, user
from workshop.sessions.models import Session, User


def pytest_configure():
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # or each request warns that it is missing


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The library is published once; a test that empties the database publishes it again for itself."""
    with django_db_blocker.unblock():
        publish_library()


@pytest.fixture(autouse=True)
def plain_ground(settings, tmp_path):
    """Static files under their own names, fast passwords, files of each test in a folder of its own."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def ana(db) -> User:
    return user("Ana")


@pytest.fixture
def session(ana) -> Session:
    return make_session(ana)


@pytest.fixture
def day(session, ana) -> Day:
    """Five people of four companies, nothing begun yet."""
    day = Day(session, ana)
    for name, company in [
        ("Ben", "Kita Paper"),
        ("Chi", "Hoshi Freight"),
        ("Dov", "Oru Dairy"),
        ("Fay", "Kita Paper"),
        ("Gen", "Lumen Bank"),
    ]:
        day.comes(name, company)
    return day


@pytest.fixture
def discussion(day) -> Day:
    """The same, dealt, at the discussion of the first pillar."""
    day.deals()
    day.goes_to("welcome")
    day.goes_to("reading")
    day.goes_to("briefing", "operationalExcellence")
    day.goes_to("discussion", "operationalExcellence")
    return day


@pytest.fixture
def desk(ana) -> Browser:
    return Browser(ana)


@pytest.fixture
def bens(day) -> Browser:
    return Browser(day.people["Ben"])


@pytest.fixture
def stranger(db) -> Browser:
    return Browser()
