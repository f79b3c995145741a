"""Mistakes that can be put right, names kept out of what everybody reads, promises that are late, and safe ways."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from consent.actions import set_safe_contact, withdraw_agreement
from consent.models import Restriction
from consent.outbox import record_sent
from core.deeds import deed
from core.history import acting
from core.writing import save
from involvement import actions, rules
from involvement.models import Decision, Place, Telling, View
from involvement.models.activities import State
from involvement.tests.factories import BY, House, day

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    return House()


class Told:
    """A running activity with a decision published to one person who is told by a worker."""

    def __init__(self, house, **details):
        self.activity = house.activity(State.RUNNING)
        self.person = house.person("Asha", **{"may_say_who": False, **details})
        self.view = house.view(self.activity, person=self.person)
        self.decision = house.decision(self.activity, [self.view])
        house.publish(self.decision)
        self.decision.refresh_from_db()
        self.telling = Telling.objects.get()
        self.address = reverse("telling", args=[self.telling.pk])
        self.undo = reverse("undo_telling", args=[self.telling.pk])


@pytest.fixture
def told(house):
    with house.scope():
        return Told(house)


def restrict(person):
    with acting(BY, "restrict"):
        Restriction.objects.create(
            service=person.service,
            person=person,
            reason="Safety",
            keep_until=timezone.localdate(),
            **deed("recorded", BY),
        )


def page_of(response):
    return response.content.decode()


def decision_now(house, decision):
    with house.scope():
        return Decision.objects.get(pk=decision.pk)


# --- Telling


def test_tries_that_did_not_reach_them_are_noted_before_it_is_given_up(house, told):
    client, note = house.client(), reverse("note_try", args=[told.telling.pk])
    page = client.get(told.address).content.decode()
    assert "3 tries are needed before you may note that there is no safe way to reach them." in page
    gave_up = {"could_not": "no_safe_channel", "could_not_be_told": ""}
    assert "Record each try first. 3 more tries are needed" in client.post(told.address, gave_up).content.decode()
    empty = client.post(note, {"tried_on_day": ""}).context["form"]
    assert set(empty.errors) == {"tried_on", "how", "came_of_it"}
    answers = {"how": "face_to_face", "came_of_it": "not_there", **day("tried_on", timezone.localdate())}
    refused = client.post(note, answers | {"how": "message"}).context["form"]
    assert set(refused.errors) == {"how"}
    for _ in range(3):
        assert client.post(note, answers).status_code == 302
    page = client.get(told.address).content.decode()
    assert page.count("face to face: they were not there, or did not come") == 3 and "needed before" not in page
    assert client.post(told.address, {"could_not": "no_safe_channel", "sure": "1"}).status_code == 302
    assert "This was noted as could not be told." in client.get(note).content.decode()


def test_that_they_withdrew_is_refused_while_they_agree_to_be_contacted(house, told):
    page = page_of(house.client().post(told.address, {"could_not_be_told": "1", "could_not": "withdrew"}))
    assert "They agree to be contacted: they said yes on" in page and "Error:" in page
    with house.scope():
        with pytest.raises(ValidationError, match="Record first that they withdrew"):
            actions.give_up_telling(by=house.by, telling=told.telling, why="withdrew")
        agreement = told.person.agreements.get(purpose="contact", ended_at=None)
        withdraw_agreement(by=house.by, agreement=agreement, reason="They said so")
        assert actions.give_up_telling(by=house.by, telling=told.telling, why="withdrew").given_up_at


def test_the_page_says_why_a_worker_tells_somebody_with_email_and_how_to_reach_them(house):
    with house.scope():
        told = Told(house, phone="07700 900123")
        set_safe_contact(
            by=house.by, person=told.person, channel="telephone", allowed=True, safe_times="After six only"
        )
    page = page_of(house.client().get(told.address))
    assert "Messages to them may not say who writes." in page
    assert 'href="tel:' in page and "After six only" in page and "Leave no voicemail" in page
    house.client().post(told.address, {"how": "telephone"})
    with house.scope():
        telling = Telling.objects.get()
    assert telling.how == "telephone" and telling.told_at


def test_nobody_is_rung_who_has_not_said_that_it_is_safe(house, told):
    page = page_of(house.client().get(told.address))
    assert "They have not said that telephone calls are safe for them." in page
    assert house.client().post(told.address, {"how": "telephone"}).status_code == 404
    with house.scope(), pytest.raises(ValidationError, match="telephone calls are safe"):
        actions.tell(by=house.by, telling=told.telling, how="telephone")


def test_the_day_they_were_told_is_today_unless_said_and_never_to_come(house, told):
    client, today = house.client(), timezone.localdate()
    field = client.get(told.address).context["tick"]["told_on"]
    assert field.value() == today
    for wrong in (today + timedelta(days=1), today - timedelta(days=1)):
        page = page_of(client.post(told.address, {"how": "meeting", **day("told_on", wrong)}))
        assert "Error:" in page, "Nobody is told before it was published, or after today"
    assert client.post(told.address, {"how": "meeting", **day("told_on", today)}).status_code == 302
    with house.scope():
        assert timezone.now() - Telling.objects.get().told_at < timedelta(minutes=5)


def test_a_day_before_today_is_noted_at_noon(house, told):
    yesterday = timezone.localdate() - timedelta(days=1)
    with house.scope():
        telling = actions.tell(by=house.by, telling=told.telling, how="meeting", told_on=yesterday)
        told_at = timezone.localtime(telling.told_at)
        assert (told_at.date(), told_at.hour) == (yesterday, 12)


@pytest.mark.parametrize("how", ["told", "could_not"])
def test_a_mistake_is_taken_back_and_they_wait_again(house, told, how):
    with house.scope():
        if how == "told":
            actions.tell(by=house.by, telling=told.telling, how="meeting")
        else:
            actions.give_up_telling(by=house.by, telling=told.telling, why="died")
    client = house.client()
    assert "This is a mistake: they still have to be told" in page_of(client.get(told.address))
    assert told.undo in page_of(client.get(reverse("tellings") + f"?state={how}"))
    assert told.undo in page_of(client.get(reverse("decision", args=[told.decision.pk])))
    assert "it is taken back" in page_of(client.get(told.undo))
    assert "Asha waits to be told again." in page_of(client.post(told.undo, follow=True))
    with house.scope():
        telling = Telling.objects.open().get()
        assert (telling.told_by, telling.given_up_by, telling.could_not) == (None, None, "")
        assert telling.history.count() == 3, "History keeps what was noted"
    assert "They are still waiting to be told." in page_of(client.post(told.undo))


def test_what_a_message_did_is_not_taken_back(house):
    with house.scope():
        told = Told(house, may_say_who=True)
        assert told.telling.how == "message"
        record_sent(by=BY, message=told.telling.message)
    assert "which cannot be taken back" in page_of(house.client().post(told.undo))


def test_nothing_is_taken_back_once_it_is_fed_back_or_the_record_is_restricted(house, told):
    with house.scope():
        actions.tell(by=house.by, telling=told.telling, how="meeting")
        for to in (State.CLOSED, State.DECIDED, State.FED_BACK):
            actions.move_activity(by=house.by, activity=told.activity, to=to)
    assert "so it stays" in page_of(house.client().post(told.undo))
    with house.scope():
        house.view(told.activity, "A late view", person=told.person)
        restrict(told.person)
        with pytest.raises(ValidationError, match="restricted"):
            actions.undo_telling(by=house.by, telling=told.telling)
        assert not Telling.objects.open().exists()


def test_todays_work_names_nobody_whose_record_is_restricted(house, told):
    client = house.client()
    assert "Asha has waited" in page_of(client.get(reverse("today")))
    with house.scope():
        restrict(told.person)
    assert "Asha" not in page_of(client.get(reverse("today")))


# --- What people said


def test_words_are_corrected_until_a_published_decision_answers_them(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        view = house.view(activity, "The tee is cold.", session=house.session(activity))
        decision = house.decision(activity, [view])
    client, address = house.client(), reverse("change_view", args=[view.pk])
    for name in ("activity", "views_said", "record_view"):
        assert address in page_of(client.get(reverse(name, args=[activity.pk])))
    assert "The tee is cold." in page_of(client.get(address))
    sent = {"theme_name": "Drinks", "words": "The tea is cold.", "session": view.session_id}
    assert "The correction is saved." in page_of(client.post(address, sent, follow=True))
    with house.scope():
        view = View.objects.get()
        assert (view.words, view.theme.name) == ("The tea is cold.", "Drinks")
        assert set(view.history.values_list("words", flat=True)) == {"The tee is cold.", "The tea is cold."}
        house.publish(decision)
        with pytest.raises(ValidationError, match="stays as it was"):
            actions.change_view(by=house.by, view=view, words="Other", theme_name="Drinks")
    assert "stays as it was" in page_of(client.post(address, sent))
    assert address not in page_of(client.get(reverse("activity", args=[activity.pk])))


def test_it_is_said_that_nobody_can_be_told_of_words_without_name_or_session(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
    client, address = house.client(), reverse("record_view", args=[activity.pk])
    page = page_of(client.post(address, {"theme_name": "Food", "words": "It is cold."}, follow=True))
    assert "so nobody can be told what comes of it" in page and "Nobody can be told of this" in page
    assert f"{reverse('activity', args=[activity.pk])}#views" in page and "I have finished" in page
    for name in ("activity", "views_said"):
        assert "Nobody can be told of this" in page_of(client.get(reverse(name, args=[activity.pk])))


# --- Names in what everybody reads


@pytest.mark.parametrize(
    "words, found",
    [
        ("ASHA said so.", ["ASHA"]),
        ("It was Asha's wish, and Begum’s.", ["Asha", "Begum"]),
        ("Ashanti is a place. Jo spoke.", []),
        ("A wish of Al and of Ray-Lee.", ["Ray"]),
    ],
)
def test_words_that_are_part_of_a_name_are_found(house, words, found):
    with house.scope():
        activity = house.activity(State.RUNNING)
        house.place(activity, house.person("Asha", full_name="Asha Jo Begum"))
        view = house.view(activity, person=house.person("Ray", full_name="Ray Al"))
        house.person("Wish")
        assert rules.names_in([house.decision(activity, [view], we_decided=words)]) == found


def test_a_decision_with_a_name_is_published_only_once_it_was_looked_at(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        view = house.view(activity, person=house.person("Asha"))
        decision = house.decision(activity, [view], you_said="Asha told us.")
        other = house.decision(activity, [view])
    client, address = house.client(), reverse("publish_decision", args=[decision.pk])
    for name in ("publish_decision", "change_decision", "decision"):
        assert "“Asha” is also in the name" in page_of(client.get(reverse(name, args=[decision.pk])))
    page = page_of(client.post(address))
    assert "Tick that you have checked that this names nobody" in page
    from_other = reverse("publish_decision", args=[other.pk])
    assert "I have checked" not in page_of(client.get(from_other))
    assert "I have checked" in page_of(client.post(from_other, {"together": [decision.pk]}))
    assert decision_now(house, decision).published_at is None
    assert client.post(address, {"checked": "on"}).status_code == 302
    assert decision_now(house, decision).published_at


def test_a_published_decision_can_be_taken_off_the_public_page(house, told):
    client, address = house.client(), reverse("withhold_decision", args=[told.decision.pk])
    public = reverse("what_changed_of", args=["northshire"])
    assert told.decision.we_decided in page_of(client.get(public))
    assert address in page_of(client.get(reverse("decision", args=[told.decision.pk])))
    assert "Error:" in page_of(client.post(address, {"because": " "}))
    assert "It is off the public page." in page_of(client.post(address, {"because": "It names a person."}, follow=True))
    assert told.decision.we_decided not in page_of(client.get(public))
    page = page_of(client.get(reverse("decision", args=[told.decision.pk])))
    assert "Not shown in public" in page and "It names a person." in page and address not in page
    assert "already" in page_of(client.post(address, {"because": "Again"}))
    with house.scope():
        from involvement.registered import decisions_for

        assert told.decision in decisions_for(told.person), "Whoever was told still reads it"


# --- Coming, methods, and what is late


def test_whoever_comes_has_accepted(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        asha, bea = house.person("Asha"), house.person("Bea")
        for person in (asha, bea):
            actions.invite(by=house.by, activity=activity, person=person)
        actions.hold_session(by=house.by, minutes="We met.", session=house.session(activity), came=[asha.pk])
        assert dict(Place.objects.values_list("person", "state")) == {asha.pk: "accepted", bea.pk: "invited"}
        assert Place.objects.get(person=asha).answered_by == house.practitioner


def test_a_method_must_suit_the_level(house):
    plan = {key: getattr(value, "pk", value) for key, value in house.plan().items() if key != "starts_on"}
    plan |= {**day("starts_on", timezone.localdate()), "access": "invitation"}
    client, address = house.client(), reverse("plan_activity")
    page = page_of(client.post(address, plan | {"method": "deliberative_workshops"}))
    assert "Deliberative workshops suits participation. Choose another method" in page
    assert client.post(address, plan).status_code == 302


def test_what_is_late_is_said_and_stands_in_the_work_of_its_owner(house, told):
    client = house.client()
    pages = [reverse("what_changed_of", args=["northshire"]), reverse("decision", args=[told.decision.pk])]
    late = timezone.localdate() - timedelta(days=1)
    for page in (*pages, reverse("today")):
        found = page_of(client.get(page))
        assert "This is late." not in found and "was to be done by" not in found
    with house.scope():
        told.decision.due = late
        save(told.decision)
    assert all("This is late." in page_of(client.get(page)) for page in pages)
    sentence = f"was to be done by {late:%-d %B %Y}"
    assert sentence in page_of(client.get(reverse("today")))
    assert sentence not in page_of(house.client(house.str_worker).get(reverse("today"))), "Only its owner"
    with house.scope():
        stale = Decision.objects.get()
        actions.mark_decision_done(by=house.by, decision=told.decision)
        with pytest.raises(ValidationError, match="done already"):
            actions.mark_decision_done(by=house.by, decision=stale)
    assert not any("This is late." in page_of(client.get(page)) for page in pages)
    assert "done already" in page_of(client.post(reverse("decision_done", args=[stale.pk])))
