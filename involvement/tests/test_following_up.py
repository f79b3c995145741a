"""Pages of what follows a decision: changed words, drafts thrown away, progress, and "this is not what I meant"."""

from datetime import timedelta
from html import unescape

from django.urls import reverse
from django.utils import timezone

from consent.actions import give_account, record_needs
from core.history import acting
from core.models import User
from involvement.models import Decision, DecisionProgress, ProgressTelling, SuggestedReason, Telling, View
from involvement.models.activities import State
from involvement.tests.factories import REASON, day
from involvement.tests.test_deciding import NEW_REASON, everybody_is_told, published


def text(response):
    return unescape(response.content.decode())


def sent(client, name, *args, **data):
    response = client.post(reverse(name, args=args), data, follow=True)
    form = response.context.get("form") if response.context else None
    assert not (form and form.errors), form.errors
    return text(response)


def signed_in(house, person):
    with acting(house.by, "test"):
        user = User.objects.create(email=f"{person.pk}@example.org", name=person.name_to_use)
    with house.scope():
        give_account(by=house.by, user=user, person=person)
    return house.client(user)


def as_typed(decision, **changes):
    return {
        "views": [str(view.pk) for view in decision.views.all()],
        "you_said": decision.you_said,
        "outcome": decision.outcome,
        "we_decided": decision.we_decided,
        "rationale": decision.rationale,
        "owner": decision.owner_id,
        **day("due", decision.due),
    } | changes


# --- Writing a decision


def test_suggested_wording_stands_beneath_the_reason_by_what_was_decided(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        house.view(activity)
    page = text(house.client().get(reverse("decide", args=[activity.pk])))
    assert "Wording that may help" in page and "We will not do it" in page
    assert all(reason.text in page for reason in SuggestedReason.objects.all())


def test_easy_read_is_written_whole_or_not_at_all(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        decision = house.decision(activity, [house.view(activity, person=house.person("Asha"))])
    client, address = house.client(), reverse("change_decision", args=[decision.pk])
    page = text(client.post(address, as_typed(decision, easy_you_said="You want to know.")))
    assert page.count("Write all three parts in easy read, or none") >= 2 and "You want to know." in page
    easy = {"easy_you_said": "You want to know.", "easy_we_decided": "We look in.", "easy_rationale": "It matters."}
    page = sent(client, "change_decision", decision.pk, **as_typed(decision, **easy))
    assert "In easy read, for whoever needs it" in page and "We look in." in page


def test_a_draft_is_thrown_away_and_a_published_decision_never_is(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        draft = house.decision(activity, [house.view(activity)])
        told = published(house, house.person("Asha"))
    client = house.client()
    assert "The draft is thrown away." in sent(client, "discard_decision", draft.pk)
    assert "stays as it was" in text(client.post(reverse("discard_decision", args=[told.pk])))
    with house.scope():
        assert list(Decision.objects.all()) == [told] and View.objects.count() == 2


def test_changed_words_take_the_place_of_what_people_were_told_and_tell_them_again(house):
    with house.scope():
        old = published(house, house.person("Asha", email=""))
        everybody_is_told(house)
    client = house.client()
    page = sent(client, "replace_decision", old.pk, **as_typed(old, rationale=NEW_REASON))
    assert "Saved, not told" in page and "Before, we told you" in page
    with house.scope():
        new = Decision.objects.get(replaces=old)
        assert not Telling.objects.open().exists()
    page = text(client.get(reverse("decision", args=[old.pk])))
    assert "A change is being written." in page and "Change what people were told" not in page
    sent(client, "publish_decision", new.pk)
    with house.scope():
        assert [telling.decision for telling in Telling.objects.open()] == [new]
    assert "This was changed since." in text(client.get(reverse("decision", args=[old.pk])))
    public = text(client.get("/what-changed/northshire/"))
    assert NEW_REASON in public and REASON not in public
    assert "This was changed already." in text(client.get(reverse("replace_decision", args=[old.pk])))


# --- What has been done


def test_progress_is_told_to_whoever_was_told_and_shows_everywhere(house):
    with house.scope():
        asha = house.person("Asha", email="")
        decision = published(house, asha)
        everybody_is_told(house)
    client, later = house.client(), timezone.localdate() + timedelta(days=60)
    page = sent(
        client, "note_progress", decision.pk, words="Half of us took the training.", percent="50", **day("due", later)
    )
    assert "Half of us took the training." in page and "About 50% is done." in page
    with house.scope():
        assert ProgressTelling.objects.get().person == asha
    today = text(client.get(reverse("today")))
    assert "Asha is to hear what has been done since: “Half of us took the training.”" in today
    address = reverse("tell_progress", args=[asha.reference])
    assert "Half of us took the training." in text(client.get(address))
    assert "It is noted that Asha heard of it." in text(client.post(address, follow=True))
    assert "They have heard everything that there is to tell." in text(client.get(address))
    for page in (client.get("/what-changed/northshire/"), signed_in(house, asha).get(reverse("my_what_changed"))):
        assert "Half of us took the training." in text(page) and f"To be done by {later:%-d %B %Y}" in text(page)


def test_news_that_may_name_somebody_is_looked_at_twice(house):
    with house.scope():
        decision = published(house, house.person("Asha"))
    client, words = house.client(), "We asked Asha to try it."
    for name in ("note_progress", "decision_done"):
        page = text(client.post(reverse(name, args=[decision.pk]), {"words": words}))
        assert "These words may name somebody." in page and words in page, name
    with house.scope():
        assert not DecisionProgress.objects.exists()
    sent(client, "note_progress", decision.pk, words=words, checked="on")


def test_progress_of_a_draft_is_refused(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        draft = house.decision(activity, [house.view(activity)])
    assert "Publish it first." in text(house.client().get(reverse("note_progress", args=[draft.pk])))


# --- "This is not what I meant"


def test_a_person_says_that_it_is_not_what_they_meant_and_it_is_work_again(house):
    with house.scope():
        asha = house.person("Asha")
        decision = published(house, asha)
        everybody_is_told(house)
    mine = signed_in(house, asha)
    assert "This is not what I meant" in text(mine.get(reverse("my_what_changed")))
    assert "This is not what I meant" in text(mine.get("/my/"))
    page = sent(mine, "not_what_i_meant", decision.pk, words="I meant the letters.")
    assert "We look at it again" in page
    with house.scope():
        reply = View.objects.get(about_decision=decision)
        assert (reply.person, reply.words, reply.recorded_by_kind) == (asha, "I meant the letters.", "person")
    client = house.client()
    assert "Somebody says of “Somebody looks in every hour.” that it is not what they meant" in text(
        client.get(reverse("today"))
    )
    assert "I meant the letters." in text(client.get(reverse("decision", args=[decision.pk])))
    form = client.get(reverse("replace_decision", args=[decision.pk])).context["form"]
    assert reply in form.initial["views"]
    with house.scope():
        views = [*decision.views.all(), reply]
        house.publish(house.decision(decision.activity, views, replaces=decision, rationale=NEW_REASON))
    assert "that it is not what they meant" not in text(client.get(reverse("today")))


def test_nobody_answers_a_decision_that_is_not_theirs(house):
    with house.scope():
        decision = published(house, house.person("Asha"))
        other = house.person("Bea", email="bea@example.org")
    mine = signed_in(house, other)
    assert mine.get(reverse("not_what_i_meant", args=[decision.pk])).status_code == 404


def test_a_worker_writes_it_down_for_a_person_or_a_group(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        session = house.session(activity)
        decision = house.decision(activity, [house.view(activity, session=session)])
        house.publish(decision)
        telling = Telling.objects.get(session=session)
    client = house.client()
    assert "They say this is not what they meant" in text(client.get(reverse("telling", args=[telling.pk])))
    assert "waits for a decision again" in sent(client, "they_meant", telling.pk, words="They meant the food.")
    with house.scope():
        reply = View.objects.get(about_decision=decision)
        assert (reply.session, reply.person) == (session, None)


def test_easy_read_words_are_read_by_whoever_needs_them(house):
    with house.scope():
        asha = house.person("Asha")
        activity = house.activity(State.RUNNING)
        easy = {"easy_you_said": "You want to know.", "easy_we_decided": "We look in.", "easy_rationale": "It matters."}
        decision = house.decision(activity, [house.view(activity, person=asha)], **easy)
        house.publish(decision)
    mine = signed_in(house, asha)
    assert "We look in." not in text(mine.get(reverse("my_what_changed")))
    with house.scope():
        record_needs(by=house.by, person=asha, needs={"easy_read": ""}, review_on=None)
    page = text(mine.get(reverse("my_what_changed")))
    assert "We look in." in page and decision.we_decided not in page


def test_the_public_looks_for_a_topic_and_reads_easy_read_without_a_name_or_a_count(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        easy = {"easy_you_said": "You want to know.", "easy_we_decided": "We look in.", "easy_rationale": "It matters."}
        about_food = house.view(activity, "Asha says: it is cold.", "Food", person=house.person("Asha"), people=1)
        house.publish(
            house.decision(activity, [about_food], we_decided="The food is warm now.", **easy),
            house.decision(activity, [house.view(activity, "Nobody came.", "Waiting", people=3)]),
        )
        food = about_food.theme_id
    client = house.client()
    page = text(client.get(f"/what-changed/northshire/?theme={food}"))
    assert "The food is warm now." in page and "Somebody looks in every hour." not in page
    assert "Asha" not in page and "it is cold" not in page and "3 people" not in page
    assert "We look in." in text(client.get("/what-changed/northshire/?words=easy_read"))
    assert client.get("/what-changed/northshire/?theme=x").status_code == 200


def test_several_decisions_are_ticked_off_together_and_found_by_name(house):
    with house.scope():
        asha, bea = house.person("Asha", email=""), house.person("Bea", email="")
        activity = house.activity(State.RUNNING)
        for number, person in enumerate([asha, asha, bea]):
            view = house.view(activity, f"V{number}", person=person)
            house.publish(house.decision(activity, [view], we_decided=f"Decided {number}."))
        first, second = Telling.objects.filter(person=asha).order_by("pk")
    client = house.client()
    page = text(client.get(reverse("telling", args=[first.pk])))
    assert "They also wait to hear of these" in page and "Decided 1." in page and "Decided 2." not in page
    found = text(client.get(reverse("tellings") + "?q=bea"))
    assert "Bea" in found and "Asha" not in found
    assert "Nobody fits what you asked for." in text(client.get(reverse("tellings") + "?q=zzz"))
    sent(client, "telling", first.pk, how="face_to_face", also=[second.pk])
    with house.scope():
        assert {telling.person for telling in Telling.objects.open()} == {bea}
