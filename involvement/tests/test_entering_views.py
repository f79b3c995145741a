"""Writing down what people said, one after the other: what stays for the next one, and a form that is sent twice."""

from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from involvement.models import View
from involvement.models.activities import State
from involvement.tests.factories import House
from involvement.tests.test_leading import Led

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    return House()


@pytest.fixture
def activity(house):
    with house.scope():
        return house.activity(State.RUNNING)


def views(house):
    with house.scope():
        return list(View.objects.order_by("recorded_at").select_related("theme"))


def test_a_form_that_is_sent_twice_is_stored_once_and_other_words_are_never_lost(house, activity):
    client, url = house.client(), reverse("record_view", args=[activity.pk])
    key = UUID(client.get(url).context["form"]["key"].value())
    sent = {"key": key, "theme_name": "Waiting", "words": "It is long."}
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    assert [(view.pk, view.words) for view in views(house)] == [(key, "It is long.")]
    assert client.post(url, sent | {"words": "It is cold."}).status_code == 302
    assert [view.words for view in views(house)] == ["It is long.", "It is cold."]
    assert client.post(url, sent | {"key": uuid4()}).status_code == 302
    assert [view.words for view in views(house)] == ["It is long.", "It is cold.", "It is long."]


def test_theme_group_session_and_kind_stay_for_the_next_one_and_the_name_does_not(house, activity):
    with house.scope():
        session, person = house.session(activity), house.person()
        house.place(activity, person)
    client, url = house.client(), reverse("record_view", args=[activity.pk])
    sent = {"theme_name": "Waiting", "words": "It is long.", "group": "women", "session": session.pk}
    page = client.post(url, sent | {"kind": "summary", "person": person.pk}, follow=True)
    stays = page.context["form"].initial
    assert (stays["theme_name"], stays["group"].pk, stays["session"], stays["kind"]) == (
        "Waiting",
        "women",
        session,
        "summary",
    )
    assert not page.context["form"]["person"].value()
    assert "autofocus" in str(page.context["form"]["words"])
    assert 'data-disable-auto-focus="true"' in page.content.decode(), "The banner leaves the hands in the words."


@pytest.mark.parametrize("query", ["theme=x&session=0&group=%00&kind=shouted", "theme=999999999999999999"])
def test_what_an_address_makes_up_stays_of_nothing(house, activity, query):
    page = house.client().get(f"{reverse('record_view', args=[activity.pk])}?{query}")
    assert page.status_code == 200
    assert not any(page.context["form"].initial.values())


def test_a_workers_summary_is_told_apart_from_peoples_own_words(house, activity):
    client, url = house.client(), reverse("record_view", args=[activity.pk])
    client.post(url, {"theme_name": "Waiting", "words": "Own words"})
    client.post(url, {"theme_name": "Waiting", "words": "Most found it long", "kind": "summary"})
    assert [view.kind for view in views(house)] == ["own", "summary"]
    for name in ("record_view", "activity", "compare_views"):
        page = client.get(reverse(name, args=[activity.pk])).content.decode()
        assert "“Own words”" in page and "Most found it long" in page
        assert "“Most found it long”" not in page and "A worker’s summary" in page


def test_what_stays_for_the_next_one_stays_for_whoever_leads_too(house):
    with house.scope():
        led = Led(house)
        session = house.session(led.activity)
    client, url = house.client(led.account), reverse("leading_view", args=[led.activity.pk])
    page = client.post(
        url, {"theme_name": "Food", "words": "We want to cook.", "session": session.pk, "kind": "summary"}, follow=True
    )
    assert page.context["form"].initial["theme_name"] == "Food"
    assert page.context["form"].initial["session"] == session
    assert "We want to cook." in page.content.decode()
    assert [view.kind for view in views(house)] == ["own"], "There is no worker whose summary it could be."
