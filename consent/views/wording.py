"""The words that people are asked with: reading what is in force, and drafts from writing to publishing."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.actions.wording import WORDING_FIELDS
from consent.comparing import ADDED, REMOVED, compare, count_words
from consent.forms.wording import PublishWordingForm, StartWordingForm, WordingFilter, WordingForm
from consent.models import PaperForm, Purpose, Wording
from core import actors
from core.access import staff_page
from core.forms import PlainForm
from core.roles import Permission
from core.views import paged, perform, posted, said

# Whoever asks people, answers for records or writes the words may read them.
READERS = (Permission.RECORD_PEOPLE, Permission.OPEN_RESTRICTED, Permission.MANAGE_WORDING)
COMPARED = (*Wording.PARTS, "question", "controller", "expires_after", "translator", "checker")


def _find(request, pk) -> Wording:
    """A wording that the reader may see, or 404."""
    if pk > 2**63 - 1:
        raise Http404
    found = Wording.objects.visible_to(request.reader).select_related(
        "purpose", "service", "drafted_by", "published_by"
    )
    return get_object_or_404(found, pk=pk)


def _before(wording) -> Wording | None:
    """The version published before this one, or None."""
    line = Wording.objects.of_line(wording.service, wording.purpose_id, wording.language, wording.format)
    return line.published().filter(version__lt=wording.version).order_by("-version").first()


def _name_of(wording) -> str:
    return f"{wording.purpose.title}, {wording.kind_in_words.lower()}, version {wording.version}"


def state_in_words(wording, today=None) -> str:
    """Where a wording stands, as a sentence."""
    today = today or timezone.localdate()
    if wording.is_draft:
        return "Draft: nobody is asked with it"
    if wording.effective_from > today:
        return f"To come, from {wording.effective_from:%-d %B %Y}"
    if wording.effective_until is not None and wording.effective_until < today:
        return f"Was in force from {wording.effective_from:%-d %B %Y} to {wording.effective_until:%-d %B %Y}"
    until = f", until {wording.effective_until:%-d %B %Y}" if wording.effective_until else ""
    return f"In force since {wording.effective_from:%-d %B %Y}{until}"


@staff_page(*READERS)
@require_GET
def wordings(request):
    """What is in force now by purpose, what is to come and drafts; earlier versions where they are asked for."""
    today, may_write = timezone.localdate(), request.reader.may(Permission.MANAGE_WORDING)
    form = WordingFilter(request.GET, purposes=rules.purposes(), may_write=may_write)
    form.is_valid()
    chosen = form.cleaned_data
    found = Wording.objects.visible_to(request.reader).select_related("purpose")
    for name in ("purpose", "format", "language"):
        if chosen.get(name):
            found = found.filter(**{name: chosen[name]})
    if chosen.get("show") == "drafts":
        found = found.drafts()
    else:
        earlier = Q(effective_until__lt=today)
        found = found.filter(earlier) if chosen.get("show") == "earlier" else found.exclude(earlier)
    page = paged(request, found.order_by("purpose__order", "language", "-format", "-version"))
    for wording in page:
        wording.state = state_in_words(wording, today)
    context = {
        "heading": "The words that people are asked with",
        "form": form,
        "page": page,
        "may_write": may_write,
        "filtered": any(chosen.values()),
        "wide": True,
    }
    return render(request, "consent/wordings.html", context)


@staff_page(*READERS)
@require_GET
def wording(request, pk):
    """One wording exactly as it is read out, with what became of it; of a draft, what it still has to say."""
    shown = _find(request, pk)
    missing = rules.missing_from(shown)
    context = {
        "heading": shown.purpose.title,
        "caption": f"{shown.kind_in_words}, version {shown.version}",
        "wording": shown,
        "state": state_in_words(shown),
        "before": _before(shown),
        "may_write": request.reader.may(Permission.MANAGE_WORDING),
        "items": [
            {"label": label, "done": not any(name in missing for name in names), "hint": _first(missing, names)}
            for label, names in _checks(shown)
        ],
        "missing": missing,
        "advice": rules.advice_on(shown),
        "on_paper": shown.purpose_id in (Purpose.RECORD, Purpose.CONTACT),
        "back_url": reverse("wordings"),
        "back_label": "Back to all wording",
    }
    return render(request, "consent/wording.html", context)


def _checks(shown):
    """What is looked at before publishing: (what it must say, the fields it stands in)."""
    yield "Says what we do, and why", ["what_we_do"]
    yield "Names who answers for the information, and says who can see it", ["controller", "who_can_see"]
    yield "Says that saying no changes nothing about care, charge or court", ["saying_no"]
    yield "Says that people can change their mind at any time", ["changing_your_mind"]
    yield "Asks one question", ["question"]
    if shown.language != "en":
        yield "Names who translated it, and somebody else who checked it", ["translator", "checker"]


def _first(missing, names) -> str:
    return next((missing[name] for name in names if name in missing), "")


@staff_page(*READERS)
@require_GET
def wording_on_paper(request, pk):
    """The paper form as it would be printed with this wording, beside the other question's words of that day."""
    shown = _find(request, pk)
    if shown.purpose_id not in (Purpose.RECORD, Purpose.CONTACT):
        raise Http404
    pair = {
        purpose: Wording.objects.in_force(
            shown.service, purpose, shown.language, shown.format, day=shown.effective_from, or_standard=True
        )
        for purpose in (Purpose.RECORD, Purpose.CONTACT)
    } | {shown.purpose_id: shown}
    sheet = PaperForm(
        service=shown.service,
        reference="Preview",
        format=shown.format,
        record_wording=pair[Purpose.RECORD],
        contact_wording=pair[Purpose.CONTACT],
    )
    context = {
        "heading": "On the paper form",
        "caption": _name_of(shown),
        "sheet": sheet,
        "back_url": reverse("wording", args=[shown.pk]),
    }
    return render(request, "consent/wording_on_paper.html", context)


@staff_page(*READERS)
@require_GET
def compare_wording(request, pk):
    """What changed since the version before, word by word."""
    new = _find(request, pk)
    old = _before(new)
    parts = []
    for name in COMPARED if old else ():
        a, b = (str(getattr(each, name) or "") for each in (old, new))
        if a or b:
            title = Wording._meta.get_field(name).verbose_name
            parts.append({"title": title[0].upper() + title[1:], "pieces": compare(a, b), "changed": a != b})
    pieces = [piece for part in parts for piece in part["pieces"]]
    context = {
        "heading": "What changed",
        "caption": _name_of(new),
        "wording": new,
        "before": old,
        "parts": parts,
        "added": count_words(pieces, ADDED),
        "removed": count_words(pieces, REMOVED),
        "back_url": reverse("wording", args=[new.pk]),
    }
    return render(request, "consent/wording_compare.html", context)


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def start_wording(request):
    """Start a draft from the version before; where there is a draft already, go on with that one."""
    service = request.reader.service
    names = ("purpose", "format", "language")
    asked = {name: request.GET[name][:20] for name in names if request.GET.get(name)}
    form = StartWordingForm(posted(request), initial={"format": "standard", "language": "en", **asked})
    form.cancel_url = back = reverse("wordings")
    if form.is_valid():
        chosen = form.cleaned_data
        line = (service, chosen["purpose"].pk, chosen["language"], chosen["format"])
        if draft := Wording.objects.of_line(*line).drafts().first():
            messages.info(request, "There is a draft of this wording already. Go on with it here.")
            return redirect("change_wording", draft.pk)
        which = {"purpose_key": line[1], "language": line[2], "format": line[3]}
        by = actors.staff(request.user)
        if draft := perform(form, actions.start_wording, by=by, service=service, **which):
            return said(
                request,
                "The draft is started. Nobody is asked with it until it is published.",
                "change_wording",
                draft.pk,
            )
    return render(request, "layouts/form.html", {"form": form, "heading": "Start a new version", "back_url": back})


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def change_wording(request, pk):
    draft = _find(request, pk)
    back = reverse("wording", args=[pk])
    if not (may := rules.may_change_wording(draft)):
        messages.info(request, may.why)
        return redirect("wording", pk)
    form = WordingForm(posted(request), wording=draft, initial={n: getattr(draft, n) for n in WORDING_FIELDS})
    form.cancel_url = back
    if form.is_valid():
        by = actors.staff(request.user)
        if perform(form, actions.change_wording, by=by, wording=draft, words=form.words):
            return said(request, "The draft is saved. This is how people will see it.", "wording", pk)
    context = {"form": form, "heading": "Change the draft", "caption": _name_of(draft), "back_url": back}
    return render(request, "layouts/form.html", context)


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def publish_wording(request, pk):
    """Say what publishing does, ask from which day, and do it."""
    draft = _find(request, pk)
    before = _before(draft)
    missing = rules.missing_from(draft) if draft.is_draft else {}
    earliest = timezone.localdate()
    if before is not None:
        earliest = max(earliest, before.effective_from + timezone.timedelta(days=1))
    form = PublishWordingForm(posted(request), initial={"day": earliest})
    if form.is_valid():
        by = actors.staff(request.user)
        if done := perform(form, actions.publish_wording, by=by, wording=draft, day=form.cleaned_data["day"]):
            return said(request, f"Published. {state_in_words(done)}.", "wording", pk)
    context = {
        "form": form,
        "wording": draft,
        "before": before,
        "missing": missing.values(),
        "may": draft.is_draft and not missing,
        "heading": "Publish these words?",
        "caption": _name_of(draft),
        "button": "Publish this wording",
        "cancel_url": reverse("wording", args=[pk]),
    }
    return render(request, "consent/wording_publish.html", context)


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def discard_wording(request, pk):
    draft = _find(request, pk)
    form = PlainForm(posted(request))
    if not (may := rules.may_change_wording(draft)):
        messages.info(request, may.why)
        return redirect("wording", pk)
    name = _name_of(draft)
    if form.is_valid() and perform(form, actions.discard_wording, by=actors.staff(request.user), wording=draft):
        return said(request, f"The draft is thrown away: {name}. What is in force stays.", "wordings")
    context = {
        "form": form,
        "heading": "Throw this draft away?",
        "caption": name,
        "button": "Throw the draft away",
        "kind": "warning",
        "cancel_url": reverse("wording", args=[pk]),
    }
    return render(request, "consent/wording_discard.html", context)
