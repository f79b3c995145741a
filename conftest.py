"""Fixtures for every test. Those for the real browser are in tests/browser.py, the database in tests/database.py."""

import pytest
from django.core.cache import cache

from core.start import translations

pytest_plugins = ["tests.browser", "tests.database"]

try:
    from hypothesis import settings

    # How long an example takes says something of the machine, and nothing of the code.
    settings.register_profile("alongside", deadline=None)
    settings.load_profile("alongside")
except ImportError:
    pass  # only requirements-dev.txt brings it


def pytest_configure(config):
    """Translations as they are in locale/ now. Once, and not in each of xdist's processes."""
    if not hasattr(config, "workerinput"):
        translations.compile_all()


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if "world" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)
    # The longest first: what is quick fills up the end, where one worker would else wait for the other.
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(autouse=True)
def counts_start_at_nothing(request):
    """Attempts are counted in a table that no test empties; counts of one test must not refuse another."""
    if (
        request.node.get_closest_marker("django_db")
        or "db" in request.fixturenames
        or "live_server" in request.fixturenames
    ):
        request.getfixturevalue("django_db_setup")
        with request.getfixturevalue("django_db_blocker").unblock():
            cache.clear()


@pytest.fixture(scope="session", autouse=True)
def passwords_are_quick():
    """Signing in is real; making a password slow to guess is for real people."""
    from django.conf import settings
    from django.test import override_settings

    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[quick, *settings.PASSWORD_HASHERS]):
        yield


@pytest.fixture(scope="session", autouse=True)
def uploads_of_tests_stay_apart(tmp_path_factory):
    """Uploaded files of tests go where the next run does not find them."""
    from django.test import override_settings

    with override_settings(FILES_DIR=str(tmp_path_factory.mktemp("files"))):
        yield
