"""What was shared, on the pages of others: today's work, a record, before withdrawing, and the person's own page."""

from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from consent import rules
from consent.models import Disclosure
from consent.models.agreements import Ground
from core import registries
from core.navigation import CONSENT
from core.registries import NavigationLink, Section, WorkRow
from core.roles import Permission

MOST = 50
MOST_NAMED = 3
MOST_LISTED = 10
NEWEST = 3


def _who(disclosure) -> str:
    """Whom it is about, as staff read it: a restricted record by its reference alone."""
    record = disclosure.record
    return f"restricted record {record.reference}" if disclosure.restricted_now else record.name_to_use


def _and(names) -> str:
    names = list(dict.fromkeys(names))
    if len(names) > MOST_NAMED:
        return f"{len(names)} recipients"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


@registries.work.add
def to_get_back(request):
    """What is to be asked for back, and who was asked and let the day pass: found in one statement."""
    if not request.reader.may(Permission.RECALL):
        return
    visible = Disclosure.objects.visible_to(request.reader)
    to_ask = visible.to_recall().order_by("person_id", "pk").values_list("pk")[:MOST]
    overdue = visible.overdue().order_by("recall_asked_at", "pk").values_list("pk")[:MOST]
    keys = [key for (key,) in to_ask.union(overdue, all=True)]
    found = Disclosure.objects.in_full(keys) if keys else []
    yield from _to_ask_for_back(disclosure for disclosure in found if disclosure.recall_asked_at is None)
    yield from _not_answered(disclosure for disclosure in found if disclosure.recall_asked_at is not None)


def _to_ask_for_back(disclosures):
    """One row for each record out of which something was shared on a ground that is gone."""
    in_order = sorted(disclosures, key=lambda one: (one.person_id, one.pk))
    for _person, several in groupby(in_order, key=lambda one: one.person_id):
        several = list(several)
        asked = urlencode({"for": [one.pk for one in several]}, doseq=True)
        yield WorkRow(
            1,
            f"Ask {_and(one.recipient.name for one in several)} to give back or destroy what was shared about"
            f" {_who(several[0])}. {rules.why_to_recall(several[0])}",
            "Write the letter" if len(several) == 1 else "Write the letters",
            f"{reverse('recall_letters')}?{asked}",
            min(rules.to_recall_since(one) for one in several),
        )


def _not_answered(disclosures):
    for disclosure in sorted(disclosures, key=lambda one: (one.recall_asked_at, one.pk)):
        due = rules.answer_due(disclosure)
        yield WorkRow(
            2,
            f"{disclosure.recipient.name} has not said what became of what was shared about {_who(disclosure)}."
            f" The answer was due by {due:%-d %B %Y}: ring them",
            "Note their answer",
            reverse("recall_answer", args=[disclosure.pk]),
            due,
        )


@registries.navigation.add
def link(request):
    reader = getattr(request, "reader", None)
    if reader is not None and reader.may(Permission.SEE_DISCLOSURES):
        url = reverse("disclosures")
        about = "What was shared with whom and why, and what is to be asked for back."
        yield NavigationLink(37, "What was shared", url, request.path.startswith(url), CONSENT, about)


@registries.consequences.add
def to_be_asked_for_back(follows):
    """Which past disclosures will be listed once an answer is ended: with whom, and on which day."""
    found = rules.disclosures_to_recall_if(follows).select_related("recipient").order_by("disclosed_on", "pk")
    listed = [f"{one.recipient.name}, shared on {one.disclosed_on:%-d %B %Y}" for one in found[: MOST_LISTED + 1]]
    if not listed:
        return
    more = " And others." if len(listed) > MOST_LISTED else ""
    what = "What was shared is" if len(listed) == 1 else "What was shared is each time"
    yield f"{what} listed, to be asked for back with a letter: {'; '.join(listed[:MOST_LISTED])}.{more}"


@registries.person_sections.add
def what_was_shared(request, person):
    """The newest few, and the way to record another, or why there is none. `person` is read with everything."""
    reader = request.reader
    if not reader.may(Permission.SEE_DISCLOSURES):
        return None
    newest = [Disclosure.of_json(person, json) for json in person.disclosures_now]
    for disclosure in newest:
        disclosure.recall = rules.recall_in_words(disclosure)
    context = {
        "person": person,
        "newest": newest[:NEWEST],
        "more": f"{reverse('disclosures')}?{urlencode({'q': person.reference})}" if len(newest) > NEWEST else "",
        "may_record": reader.may(Permission.DISCLOSE),
        "today": bool(rules.grounds_to_disclose(person)),
        "may": rules.why_nothing_can_be_shared(person),
    }
    return Section(18, "consent/sections/shared.html", context)


MOST_OF_MINE = 5


@registries.my_home.add
def shared_about_you(request, person):
    """What was shared about them, with whom, when and why; a page of its own has all of it."""
    found = list(told_to(person)[: MOST_OF_MINE + 1])
    context = {"shared": [in_their_words(one) for one in found[:MOST_OF_MINE]], "more": len(found) > MOST_OF_MINE}
    return Section(35, "consent/sections/my_shared.html", context)


def told_to(person):
    """What a person reads of what was shared: all on an agreement; in the public interest, where they were told."""
    found = person.disclosures.filter(Q(agreement__isnull=False) | Q(decision__told=True))
    return found.select_related("recipient", "agreement", "decision").order_by("-disclosed_on", "-pk")


def in_their_words(disclosure) -> dict:
    """One disclosure in words for the person it is about.

    Of one in the public interest no words of staff: they may speak of somebody else, and others may look over.
    """
    words = {"disclosure": disclosure, "who_said_yes": "", "back": ""}
    if disclosure.agreement_id is not None:
        words["who_said_yes"] = _who_said_yes(disclosure.agreement)
    if disclosure.recall_answer in ("destroyed", "returned", "kept"):
        words["back"] = {
            "destroyed": _("They told us that they destroyed it."),
            "returned": _("They gave it back."),
            "kept": _("They told us that they have to keep some of it. Ask us why."),
        }[disclosure.recall_answer]
    elif disclosure.recall_asked_at is not None:
        words["back"] = _("We asked them to destroy it or to give it back.")
    elif rules.must_be_recalled(disclosure):
        words["back"] = _("We are going to ask them to destroy it or to give it back.")
    return words


def _who_said_yes(agreement) -> str:
    if agreement.ground == Ground.PERSON:
        return _("You said yes to this.")
    if agreement.ground == Ground.BEST_INTERESTS:
        return _("It was decided that this is best for you.")
    return _("%(who)s said yes to this for you.") % {"who": rules.giver_in_words(agreement)}
