"""Fixtures for all tests: a session in preparation, its people, their browsers. Real database, real Redis, real sockets."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import translation

from reviews.comments import limits as comment_limits
from tests import scenes
from tests.actors import Browser, Day, user
from workshop.accounts.models import User
from workshop.live import limits, rooms
from workshop.sessions.models import Session


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What uses a database is marked, so that the others are not run again on another one."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The library is there from the start, and again whenever a test that commits has emptied the database behind itself."""

    def emptied(**_signal) -> None:
        scenes.stock()

    with django_db_blocker.unblock():
        scenes.stock()
    post_migrate.connect(emptied, sender=apps.get_app_config("reviews"))
    # Nobody asks for Django's permissions, and each of these tests would write them anew.
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    yield
    post_migrate.disconnect(emptied, sender=apps.get_app_config("reviews"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings) -> None:
    """A test is one transaction, which may be idle while a document is laid out, or while the machine is busy."""
    options = connection.settings_dict["OPTIONS"]
    if "options" in options:
        options["options"] += " -c idle_in_transaction_session_timeout=0 -c lock_timeout=0"


@pytest.fixture(autouse=True)
def plain_installation(settings, tmp_path):
    """Static files under their own names, fast passwords, a folder of its own for each test's files; nobody has written yet.

    A request of the test's client leaves its language active in this thread.
    """
    translation.deactivate()
    limits._sent.clear()  # SQLite gives the number of one test's facilitator to the next one's
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    comment_limits.of_addresses.clear()
    comment_limits.of_sessions.clear()


@pytest.fixture
def counted_tellings(monkeypatch) -> None:
    """Versions rise by one, so that they count what a room was told."""
    monkeypatch.setattr(rooms, "STEP_AT_MOST", 1)


@pytest.fixture
def ana(db) -> User:
    return user("Ana")


@pytest.fixture
def prepared_scene(request, ana) -> Day:
    """The furthest of the worlds a test asks for."""
    return scenes.begin(next(name for name in reversed(scenes.NAMES) if name in request.fixturenames), ana)


@pytest.fixture
def session(prepared_scene) -> Session:
    return prepared_scene.session


@pytest.fixture
def day(prepared_scene) -> Day:
    """Five people of four companies, nothing begun yet."""
    return prepared_scene


@pytest.fixture
def discussion(prepared_scene) -> Day:
    """The same with groups, in the discussion of the first pillar. Of the earlier stages only the reading took place."""
    return prepared_scene


@pytest.fixture
def desk(ana) -> Browser:
    return Browser(ana)


@pytest.fixture
def bens(day) -> Browser:
    return Browser(day.people["Ben"])


@pytest.fixture
def stranger(db) -> Browser:
    return Browser()
