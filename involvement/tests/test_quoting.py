"""Taking back the leave to show one's words takes down the decisions that quote or name one, and no others."""

import pytest
from django.urls import reverse

from consent import actions as consent_actions
from consent.models import Purpose, Wording
from consent.models.agreements import Answer, Ending
from consent.rules import what_follows
from core import registries
from involvement import actions, rules
from involvement.models.activities import State
from involvement.tests.factories import REASON, House

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "I waited for nine hours in the corridor and nobody came"


@pytest.fixture
def house():
    house = House()
    with house.scope():
        yield house


def published(house, person, you_said):
    activity = house.activity(State.RUNNING)
    view = actions.record_view(by=house.by, activity=activity, words=SAID, theme_name="Waiting", person=person)
    decision = actions.decide(
        by=house.by,
        activity=activity,
        views=[view],
        you_said=you_said,
        outcome="adopted",
        we_decided="Somebody looks in every hour.",
        rationale=REASON,
        owner=house.practitioner,
    )
    actions.publish_decisions(by=house.by, decisions=[decision])
    return decision


def agrees(house, person, answer=Answer.GIVEN):
    words = Wording.objects.in_force(house.service, Purpose.PUBLISH)
    return consent_actions.record_answer(
        by=house.by, person=person, purpose_key=Purpose.PUBLISH, answer=answer, wording=words
    )


def is_shown(decision):
    return rules.decisions_open_to_the_public(decision.service).filter(pk=decision.pk).exists()


@pytest.mark.parametrize(
    ("you_said", "taken_down"),
    [
        ("One of you waited for nine hours in the corridor.", True),
        ("Zebedee told us that waiting is hard.", True),
        ("Waiting is hard when nobody says why.", False),
        ("You waited, and nobody came to say why.", False),
    ],
)
def test_only_what_quotes_or_names_them_leaves_the_public_page(house, you_said, taken_down):
    person = house.person("Zebedee")
    agreement = agrees(house, person)
    decision = published(house, person, you_said)
    assert is_shown(decision)
    follows = what_follows(type(agreement).objects.select_related("person").get(pk=agreement.pk), Ending.WITHDRAWN)
    beforehand = " ".join(sentence for source in registries.consequences for sentence in source(follows))
    assert ("leaves the page of what changed" in beforehand) == taken_down
    consent_actions.withdraw_agreement(by=house.by, agreement=agreement, reason="They rang")
    decision.refresh_from_db()
    assert is_shown(decision) == (not taken_down)
    assert bool(decision.withheld_because) == taken_down
    page = house.client().get(reverse("what_changed_of", args=[house.service.slug])).content.decode()
    assert (you_said in page) == (not taken_down)


@pytest.mark.parametrize("how", ["a no when asked again", "withdrawing everything"])
def test_other_ways_of_saying_no_take_it_down_as_well(house, how):
    person = house.person("Zebedee")
    agrees(house, person)
    decision = published(house, person, "Zebedee waited for nine hours.")
    if how == "withdrawing everything":
        record = person.agreements.open().get(purpose_id=Purpose.RECORD)
        consent_actions.withdraw_agreement(by=house.by, agreement=record, reason="They rang")
    else:
        agrees(house, person, Answer.REFUSED)
    assert not is_shown(decision)


def test_words_of_somebody_else_stay(house):
    person, other = house.person("Zebedee"), house.person("Ottoline", email="o@example.org")
    agreement = agrees(house, person)
    decision = published(house, other, "Ottoline waited for nine hours in the corridor.")
    consent_actions.withdraw_agreement(by=house.by, agreement=agreement, reason="They rang")
    assert is_shown(decision)
