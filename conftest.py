"""Fixtures for every test. Those for the real browser are in tests/browser.py."""

import pytest

pytest_plugins = ["tests.browser"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if "world" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)
