"""Asking for what was shared back: letters, several at once, on paper; and noting what recipients answered."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.recalls import RecallAnswerForm, RecallLettersForm
from consent.views.disclosures import asks_why_first, disclosures_of, find_disclosure, log_reading
from core import actors
from core.access import staff_page
from core.deeds import who_did
from core.forms.base import lower_first
from core.roles import Permission
from core.views import perform, posted, said

# More than anybody reads through at once, and short enough for an address.
MOST_LETTERS = 25


def _asked_for(request) -> list:
    """What the address asks for, of what the reader may see, oldest first. 404 where there is none of it."""
    keys = [int(pk[:18]) for pk in request.GET.getlist("for") if pk.isascii() and pk.isdigit()]
    found = _oldest_first(request, keys[:MOST_LETTERS])
    if keys and not found:
        raise Http404
    return found


def _oldest_first(request, keys) -> list:
    found = disclosures_of(request).filter(pk__in=keys).order_by("disclosed_on", "pk")
    return list(found.with_restriction().with_everything())


def _to_be_asked(request, chosen) -> list:
    """Those of the chosen ones that nobody has asked for back by now."""
    return [one for one in _oldest_first(request, [one.pk for one in chosen]) if rules.may_recall(one)]


@staff_page(Permission.RECALL)
@require_http_methods(["GET", "POST"])
def recall_letters(request):
    """The words of each letter, to be changed before it counts as asked; then they are printed."""
    chosen = _asked_for(request)
    if not chosen:
        return redirect(f"{reverse('disclosures')}?show=to_recall")
    if answer := asks_why_first(request, chosen, "recall_letters"):
        return answer
    if request.method == "GET":
        log_reading(request, chosen, "letter that asks for something back")
    waiting = [one for one in chosen if rules.may_recall(one)]
    form = RecallLettersForm(posted(request), disclosures=waiting)
    if waiting and form.is_valid():
        by = actors.staff(request.user)
        if made := perform(form, actions.ask_back_by_letter, by=by, letters=form.letters()):
            count = "1 letter is" if len(made) == 1 else f"{len(made)} letters are"
            return said(request, f"{count} ready. Print this page.", _to_print(made))
        # Somebody else asked for one of them at the same moment: the others keep their words.
        left = _to_be_asked(request, chosen)
        if len(left) < len(waiting):
            waiting, form = left, RecallLettersForm(request.POST, disclosures=left)
    made = [one for one in chosen if one.pk not in {other.pk for other in waiting}]
    form.cancel_url = back = reverse("disclosures")
    context = {
        "form": form,
        "waiting": waiting,
        "made": made,
        "made_url": _to_print(made),
        "due": timezone.localdate() + rules.TIME_TO_ANSWER,
        "heading": "Ask for what was shared back",
        "back_url": back,
        "back_label": "Back to what was shared",
    }
    return render(request, "consent/recall_letters.html", context)


def _to_print(made) -> str:
    asked = urlencode({"for": [disclosure.pk for disclosure in made]}, doseq=True)
    return f"{reverse('recall_letters_to_print')}?{asked}"


@staff_page(Permission.RECALL)
@require_GET
def recall_letters_to_print(request):
    """The letters that were made, each on a sheet of its own."""
    chosen = _asked_for(request)
    if not chosen:
        return redirect(f"{reverse('disclosures')}?show=waiting")
    if answer := asks_why_first(request, chosen, "recall_letters_to_print"):
        return answer
    log_reading(request, chosen, "printable letter that asks for something back")
    letters = [one for one in chosen if one.recall_asked_at is not None]
    for letter in letters:
        letter.due, letter.signed = rules.answer_due(letter), who_did(letter, "recall_asked")
    context = {
        "letters": letters,
        "heading": "Letters to print",
        "back_url": reverse("disclosure", args=[chosen[0].pk]) if len(chosen) == 1 else reverse("disclosures"),
        "back_label": "Back to what was shared",
    }
    return render(request, "consent/recall_letters_to_print.html", context)


@staff_page(Permission.RECALL)
@require_http_methods(["GET", "POST"])
def recall_answer(request, pk):
    """Note what a recipient answered. Whoever comes second is shown what was noted, and keeps what they typed."""
    disclosure = find_disclosure(request, pk)
    if answer := asks_why_first(request, [disclosure], "recall_answer"):
        return answer
    if request.method == "GET":
        log_reading(request, [disclosure], "answer to a letter")
    form = RecallAnswerForm(posted(request))
    form.cancel_url = back = reverse("disclosure", args=[disclosure.pk])
    if form.is_valid():
        by = actors.staff(request.user)
        if noted := perform(form, actions.note_recall_answer, by=by, disclosure=disclosure, **form.note):
            sentence = f"It is noted: {lower_first(noted.get_recall_answer_display())}."
            return said(request, sentence, "disclosure", disclosure.pk)
        disclosure = find_disclosure(request, pk)
    context = {
        "form": form,
        "disclosure": disclosure,
        "may": rules.may_note_recall_answer(disclosure),
        "recall": rules.recall_in_words(disclosure),
        "answered_by": who_did(disclosure, "recall_answered"),
        "heading": f"What did {disclosure.recipient.name} answer?",
        "back_url": back,
    }
    return render(request, "consent/recall_answer.html", context)
