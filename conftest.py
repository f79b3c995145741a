"""Fixtures for every test. Those for the real browser are in tests/browser.py."""

import pytest

pytest_plugins = ["tests.browser"]

try:
    from hypothesis import settings

    # How long an example takes says something of the machine, and nothing of the code.
    settings.register_profile("alongside", deadline=None)
    settings.load_profile("alongside")
except ImportError:
    pass  # only requirements-dev.txt brings it


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if "world" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)
