"""The gallery shows each field in every state and every component, and opens for whoever develops."""

import pytest

from core.access import Access
from core.views_gallery import gallery
from tests.journeys.somebody import assert_nothing_sticks_out

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def routed(settings):
    settings.ROOT_URLCONF = "tests.gallery_urls"


def test_the_gallery_opens_without_signing_in(client):
    assert gallery.access == Access("public")
    page = client.get("/gallery/")
    assert page.status_code == 200
    for state in ("Plain", "Filled in", "With mistakes", "Disabled"):
        assert state in page.text


@pytest.mark.parametrize("width", [320, 1280])
def test_the_gallery_is_accessible_in_every_state(page, axe, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/gallery/")
    assert page.title().startswith("Gallery")
    axe(page)
    assert_nothing_sticks_out(page)
