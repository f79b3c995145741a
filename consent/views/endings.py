"""Every answer of a person, and ending one: taken back, ended by the service, or marked as recorded wrongly."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.answering import ReasonForm
from consent.models import Agreement, Disclosure, Person
from consent.models.agreements import Answer, Ending, Ground
from consent.reading import open_person, row_of_person
from core import actors, registries
from core.access import staff_page
from core.deeds import who_did
from core.roles import Permission
from core.views import perform, posted, said


@dataclass(frozen=True)
class EndingPage:
    """One way of ending an answer, in its own words. `{what}` is the purpose, with its recipient."""

    kind: str
    action: Callable
    heading: str
    means: str
    why: str
    hint: str
    button: str
    done: str
    link: str
    url: str


WITHDRAWAL = EndingPage(
    Ending.WITHDRAWN,
    actions.withdraw_agreement,
    heading="Withdraw {what}?",
    means="For when {giver} took back the yes.",
    why="Why do they withdraw?",
    hint="They do not have to say why. If they gave no reason, write that.",
    button="Withdraw this agreement",
    done="The agreement {what} is withdrawn. It acts at once, everywhere.",
    link="Withdraw",
    url="withdraw",
)
END = EndingPage(
    Ending.ENDED,
    actions.end_agreement,
    heading="End {what} for the service?",
    means="For when nobody took back the yes, and the service does not rely on it any more.",
    why="Why does the service end it?",
    hint="For example, that it is not needed any more.",
    button="End this agreement",
    done="The agreement {what} is ended. It acts at once, everywhere.",
    link="End for the service",
    url="end_agreement",
)
RECORDED_WRONGLY = EndingPage(
    Ending.INVALIDATED,
    actions.invalidate_agreement,
    heading="Mark {what} as recorded wrongly?",
    means="For when this answer was never given: a slip, another person's answer, or a question nobody asked.",
    why="What was recorded wrongly?",
    hint="Say what happened, so that somebody who reads this later understands it.",
    button="Mark as recorded wrongly",
    done="The answer to {what} is marked as recorded wrongly. It counts as never given.",
    link="Recorded wrongly",
    url="invalidate_agreement",
)
PAGES = (WITHDRAWAL, END, RECORDED_WRONGLY)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    """The one who gave a yes takes it back."""
    return _ending(request, pk, WITHDRAWAL)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def end_agreement(request, pk):
    """The service does not rely on a yes any more."""
    return _ending(request, pk, END)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def invalidate_agreement(request, pk):
    """An answer was recorded that nobody gave."""
    return _ending(request, pk, RECORDED_WRONGLY)


def _ending(request, pk, page):
    """Say beforehand what it will do, ask why, and do it."""
    agreement = row_of_person(Agreement, request, pk, "purpose", "recipient", "person__service", "ended_by")
    person, what = agreement.person, _what(agreement)
    may = rules.may_end_as(agreement, page.kind, request.reader)
    form = ReasonForm(posted(request), label=_why(page, agreement), hint=_hint(page, agreement))
    if may and form.is_valid():
        by, reason = actors.staff(request.user), form.cleaned_data["reason"]
        if perform(form, page.action, by=by, agreement=agreement, reason=reason):
            return _ended(request, agreement, page.done.format(what=what))
    context = {
        "form": form,
        "agreement": agreement,
        "may": may,
        "means": _means(page, agreement),
        "others": [
            other for other in PAGES if other is not page and rules.may_end_as(agreement, other.kind, request.reader)
        ],
        "consequences": _consequences(agreement, page.kind) if may else [],
        "heading": page.heading.format(what=what),
        "caption": person.name_to_use,
        "button": page.button,
        "kind": "warning",
        "cancel_url": reverse("person_answers", args=[person.reference]),
    }
    return render(request, "consent/ending.html", context)


def _what(agreement) -> str:
    """What was answered, for a sentence: “Share information with people I name” with Kim Advocate."""
    to = f" with {agreement.recipient.name}" if agreement.recipient_id else ""
    return f"“{agreement.purpose.title}”{to}"


def _why(page, agreement) -> str:
    if page is not WITHDRAWAL or agreement.ground == Ground.PERSON:
        return page.why
    if agreement.ground == Ground.BEST_INTERESTS:
        return "Why is it not in their best interests any more?"
    return f"Why does {agreement.giver_name} take back the yes?"


def _hint(page, agreement) -> str:
    if page is WITHDRAWAL and agreement.ground == Ground.BEST_INTERESTS:
        return "Say what has changed, so that somebody who reads this later understands it."
    return page.hint


def _means(page, agreement) -> str:
    if page is WITHDRAWAL and agreement.ground == Ground.BEST_INTERESTS:
        return "For when the yes that was decided for them is not in their best interests any more."
    return page.means.format(giver=rules.giver_in_words(agreement))


def _consequences(agreement, kind) -> list[str]:
    follows = rules.what_follows(agreement, kind)
    return [sentence for source in registries.consequences for sentence in source(follows)]


def _ended(request, agreement, sentence):
    person = Person.objects.get(pk=agreement.person_id)
    if Disclosure.objects.to_recall().filter(person=person).exists():
        sentence += " What was shared is listed under “What was shared”, to be asked for back."
    restriction = person.restrictions.filter(ended_at__isnull=True).first()
    if restriction is None:
        return said(request, sentence, "person", person.reference)
    sentence += (
        f" The record {person.reference} is restricted: from now on only the information governance lead and the"
        f" person can read it. It is kept until {restriction.keep_until:%-d %B %Y}."
    )
    return said(request, sentence, "people")


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def person_answers(request, reference):
    """Everything somebody answered, or others for them: what was said, how it ended, and what may be done with it."""
    person = open_person(request, reference, "answers")
    found = person.agreements.select_related(
        "purpose", "recipient", "recorded_by", "ended_by", "wording", "site"
    ).order_by("purpose__order", "recipient__name", "-recorded_at", "-pk")
    about = groupby(found, key=lambda agreement: (agreement.purpose, agreement.recipient))
    context = {
        "person": person,
        "questions": [
            {"purpose": purpose, "recipient": recipient, "answers": [_row(request, row) for row in rows]}
            for (purpose, recipient), rows in about
        ],
        "heading": f"Answers of {person.name_to_use}",
        "back_url": reverse("person", args=[person.reference]),
        "back_label": "Back to the record",
    }
    return render(request, "consent/person_answers.html", context)


def _row(request, agreement) -> dict:
    """One answer as its card shows it: facts in order, and the ways it may be ended by this reader."""
    facts = [
        {"key": "Answered by", "value": _answered_by(agreement)},
        {"key": "When", "value": capfirst(rules.when_answered(agreement))},
        {"key": "How", "value": agreement.get_route_display()},
        {"key": "Noted by", "value": who_did(agreement, "recorded")},
    ]
    if agreement.answer == Answer.NOT_ASKED:
        facts = [facts[1], facts[3], {"key": "Why not", "value": agreement.get_not_asked_reason_display()}]
    if agreement.information:
        facts.append({"key": "What may be shared", "value": agreement.information})
    if agreement.wording_id:
        facts.append({"key": "Words shown", "value": agreement.wording.in_short})
    if agreement.present:
        facts.append({"key": "Who else was there", "value": agreement.present})
    if agreement.ended_at is None and (day := agreement.review_on):
        facts.append({"key": "To be asked again", "value": f"{day:%-d %B %Y}"})
    if agreement.ended_at is None and (day := agreement.expires_on):
        facts.append({"key": "Runs out", "value": f"{day:%-d %B %Y}"})
    may_end = request.reader.may(Permission.RECORD_PEOPLE) and agreement.ended_at is None
    return {
        "agreement": agreement,
        "facts": facts,
        "ended_by": who_did(agreement, "ended") if agreement.ended_at else "",
        "ways": [page for page in PAGES if may_end and rules.may_end_as(agreement, page.kind, request.reader)],
    }


def _answered_by(agreement) -> str:
    lines = [capfirst(rules.giver_in_words(agreement))]
    if agreement.giver_checked:
        lines.append(f"Checked: {agreement.giver_checked}")
    if agreement.child_agrees is True:
        lines.append("The child or young person agreed that they are asked.")
    elif agreement.child_agrees is False:
        lines.append(f"Asked without the agreement of the child or young person: {agreement.why_asked}")
    return "\n".join(lines)
