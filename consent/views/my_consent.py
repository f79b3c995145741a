"""A service user's own answers: what they said, when and to which words, and changing their mind."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.own import OwnAnswerForm
from consent.models import Agreement, Person, Purpose
from consent.models.agreements import Answer, Ending
from consent.words import words_for
from core import actors, easy_read, registries
from core.access import my_page
from core.forms import PlainForm
from core.views import perform, posted, said

REASON = "They took it back on their own page"
# By purpose: the question before it is taken back, the button, and what is said when it is done.
TAKING_BACK = {
    Purpose.RECORD: (
        gettext_lazy("Take back everything you agreed to?"),
        gettext_lazy("Take back everything"),
        gettext_lazy("You have taken back everything you agreed to."),
    ),
    Purpose.CONTACT: (
        gettext_lazy("Stop us contacting you?"),
        gettext_lazy("Stop contacting me"),
        gettext_lazy("We will not contact you about being involved any more."),
    ),
    Purpose.SHARE: (
        gettext_lazy("Stop us telling them about you?"),
        gettext_lazy("Stop telling them"),
        gettext_lazy("We will tell them nothing more about you."),
    ),
    Purpose.EQUALITY: (
        gettext_lazy("Stop us keeping your equality answers?"),
        gettext_lazy("Delete my answers"),
        gettext_lazy("Your equality answers are deleted."),
    ),
    Purpose.PUBLISH: (
        gettext_lazy("Stop us using your words in public?"),
        gettext_lazy("Stop using my words"),
        gettext_lazy("We will not use your words in public any more."),
    ),
}
QUESTIONS = {
    Purpose.CONTACT: gettext_lazy("May we contact you about being involved?"),
    Purpose.EQUALITY: gettext_lazy("May we keep your equality answers?"),
}


def own_record(request) -> Person:
    """The record of whoever is signed in, with what the rules ask for."""
    people = Person.objects.visible_to(request.reader).select_related("service").with_restriction()
    return get_object_or_404(people.prefetch_related("agreements__recipient", "safe_contacts", "follow_ups"))


@my_page
@require_GET
def my_consent(request):
    """Each question they were asked: what they said, when, to which words, and the way to change it."""
    person = own_record(request)
    lines = rules.receipt_of(person)
    keys = [line.agreement.pk for line in lines]
    words = {row.pk: row.wording for row in Agreement.objects.filter(pk__in=keys).select_related("wording")}
    answered = {line.purpose.pk for line in lines}
    never = [key for key in rules.ON_THEIR_OWN if key not in answered and rules.may_answer_on_own_page(person, key)]
    context = {
        "person": person,
        "lines": [
            {"line": line, "wording": words[line.agreement.pk], "say_yes": _may_say_yes(person, line)} for line in lines
        ],
        "never": [(key, QUESTIONS[key]) for key in never],
        "before": _before(person),
        "service": person.service,
        "heading": _("What you said yes or no to"),
        "back_url": reverse("my_home"),
    }
    return render(request, "consent/my_consent.html", context)


def _may_say_yes(person, line) -> bool:
    return not line.given and bool(rules.may_answer_on_own_page(person, line.purpose.pk))


def _before(person) -> list[Agreement]:
    """Answers that ended and that another one followed, newest first."""
    ended = person.agreements.filter(ended_at__isnull=False).exclude(answer=Answer.NOT_ASKED)
    return list(ended.select_related("purpose", "recipient").order_by("-ended_at", "-pk")[:50])


@my_page
@require_http_methods(["GET", "POST"])
def my_take_back(request, pk):
    """Say what it will do, and take it back."""
    person = own_record(request)
    given = person.agreements.open().filter(answer=Answer.GIVEN).select_related("purpose", "recipient")
    agreement = get_object_or_404(given, pk=pk)
    agreement.person = person
    heading, button, done = TAKING_BACK[agreement.purpose_id]
    form = PlainForm(posted(request))
    if form.is_valid():
        back = {"purpose_key": agreement.purpose_id, "recipient": agreement.recipient, "reason": REASON}
        if perform(form, actions.take_back_answers, by=actors.the_person(person), person=person, **back):
            return said(request, f"{done} {_('This counts from now on.')}", "my_consent")
    context = {
        "form": form,
        "agreement": agreement,
        "means": _what_it_does(agreement),
        "heading": heading,
        "button": button,
        "kind": "warning",
        "cancel_url": reverse("my_consent"),
    }
    return render(request, "consent/my_take_back.html", context)


def _what_it_does(agreement) -> list[str]:
    follows = rules.what_follows(agreement, Ending.WITHDRAWN)
    return [sentence for source in registries.own_consequences for sentence in source(follows)]


@my_page
@require_http_methods(["GET", "POST"])
def my_answer_to(request, purpose):
    """The words in force for a question that they may answer without a worker, and their answer."""
    person = own_record(request)
    if purpose not in QUESTIONS:
        raise Http404
    wording, others = words_for(request, purpose, easy_read.is_on() or rules.needs_easy_read(person))
    may = rules.may_answer_on_own_page(person, purpose)
    context = {"heading": QUESTIONS[purpose], "back_url": reverse("my_consent"), "service": person.service}
    if wording is None or not may:
        return render(request, "consent/my_not_here.html", context)
    form = OwnAnswerForm(posted(request), wording=wording)
    form.cancel_url = context["back_url"]
    if form.is_valid():
        about = {"person": person, "purpose_key": purpose, **form.said}
        if answer := perform(form, actions.record_answer, by=actors.the_person(person), **about):
            return _answered(request, answer)
    return render(request, "consent/my_answer_to.html", {**context, "form": form, "others": others})


def _answered(request, answer):
    if answer.purpose_id == Purpose.EQUALITY and answer.answer == Answer.GIVEN:
        return said(request, _("You said yes. Thank you. Now you can answer the questions."), "my_equality")
    yes = _("You said yes. Thank you.") if answer.answer == Answer.GIVEN else _("You said no. That is fine.")
    return said(request, f"{yes} {_('This counts from now on.')}", "my_consent")
