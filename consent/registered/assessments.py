"""Assessments on a person's record, as short lines for those who may read them, and those begun in today's work."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from consent.deciding import WALKS
from consent.models import CapacityAssessment, CompetenceAssessment, Draft, Person
from consent.reading import drafts_left
from consent.rules import purposes
from core import registries
from core.registries import Section, WorkRow
from core.roles import Permission

FOUND = {
    True: "it is in their best interests",
    False: "it is not in their best interests",
    **{key: f"{label[:1].lower()}{label[1:]}" for key, label in CompetenceAssessment.Outcome.choices},
    **{key: f"{label[:1].lower()}{label[1:]}" for key, label in CapacityAssessment.Outcome.choices},
}
DEEDS = {
    "competence": "assess the competence",
    "capacity": "assess the capacity",
    "best-interests": "decide what is in the best interests",
}
WHAT = {"competence": "Competence", "capacity": "Capacity", "best-interests": "Best interests"}


@registries.person_sections.add
def assessments(request, person):
    """The newest, each with what it found: `person` is read `with_assessments()`. Nothing for who may not read them."""
    if not request.reader.may(Permission.SEE_ASSESSMENTS):
        return None
    kinds = (("competence", person.competence_found), ("capacity", person.capacity_found))
    lines = [
        line for kind, rows in (*kinds, ("best-interests", person.best_interests_found)) for line in _lines(kind, rows)
    ]
    lines.sort(key=lambda line: line["on"], reverse=True)
    return Section(25, "consent/sections/assessments.html", {"lines": lines}) if lines else None


def _lines(kind, rows):
    titles = {purpose.pk: purpose.title for purpose in purposes()}
    for row in rows:
        yield {
            "what": WHAT[kind],
            "about": titles[row["purpose"]],
            "found": FOUND[row["found"]],
            "on": timezone.localtime(datetime.fromisoformat(row["on"])),
            "url": reverse("assessment", args=[kind, row["pk"]]),
        }


@registries.work.add
def begun(request):
    """Assessments that were begun and not finished, with the question at which each stands."""
    reader = request.reader
    if not reader.may(Permission.ASSESS_CAPACITY):
        return
    drafts = drafts_left(request, Draft.Kind.ASSESSMENT)
    abouts = {draft.pk: draft.answers["about"] for draft in drafts}
    people = Person.objects.visible_to(reader).in_bulk({about["person"] for about in abouts.values()}) if drafts else {}
    for draft in drafts:
        about = abouts[draft.pk]
        if person := people.get(about["person"]):
            began = timezone.localtime(draft.started_at)
            where = WALKS[about["kind"]].where_it_waits(draft.answers)
            sentence = f"You began to {DEEDS[about['kind']]} of {person.name_to_use} at {began:%H:%M}, {where}"
            yield WorkRow(2, sentence, "Go on", reverse("go_on_assessing", args=[draft.pk]), began.date())
