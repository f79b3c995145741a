"""What the pages refuse, hide and escape, and that they cost the same however much there is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent.actions import record_needs, withdraw_agreement
from involvement import actions
from involvement.models import Decision, Group, Level, Method, Telling
from involvement.models.activities import State
from involvement.tests.factories import REASON, House, day

pytestmark = pytest.mark.django_db(transaction=True)

XSS = "<script>alert(1)</script>"


@pytest.fixture
def house():
    return House()


@pytest.fixture
def crowd(house):
    """Makes an activity with a number of everything in it. Returns the activity."""

    def make(number):
        with house.scope():
            partner = house.partner(f"Partner {number}", groups=list(Group.objects.all()[:2]))
            activity = house.activity(State.RUNNING, partner=partner, title=f"A crowd of {number}")
            actions.add_partner_agreement(
                by=house.by, partner=partner, kind="written", starts_on=timezone.localdate(), feedback_clause=True
            )
            group = Group.objects.first()
            for n in range(number):
                person = house.person(f"Person {n}", email=f"p{n}@example.org", access_needs="Easy read")
                record_needs(by=house.by, person=person, needs={"bsl_interpreter": "", "easy_read": f"size {n}"})
                house.place(activity, person)
                session = house.session(activity, f"Workshop {n}", days_ago=n + 1)
                actions.note_plan_change(by=house.by, activity=activity, asked="Later", changed="It is later")
                named = house.view(activity, f"Words {n}", f"Theme {number} {n}", person=person, group=group)
                unnamed = house.view(activity, f"Other words {n}", f"Theme {number} {n}", session=session)
                house.publish(house.decision(activity, [named, unnamed]))
                house.decision(activity, [named])
            actions.hold_session(by=house.by, minutes="We met.", session=session, came=[person.pk])
            actions.write_minutes(by=house.by, session=session, text="We met.", publish=True)
        return activity

    return make


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        response = client.get(url)
    assert response.status_code == 200, response.status_code
    return len(caught)


def test_pages_cost_the_same_with_3_rows_and_with_30(house, crowd):
    few = crowd(3)
    client = house.client()
    names = ["activity", "compare_views", "views_said", "record_view", "decide", "invite"]
    lists = ["activities", "tellings", "partners", "today", "all_compare_views", "all_views_said"]

    def pages(activity):
        decision = activity.decisions.filter(published_at__isnull=False).first()
        draft = activity.decisions.filter(published_at__isnull=True).first()
        return {
            **{name: reverse(name, args=[activity.pk]) for name in names},
            **{name: reverse(name) for name in lists},
            "decision": reverse("decision", args=[decision.pk]),
            "draft": reverse("decision", args=[draft.pk]),
            "replace": reverse("replace_decision", args=[decision.pk]),
            "telling": reverse("telling", args=[decision.tellings.first().pk]),
            "publish": reverse("publish_decision", args=[draft.pk]),
            "partner": reverse("partner", args=[activity.partner_id]),
            "what changed": reverse("what_changed_of", args=["northshire"]),
            "home": reverse("home_of_service", args=["northshire"]),
        }

    with house.scope():
        few_pages = pages(few)
    before = {name: statements(client, url) for name, url in few_pages.items()}
    many = crowd(30)
    with house.scope():
        many_pages = pages(many)
    after = {name: statements(client, url) for name, url in many_pages.items()}
    assert after == before
    assert max(after.values()) <= 24, after


def test_somebody_of_another_service_finds_nothing(house):
    other = House("Eastshire")
    with house.scope():
        activity = house.activity(State.RUNNING)
        session = house.session(activity)
        place = house.place(activity, house.person())
        decision = house.decision(activity, [house.view(activity, session=session)])
        house.publish(decision)
        telling = Telling.objects.first()
        partner = house.partner()
    pages = {
        "activity": activity, "change_plan": activity, "invite": activity, "plan_session": activity,
        "record_view": activity, "compare_views": activity, "decide": activity, "note_plan_change": activity,
        "answer_invitation": place, "hold_session": session, "minutes": session, "decision": decision,
        "change_decision": decision, "publish_decision": decision, "decision_done": decision, "telling": telling,
        "partner": partner, "change_partner": partner, "add_partner_agreement": partner,
    }  # fmt: skip
    for name, row in pages.items():
        assert other.client().get(reverse(name, args=[row.pk])).status_code == 404, name
    assert other.client().get(reverse("move_activity", args=[activity.pk, "closed"])).status_code == 404
    for name in ["activities", "tellings", "partners"]:
        page = other.client().get(reverse(name)).content.decode()
        assert activity.title not in page and partner.name not in page and "Somebody looks in" not in page


def test_an_str_worker_runs_activities_and_tells_people_but_does_not_decide(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        session = house.session(activity)
        decision = house.decision(activity, [house.view(activity, session=session)])
        house.publish(decision)
        telling = Telling.objects.get()
        partner = house.partner()
    client = house.client(house.str_worker)

    def answers(name, *args):
        return client.get(reverse(name, args=args)).status_code

    for name in ["activity", "change_plan", "invite", "plan_session", "note_plan_change", "compare_views"]:
        assert answers(name, activity.pk) == 200, name
    assert answers("hold_session", session.pk) == 200
    assert answers("telling", telling.pk) == 200
    assert answers("decision", decision.pk) == 200
    for name in ["record_view", "decide"]:
        assert answers(name, activity.pk) == 403, name
    for name in ["change_decision", "publish_decision", "decision_done"]:
        assert answers(name, decision.pk) == 403, name
    assert answers("add_partner") == 403 and answers("change_partner", partner.pk) == 403
    page = client.get(reverse("activity", args=[activity.pk])).content.decode()
    assert "Record what people said" not in page and "Decide on what people said</a>" not in page
    for role in ["commissioner", "finance", "admin", "ig_lead"]:
        user = house.staff(role)
        assert house.client(user).get(reverse("activities")).status_code == 403, role


def test_rows_of_another_service_are_no_choice(house):
    other = House("Eastshire")
    with other.scope():
        partner, theirs = other.partner(), other.activity(State.RUNNING)
        view, session = other.view(theirs), other.session(theirs)
        stranger = other.person("Stranger")
    with house.scope():
        mine = house.activity(State.RUNNING)
        own = house.view(mine)
    client = house.client()
    plan = {key: getattr(value, "pk", value) for key, value in house.plan().items()} | {"access": "anyone"}
    plan |= {**day("starts_on", timezone.localdate()), "partner": partner.pk, "site": other.site.pk}
    form = client.post(reverse("plan_activity"), plan | {"lead": other.practitioner.pk}).context["form"]
    assert set(form.errors) == {"partner", "site", "lead"}
    form = client.post(reverse("invite", args=[mine.pk]), {"person": stranger.pk}).context["form"]
    assert set(form.errors) == {"person"}
    said = {"theme_name": "A", "words": "B", "session": session.pk, "person": stranger.pk}
    form = client.post(reverse("record_view", args=[mine.pk]), said).context["form"]
    assert set(form.errors) == {"session", "person"}
    decision = {
        "views": [str(own.pk), str(view.pk)], "you_said": "A", "outcome": "not_adopted", "we_decided": "B",
        "rationale": REASON, "owner": other.practitioner.pk,
    }  # fmt: skip
    form = client.post(reverse("decide", args=[mine.pk]), decision).context["form"]
    assert set(form.errors) == {"views", "owner"}


def test_a_move_that_may_not_be_made_says_why_and_changes_nothing(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        house.view(activity)
    client = house.client()
    for to, sentence in {
        "open": "cannot become “Open” from there",
        "decided": "cannot become",
        "fed_back": "cannot become",
    }.items():
        response = client.post(reverse("move_activity", args=[activity.pk, to]))
        assert sentence in response.content.decode(), to
    assert client.post(reverse("move_activity", args=[activity.pk, "nowhere"])).status_code == 404
    response = client.post(reverse("move_activity", args=[activity.pk, "cancelled"]), {"reason": " "})
    assert "Enter the reason" in response.content.decode()
    with house.scope():
        activity.refresh_from_db()
    assert activity.state == State.RUNNING


def test_a_short_reason_is_refused_beside_its_field_and_nothing_typed_is_lost(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        view = house.view(activity)
    answers = {
        "views": [str(view.pk)], "you_said": "We heard this", "outcome": "not_adopted", "we_decided": "No",
        "rationale": "Because.", "owner": house.practitioner.pk,
    }  # fmt: skip
    response = house.client().post(reverse("decide", args=[activity.pk]), answers)
    page = response.content.decode()
    assert list(response.context["form"].errors) == ["rationale"]
    assert "Give the reason in at least 40 characters" in page and "We heard this" in page
    response = house.client().post(reverse("decide", args=[activity.pk]), answers | {"outcome": "adopted"})
    assert "due" in response.context["form"].errors


def test_what_people_typed_is_shown_as_text(house):
    with house.scope():
        person = house.person(XSS)
        activity = house.activity(State.RUNNING, title=XSS, purpose=XSS)
        house.place(activity, person)
        session = house.session(activity, XSS)
        view = house.view(activity, XSS, XSS, person=person, session=session)
        decision = house.decision(activity, [view], you_said=XSS, we_decided=XSS, rationale=XSS * 3)
        draft = house.decision(activity, [view], you_said=XSS, we_decided=XSS, rationale=XSS * 3)
        house.publish(decision)
        telling = Telling.objects.first()
        partner = house.partner(XSS)
    client = house.client()
    pages = [
        reverse("activities"), reverse("activity", args=[activity.pk]), reverse("compare_views", args=[activity.pk]),
        reverse("record_view", args=[activity.pk]), reverse("decide", args=[activity.pk]),
        reverse("decision", args=[decision.pk]), reverse("decision", args=[draft.pk]),
        reverse("publish_decision", args=[draft.pk]), reverse("tellings"), reverse("telling", args=[telling.pk]),
        reverse("invite", args=[activity.pk]), reverse("hold_session", args=[session.pk]), reverse("partners"),
        reverse("partner", args=[partner.pk]), "/what-changed/northshire/", f"/what-changed/northshire/?q={XSS}",
    ]  # fmt: skip
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert XSS not in response.content.decode(), page


def test_a_restricted_record_has_no_name_on_any_page(house):
    with house.scope():
        person, other = house.person("Zebedee"), house.person("Yolanda", email="")
        activity = house.activity(State.RUNNING)
        place = house.place(activity, person)
        session = house.session(activity)
        view = house.view(activity, person=person, session=session)
        decision = house.decision(activity, [view])
        house.publish(decision)
        telling = Telling.objects.get(person=person)
        agreement = person.agreements.get(purpose="record")
        withdraw_agreement(by=house.by, agreement=agreement, reason="They asked")
    client = house.client()
    for page in [
        reverse("activity", args=[activity.pk]), reverse("decision", args=[decision.pk]),
        reverse("record_view", args=[activity.pk]), reverse("compare_views", args=[activity.pk]),
        reverse("tellings") + "?state=could_not", reverse("tellings"), reverse("invite", args=[activity.pk]),
        reverse("hold_session", args=[session.pk]),
    ]:  # fmt: skip
        assert "Zebedee" not in client.get(page).content.decode(), page
    assert "A person whose record is restricted" in client.get(reverse("activity", args=[activity.pk])).content.decode()
    assert client.get(reverse("telling", args=[telling.pk])).status_code == 404
    assert client.get(reverse("answer_invitation", args=[place.pk])).status_code == 404
    assert other.name_to_use in client.get(reverse("invite", args=[activity.pk])).content.decode()
    # Those who may not be contacted are shown with the reason, and cannot be chosen.
    page = client.get(reverse("invite", args=[activity.pk]) + "?q=yol").content.decode()
    assert "Cannot be invited: No safe way to contact them is known." in page and "disabled" in page


def test_the_list_of_those_to_be_told_can_be_narrowed_and_a_telling_ends_once(house):
    with house.scope():
        activity = house.activity(State.RUNNING, lead=house.str_worker)
        session = house.session(activity)
        house.publish(house.decision(activity, [house.view(activity, session=session)]))
        telling = Telling.objects.get()
    client, worker = house.client(), house.client(house.str_worker)
    address = reverse("telling", args=[telling.pk])
    assert "Nobody waits" in client.get(reverse("tellings") + "?who=mine").content.decode()
    assert "The group of" in worker.get(reverse("tellings") + "?who=mine").content.decode()
    assert worker.post(address, {"how": "partner"}).status_code == 404, "The activity has no partner"
    assert 'name="could_not_be_told"' in worker.get(address).content.decode()
    page = worker.post(address, {"could_not_be_told": "1"}).content.decode()
    assert "Error:" in page
    assert "They have died" not in page, "A group does not die"
    page = worker.post(address, {"could_not_be_told": "1", "could_not": "left"}).content.decode()
    assert "Note that the group of" in page and "nobody is asked to tell them any more" in page
    with house.scope():
        assert Telling.objects.open().exists(), "Nothing is noted with one press"
    assert worker.post(address, {"sure": "1", "could_not": "left"}).status_code == 302
    assert "This was noted as could not be told." in worker.post(address, {"how": "meeting"}).content.decode()
    page = client.get(reverse("tellings") + "?state=could_not").content.decode()
    assert "Could not be told: the group no longer meets" in page


def test_decisions_published_together_are_one_message(house):
    with house.scope():
        activity, person = house.activity(State.RUNNING), house.person("Asha")
        one, two = (house.view(activity, f"View {n}", person=person) for n in range(2))
        first, second = house.decision(activity, [one]), house.decision(activity, [two])
    address = reverse("publish_decision", args=[first.pk])
    response = house.client().post(address, {"together": [second.pk]}, follow=True)
    assert "2 decisions are published. 1 person is told by message" in response.content.decode()
    with house.scope():
        assert person.messages.filter(about="decision").count() == 1


@pytest.mark.parametrize("text", ["\x00", "x" * 50_000, "\ud7ff", "%", "²", "' or 1=1"])
def test_no_input_breaks_a_page(house, text):
    with house.scope():
        activity = house.activity(State.RUNNING)
        house.view(activity)
    client = house.client()
    for name in ["activities", "tellings", "partners"]:
        query = dict.fromkeys(["q", "state", "level", "kind", "group", "who", "activity", "page"], text[:3000])
        assert client.get(reverse(name), query).status_code == 200, name
    for name in ["invite", "record_view", "decide"]:
        query = dict.fromkeys(["q", "how", "theme", "group", "session", "page"], text[:3000])
        assert client.get(reverse(name, args=[activity.pk]), query).status_code == 200, name
    fields = dict.fromkeys(
        ["title", "purpose", "level", "method", "groups", "lead", "site", "partner", "places", "person", "words",
         "theme_name", "group", "session", "views", "rationale", "owner", "starts", "day_day", "day_month",
         "day_year", "kind", "name", "asked", "changed", "reason", "state", "together"], text,
    )  # fmt: skip
    for name in ["plan_activity", "add_partner"]:
        assert client.post(reverse(name), fields).status_code in (200, 302), name
    for name in ["change_plan", "invite", "plan_session", "record_view", "decide", "note_plan_change"]:
        assert client.post(reverse(name, args=[activity.pk]), fields).status_code in (200, 302), name
    huge = 10**20
    for name in ["activity", "decide", "decision", "telling", "partner", "minutes", "answer_invitation"]:
        assert client.get(reverse(name, args=[huge])).status_code == 404, name
    assert client.get("/what-changed/northshire/", {"q": text[:3000], "outcome": text[:3000]}).status_code == 200


def test_the_public_pages_say_what_each_way_means_and_what_changed(house):
    client = house.client()
    page = client.get("/about-involvement/", follow=True).content.decode()
    assert "None is better than another" in page
    assert "Service users will have sufficient resources transferred" in page and "Recruitment" not in page
    empty = client.get("/what-changed/northshire/").content.decode()
    assert "Nothing to show yet" in empty
    with house.scope():
        activity = house.activity(State.RUNNING)
        session = house.session(activity)
        house.publish(house.decision(activity, [house.view(activity, session=session)]))
    assert "Somebody looks in every hour." in client.get("/what-changed/northshire/?q=hour").content.decode()
    assert "Nothing fits" in client.get("/what-changed/northshire/?q=zebra").content.decode()
    assert "Nothing fits" in client.get("/what-changed/northshire/?outcome=not_yet").content.decode()
    assert client.get("/what-changed/nowhere/").status_code == 404


def test_a_session_ends_after_it_starts_and_is_closed_out_once(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        coming = actions.plan_session(by=house.by, activity=activity, starts_at=timezone.now() + timedelta(days=2))
        past = house.session(activity)
    client = house.client()
    answers = {"starts": "4pm", "ends": "2pm", **day("day", timezone.localdate())}
    form = client.post(reverse("plan_session", args=[activity.pk]), answers).context["form"]
    assert list(form.errors) == ["ends"]
    page = client.get(reverse("hold_session", args=[coming.pk])).content.decode()
    assert "This session has not started yet." in page
    answers = {"others_attended": "3", "minutes": "We met."}
    assert client.post(reverse("hold_session", args=[past.pk]), answers).status_code == 302
    page = client.post(reverse("hold_session", args=[past.pk]), answers | {"others_attended": "9"}).content.decode()
    assert "This session was closed out already." in page


def test_who_decided_together_is_ticked_where_decisions_are_made_together(house):
    with house.scope():
        alone = house.activity(State.RUNNING)
        house.view(alone)
        level, method = Level.objects.get(pk=Level.PARTNERSHIP), Method.objects.get(pk="recruitment_panels")
        together = house.activity(State.RUNNING, level=level, method=method)
        sam = house.person("Sam")
        house.place(together, sam)
        view = house.view(together)
    client, decide = house.client(), reverse("decide", args=[together.pk])
    assert "joint" not in client.get(reverse("decide", args=[alone.pk])).context["form"].fields
    answers = {
        "views": [str(view.pk)], "you_said": "You want to choose.", "outcome": "not_yet", "we_decided": "We wait.",
        "rationale": REASON, "owner": house.practitioner.pk, "joint": [sam.pk],
    }  # fmt: skip
    assert client.post(decide, answers).status_code == 302
    with house.scope():
        decision = Decision.objects.get()
    assert "Decided together with Sam." in client.get(reverse("decision", args=[decision.pk])).content.decode()
    change = reverse("change_decision", args=[decision.pk])
    assert client.get(change).context["form"].initial["joint"] == [sam.pk]
    del answers["joint"]
    assert client.post(change, answers).status_code == 302
    assert "Decided together" not in client.get(reverse("decision", args=[decision.pk])).content.decode()
