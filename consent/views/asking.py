"""Asking somebody on record one question of consent, for the first time or again, of whoever may answer today."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import actions, rules
from consent.forms.asking import AskForm
from consent.models import Person, Purpose
from consent.models.agreements import Ground
from consent.reading import open_person
from consent.words import words_for
from core import actors
from core.access import staff_page
from core.roles import Permission
from core.views import perform, posted, said

HEADINGS = {
    Purpose.RECORD: "Ask whether we may hold their information",
    Purpose.CONTACT: "Ask about involvement",
    Purpose.SHARE: "Ask about sharing",
    Purpose.EQUALITY: "Ask about holding equality answers",
    Purpose.PUBLISH: "Ask about using words or a story in public",
}
# Who answers, as a way to choose them.
ANSWERS = {
    Ground.PERSON: "They answer themselves",
    Ground.ATTORNEY: "Their attorney for health and welfare answers",
    Ground.DEPUTY: "A deputy appointed by the court answers",
    Ground.BEST_INTERESTS: "It is decided in their best interests",
    Ground.PARENTAL: "Somebody with parental responsibility answers",
}
STEPS = {
    rules.Next.AGE: "Add their date of birth",
    rules.Next.COMPETENCE: "Assess competence first",
    rules.Next.CAPACITY: "Assess capacity",
    rules.Next.BEST_INTERESTS: "Decide what is in their best interests",
}


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def ask(request, reference, purpose):
    """Read out the words in force, and record what was said by whoever may answer (`by` in the address)."""
    if purpose not in HEADINGS:
        raise Http404
    person = open_person(request, reference, f"asking: {HEADINGS[purpose][4:]}", log=request.method == "GET")
    context = {
        "heading": HEADINGS[purpose],
        "caption": person.name_to_use,
        "back_url": reverse("person", args=[person.reference]),
        "person": person,
        "status": rules.status_for(person, purpose),
    }
    may = rules.may_ask_again(person, purpose)
    givers = rules.givers_for(person, purpose, request.reader.may(Permission.ASSESS_CAPACITY))
    able = [giver.ground for giver in givers if giver.may]
    ground = _chosen(request, able)
    # Whoever answers for somebody reads for themselves.
    wording, others = words_for(request, purpose, ground == Ground.PERSON and rules.needs_easy_read(person))
    if wording is None:
        return render(request, "consent/no_wording.html", context)
    context |= {
        "others": others,
        "may": may,
        "anybody": bool(able),
        "givers": [_in_words(request, giver, ground) for giver in givers],
        "who": ANSWERS.get(ground, ""),
        "steps": _steps(request, person, purpose),
        "differ": _who_differ(request, context["status"], person, purpose),
    }
    if not may or ground is None:
        return render(request, "consent/ask_first.html", context)
    decided = rules.answer_that_follows(person, purpose) if ground == Ground.BEST_INTERESTS else None
    form = AskForm(posted(request), words=wording, ground=ground, decided=decided, initial=_initial(request, person))
    form.cancel_url = context["back_url"]
    if form.is_valid():
        agreement = perform(
            form,
            actions.record_answer,
            by=actors.staff(request.user),
            person=person,
            purpose_key=purpose,
            **form.said,
        )
        if agreement:
            return _recorded(request, agreement)
    return render(request, "consent/ask.html", {**context, "form": form})


def _chosen(request, able):
    """Who answers: whom the address names, else the only one there is; None where nobody can or it is to be chosen."""
    asked = request.GET.get("by")
    return asked if asked in able else able[0] if len(able) == 1 else None


def _in_words(request, giver, chosen) -> dict:
    query = request.GET.copy()
    query["by"] = giver.ground
    return {
        "label": ANSWERS[giver.ground],
        "why_not": "" if giver.may else giver.may.why,
        "url": "" if giver.ground == chosen else f"?{query.urlencode()}",
    }


def _steps(request, person, purpose) -> list[dict]:
    """What may be done so that somebody else can answer; without an address where the reader may not do it."""
    steps = []
    for key in rules.what_comes_first(person, purpose):
        url = reverse("change_person", args=[person.reference])
        if key != rules.Next.AGE:
            may = request.reader.may(Permission.ASSESS_CAPACITY)
            url = reverse("assess", args=[person.reference, purpose, key]) if may else ""
        steps.append({"label": STEPS[key], "url": url})
    return steps


def _who_differ(request, status, person, purpose) -> list[dict]:
    """Those who contradict each other, each with the way to ask them again."""
    url = reverse("ask", args=[person.reference, purpose])
    return [
        {"who": rules.giver_in_words(answer), "answer": answer, "url": f"{url}?by={answer.ground}&as={answer.pk}"}
        for answer in status.between
    ]


def _initial(request, person) -> dict:
    """What is known of the giver and the recipient of an earlier answer that is asked again (`as` in the address)."""
    key = request.GET.get("as", "")
    earlier = next((answer for answer in person.agreements.all() if str(answer.pk) == key), None)
    if earlier is None:
        return {"route": "in_person"}
    names = ("giver_name", "giver_relationship", "giver_checked", "information")
    initial = {"route": "in_person", **{name: getattr(earlier, name) for name in names}}
    if earlier.recipient is not None:
        initial |= {name: getattr(earlier.recipient, name) for name in ("kind", "name", "address")}
    return initial


def _recorded(request, agreement):
    person = Person.objects.get(pk=agreement.person_id)
    name = person.name_to_use
    if rules.is_restricted(person):
        sentence = (
            f"{agreement.get_answer_display()}: no agreement holds the information of {name} any more. The record"
            f" {person.reference} is restricted. Only the information governance lead and the person can read it."
        )
        return said(request, sentence, "people")
    if agreement.ground == Ground.PERSON:
        sentence = f"{agreement.get_answer_display()}: the answer of {name} is recorded."
    elif agreement.ground == Ground.BEST_INTERESTS:
        sentence = f"The answer for {name} is recorded, as it was decided in their best interests."
    else:
        sentence = f"{agreement.get_answer_display()}: the answer of {rules.giver_in_words(agreement)} is recorded."
    return said(request, sentence, "person", person.reference)
