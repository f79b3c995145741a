"""The whole thread through the pages: planned, opened, people invited, words recorded, decided, told, fed back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consent.actions import give_account
from core.history import acting
from core.models import User
from involvement.models import Activity, Decision, Place, Session, Telling, View
from involvement.models.activities import State
from involvement.tests.factories import REASON, House, day

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    return House()


def post(client, name, *args, **data):
    """Send a form; it must be taken."""
    response = client.post(reverse(name, args=args), data)
    assert response.status_code == 302, said_in(response)
    return response


def said_in(response):
    form = response.context and response.context.get("form")
    return form.errors if form else response.content.decode()[:400]


def move(client, activity, to, **data):
    response = post(client, "move_activity", activity.pk, to, **data)
    assert response.url == reverse("activity", args=[activity.pk])


def test_from_a_plan_to_fed_back(house):
    client, today = house.client(), timezone.localdate()
    with house.scope():
        asha, bea = house.person("Asha"), house.person("Bea", email="")

    plan = {
        **{key: getattr(value, "pk", value) for key, value in house.plan().items() if key != "starts_on"},
        **day("starts_on", today),
        "access": "invitation",
        "groups": ["women"],
        "title": "Women's workshop",
    }
    post(client, "plan_activity", **plan)
    with house.scope():
        activity = Activity.objects.get(title="Women's workshop")
        assert [group.pk for group in activity.groups.all()] == ["women"]

    move(client, activity, State.OPEN)
    post(client, "invite", activity.pk, person=asha.pk)
    refused = client.post(reverse("invite", args=[activity.pk]), {"person": bea.pk})
    assert "No safe way to contact them is known." in refused.content.decode()
    response = client.post(
        reverse("invite", args=[activity.pk]) + "?how=face_to_face",
        {"person": bea.pk, **day("face_to_face_on", today)},
    )
    assert response.status_code == 302, said_in(response)
    with house.scope():
        for place in Place.objects.all():
            post(client, "answer_invitation", place.pk, state="accepted")

    move(client, activity, State.RUNNING)
    yesterday = today - timedelta(days=1)
    post(client, "plan_session", activity.pk, title="Workshop", starts="2pm", ends="4pm", **day("day", yesterday))
    with house.scope():
        session = Session.objects.get()
    page = client.get(reverse("activity", args=[activity.pk])).content.decode()
    assert "Running: 0 of 1 sessions held" in page
    assert "Close out its sessions first: 1 still without attendance." in page
    post(client, "hold_session", session.pk, came=[asha.pk, bea.pk], others_attended=4, minutes="We met.")
    post(client, "minutes", session.pk, text="We talked about waiting.", publish="1")
    post(client, "note_plan_change", activity.pk, asked="Start later", changed="It starts at two")

    kept = post(
        client, "record_view", activity.pk, theme_name="Waiting", words="Tell us what happens next.",
        session=session.pk, group="women", person=asha.pk,
    )  # fmt: skip
    form = client.get(kept.url).context["form"]
    assert form.initial["theme_name"] == "Waiting" and form.initial["session"] == session
    assert "autofocus" in str(client.get(kept.url).content)
    post(client, "record_view", activity.pk, theme_name="waiting", words="It is a long wait.", session=session.pk)
    with house.scope():
        views = list(View.objects.all())
        assert {view.theme.name for view in views} == {"Waiting"}

    post(
        client, "decide", activity.pk, views=[str(view.pk) for view in views], you_said="Waiting is hard.",
        outcome="adopted", we_decided="Somebody looks in every hour.", rationale=REASON,
        owner=house.practitioner.pk, **day("due", today + timedelta(days=30)),
    )  # fmt: skip
    with house.scope():
        decision = Decision.objects.get()
    page = client.get(reverse("decision", args=[decision.pk])).content.decode()
    assert "Saved, not told" in page and "Hello Asha" in page and "A message goes out by itself" in page
    assert "Somebody looks in every hour." not in client.get("/what-changed/northshire/").content.decode()

    move(client, activity, State.CLOSED)
    post(client, "publish_decision", decision.pk)
    move(client, activity, State.DECIDED)
    stuck = client.get(reverse("move_activity", args=[activity.pk, "fed_back"])).content.decode()
    assert "Tell everyone first: 3 still to be told." in stuck
    page = client.get(reverse("activity", args=[activity.pk])).content.decode()
    assert "Tell everyone first: 3 still to be told." in page
    with house.scope():
        tellings = list(Telling.objects.all())
    for telling in tellings:
        post(client, "telling", telling.pk, how="meeting")
    move(client, activity, State.FED_BACK)
    page = client.get(reverse("activity", args=[activity.pk])).content.decode()
    assert "Fed back: 3 of 3 told" in page and "Kept" in page

    public = client.get("/what-changed/northshire/").content.decode()
    assert "Somebody looks in every hour." in public and "Asha" not in public
    with acting(house.by, "test"):
        user = User.objects.create(email="asha@example.org", name="Asha")
    with house.scope():
        give_account(by=house.by, user=user, person=asha)
    mine = house.client(user).get(reverse("my_what_changed")).content.decode()
    assert "Somebody looks in every hour." in mine and REASON in mine

    post(client, "decision_done", decision.pk)
    post(client, "record_view", activity.pk, theme_name="Food", words="The food is cold.", session=session.pk)
    page = client.get(reverse("activity", args=[activity.pk])).content.decode()
    assert "Decided: 3 of 3 told" in page, "A late view opens the loop again"
