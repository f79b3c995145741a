"""The end of a shift: one's drafts and open tasks go to a colleague. And what was left for later is closed."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consent import actions, rules
from consent.forms.handing_over import CloseDetailsForm, HandOverDraftForm, HandOverForm
from consent.journey import WALK
from consent.models import DetailToAdd, Draft, FollowUp, Person
from consent.models.details import Detail
from consent.reading import open_person
from core import actors
from core.access import staff_page
from core.forms import PlainForm
from core.roles import Permission
from core.views import paged, perform, posted, said


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def hand_over(request):
    """What is mine and open; who takes it over (`to` in the address); and the button that hands it over."""
    service, user = request.reader.service, request.user
    form = HandOverForm(request.GET if "to" in request.GET else None, colleagues=rules.colleagues(service, user))
    to = form.cleaned_data["to"] if form.is_valid() else None
    sure = PlainForm(posted(request))
    if to and sure.is_valid():
        by = actors.staff(user)
        handed = perform(sure, actions.hand_over, by=by, service=service, to=to)
        if handed is not None:
            things = "1 thing is" if handed == 1 else f"{handed} things are"
            return said(request, f"{things} handed over to {to}, who sees them under “Today”.", "today")
    lines = OwnWork(request.reader)
    context = {"form": form, "back_url": reverse("today"), "back_label": "Back to today"}
    if to:
        context |= {
            "heading": f"Hand over to {to}?",
            "form": sure,
            "button": "Hand over",
            "count": len(lines),
            "to": to,
            "cancel_url": reverse("hand_over"),
            "cancel_label": "Choose somebody else",
        }
        return render(request, "consent/hand_over_sure.html", context)
    return render(request, "consent/hand_over.html", {**context, "heading": "Hand over", "page": paged(request, lines)})


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def hand_over_draft(request, pk):
    """One journey goes to a colleague who may assess, with all that was answered so far."""
    draft = get_object_or_404(Draft.objects.visible_to(request.reader).recording(), pk=pk)
    may_take_it = rules.colleagues(request.reader.service, request.user, to_assess=True)
    form = HandOverDraftForm(posted(request), colleagues=may_take_it)
    form.cancel_url = back = reverse("go_on_recording", args=[draft.pk])
    if form.is_valid():
        to = form.cleaned_data["to"]
        if perform(form, actions.hand_over_draft, by=actors.staff(request.user), draft=draft, to=to):
            return said(request, f"The answers are handed over to {to}, who sees them under “Today”.", "today")
    context = {"form": form, "heading": "Hand these answers over", "caption": "Record consent", "back_url": back}
    there = may_take_it.exists()
    return render(request, f"consent/{'hand_over_draft' if there else 'nobody_assesses'}.html", context)


class OwnWork:
    """Sentences for all that is a reader's own and open, drafts first; sliced like a list."""

    def __init__(self, reader):
        own = {"service": reader.service, "owner": reader.user}
        there = Person.objects.visible_to(reader)
        self.parts = [
            (Draft.objects.visible_to(reader).recording(), _draft_in_words),
            (
                FollowUp.objects.open().filter(**own, person__in=there).select_related("person"),
                lambda row: f"Ask {row.person.name_to_use} again from {row.not_before:%-d %B %Y}",
            ),
            (
                DetailToAdd.objects.open().filter(**own, person__in=there).select_related("person"),
                lambda row: f"Add {row.get_detail_display()} for {row.person.name_to_use}",
            ),
        ]

    def __len__(self):
        return sum(rows.count() for rows, _ in self.parts)

    def __getitem__(self, asked):
        lines, start, stop = [], asked.start, asked.stop
        for rows, in_words in self.parts:
            if stop > 0:
                lines += [in_words(row) for row in rows[max(start, 0) : stop]]
                held = rows.count()
                start, stop = start - held, stop - held
        return lines


def _draft_in_words(draft) -> str:
    began = timezone.localtime(draft.started_at)
    return f"Recording consent, begun at {began:%H:%M}, {WALK.where_it_waits(draft.answers)}"


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def details_to_add(request, reference):
    """What was left for later about somebody: add it, or note what came of it."""
    person = open_person(request, reference, "what is still to add", log=request.method == "GET")
    waiting = list(DetailToAdd.objects.open().filter(person=person))
    form = CloseDetailsForm(posted(request), open_details=waiting)
    form.cancel_url = back = reverse("person", args=[person.reference])
    if form.is_valid():
        by = actors.staff(request.user)
        closed = perform(form, actions.close_details, by=by, person=person, **form.cleaned_data)
        if closed is not None:
            return said(request, "What came of it is noted, and it is closed.", "person", reference)
    context = {
        "form": form,
        "waiting": [(detail, _where_to_add(detail, person)) for detail in waiting],
        "person": person,
        "heading": "Still to add",
        "caption": person.name_to_use,
        "back_url": back,
    }
    return render(request, "consent/details_to_add.html", context)


def _where_to_add(detail, person) -> str:
    of_contact = detail.detail in (Detail.SAFE_CONTACT, Detail.SAFE_TIMES)
    return reverse("safe_contact" if of_contact else "change_person", args=[person.reference])
