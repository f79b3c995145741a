"""Information material: the list, the page of one with its evidence, its check, its readers, and where it hangs."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.access import staff_page
from core.actors import staff
from core.exports import stream_csv
from core.files import hand_out
from core.roles import Permission
from core.views import paged, perform, posted, said
from involvement import actions, rules
from involvement.forms.materials import (
    BecauseForm,
    CheckForm,
    MaterialFilter,
    MaterialForm,
)
from involvement.models import Material, MaterialPlace
from involvement.views import form_page, refused, seen, with_restricted
from involvement.words import day_of

DUE_WITHIN = timedelta(days=30)
MOST_SHOWN = 50
FOUND_PER_PAGE = 15
ORDERS = {"": ("title", "pk"), "review": ("review_on", "pk"), "newest": ("-recorded_at", "-pk")}


# --- The list


def _found(request, form):
    """The material that the reader may see and asked for, with what its promise rests on."""
    coming_down = MaterialPlace.objects.to_take_down().filter(material=OuterRef("pk"))
    found = Material.objects.visible_to(request.reader).with_evidence().annotate(comes_down=Exists(coming_down))
    found = found.annotate(up=Count("hangs", filter=Q(hangs__taken_down_at__isnull=True)))
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("q"):
        found = found.filter(title__icontains=chosen["q"])
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    if chosen.get("mine"):
        found = found.filter(owner=request.user)
    state = chosen.get("state")
    if state == MaterialFilter.RETIRED:
        found = found.filter(retired_at__isnull=False)
    elif state == MaterialFilter.TO_TAKE_DOWN:
        found = found.filter(comes_down=True)
    elif state:
        found = found.in_use()
        if state == MaterialFilter.TO_CHECK:
            found = found.filter(is_checked=False)
        if state == MaterialFilter.TO_REVIEW:
            found = found.filter(review_on__lte=timezone.localdate() + DUE_WITHIN)
    return found.select_related("owner", "author").order_by(*ORDERS[chosen.get("order") or ""])


def _sentence(material) -> str:
    """Where a material from `_found` stands, the worst first."""
    if material.comes_down:
        return "To be taken down"
    if material.retired_at:
        return f"No longer used since {day_of(material.retired_at)}"
    missing = [
        words
        for there, words in (
            (material.has_owner, "nobody who works here answers for it"),
            (material.is_checked, "not checked by somebody else"),
            (material.is_read, "no service user has read it"),
            (material.in_date, "overdue to be looked at again"),
        )
        if not there
    ]
    if missing:
        return f"In use: {', '.join(missing)}"
    return "In use: checked, read and up to date"


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def materials(request):
    form = MaterialFilter(request.GET or None)
    page = paged(request, _found(request, form))
    for material in page:
        material.sentence = _sentence(material)
    return render(
        request,
        "involvement/materials.html",
        {
            "heading": "Information material",
            "form": form,
            "page": page,
            "query": request.GET.urlencode(),
            "run": request.reader.may(Permission.RUN_ACTIVITIES),
            "filtered": form.is_bound and any(form.data.get(name) for name in form.fields),
        },
    )


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def materials_file(request):
    """The list as a file for a spreadsheet, with the same filters. It names nobody whose words are used."""
    found = _found(request, MaterialFilter(request.GET or None))
    head = [
        "Title",
        "Kind",
        "Who answers for it",
        "Author",
        "Where it stands",
        "Look at it again on",
        "Places it is up",
    ]

    def rows():
        for one in found.iterator(chunk_size=500):
            day = one.review_on.isoformat()
            yield [one.title, one.get_kind_display(), one.owner, one.author, _sentence(one), day, one.up]

    return stream_csv("material", head, rows())


# --- The page of one


def seen_material(request, pk):
    return seen(request, Material.objects.select_related("owner", "author", "activity", "file", "service"), pk)


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def material(request, pk):
    query = Material.objects.with_evidence().select_related("owner", "author", "activity", "file", "retired_by")
    material = seen(request, query, pk)
    run = request.reader.may(Permission.RUN_ACTIVITIES)
    coming_down = set(material.hangs.to_take_down().values_list("pk", flat=True))
    places = material.hangs.select_related("site", "put_up_by", "taken_down_by").order_by("-put_up_at", "-pk")[
        :MOST_SHOWN
    ]
    up = [place for place in places if place.taken_down_at is None]
    stopped = set(material.featured.stopped().values_list("pk", flat=True))
    featured = list(with_restricted(material.featured.select_related("person", "agreement"))[:MOST_SHOWN])
    for one in featured:
        one.stopped = one.pk in stopped
    can, cannot = _deeds(material, request.user) if run else ([], [])
    return render(
        request,
        "involvement/material.html",
        {
            "heading": material.title,
            "caption": material.get_kind_display(),
            "material": material,
            "evidence": _evidence(material, run),
            "can": can,
            "cannot": cannot,
            "facts": _facts(material),
            "up": [place for place in up if place.pk not in coming_down],
            "to_take_down": [place for place in up if place.pk in coming_down],
            "taken_down": [place for place in places if place.taken_down_at is not None],
            "featured": featured,
            "someone_stopped": any(one.stopped for one in featured),
            "readings": with_restricted(material.readings.select_related("person", "read_by"))[:MOST_SHOWN],
            "checks": material.checks.select_related("checked_by")[:MOST_SHOWN],
            "run": run,
            "in_use": material.retired_at is None,
            "back_url": reverse("materials"),
            "back_label": "All information material",
        },
    )


def _evidence(material, run):
    """What the promise of information asks for (design, section 7), each with what to do next."""
    here = {name: reverse(name, args=[material.pk]) for name in ("change_material", "check_material", "note_reading")}
    last = material.checks.select_related("checked_by").first()
    checked = "Checked by somebody other than its author"
    if material.is_checked:
        checked = f"Checked by {last.checked_by} on {day_of(last.checked_at)}: accurate, balanced and up to date"
    hint = f"The check of {day_of(last.checked_at)} was before the last change." if last else ""
    day = f"{material.review_on:%-d %B %Y}"
    rows = [
        (material.has_owner, f"{material.owner} answers for it", "They do not work here any more.", "change_material"),
        (material.is_checked, checked, hint, "check_material"),
        (material.is_read, "Read by a service user, with their comment", "", "note_reading"),
        (
            material.in_date,
            f"To be looked at again by {day}",
            "The day is past. A check sets a new one.",
            "check_material",
        ),
    ]
    doing = run and material.retired_at is None
    return [
        {
            "label": label,
            "done": there,
            "status": "Yes" if there else "Missing",
            "hint": "" if there else hint,
            "url": here[name] if doing and not there else "",
        }
        for there, label, hint, name in rows
    ]


def _deeds(material, user):
    """What may be done next as buttons, and what may not with the reason."""
    can, cannot = [], []
    due = not material.is_checked or material.review_on <= timezone.localdate() + DUE_WITHIN
    for label, name, answer in (
        ("Check it", "check_material", rules.may_check(material, user)),
        ("Record where it is", "put_up", rules.may_put_up(material)),
        ("Change it", "change_material", rules.may_change_material(material)),
        ("It is no longer used", "retire_material", rules.may_change_material(material)),
    ):
        if answer:
            # One to press: to check it where that is due, else to say where it is.
            first = name == ("check_material" if due else "put_up")
            can.append({"label": label, "url": reverse(name, args=[material.pk]), "secondary": not first})
        elif material.retired_at is None:
            cannot.append({"label": label, "reason": answer.why})
    return sorted(can, key=lambda deed: deed["secondary"]), cannot


def _facts(material):
    facts = [{"key": "What it says or shows", "value": material.says}]
    if material.activity:
        url = reverse("activity", args=[material.activity_id])
        facts.append({"key": "Activity", "value": material.activity.title, "url": url, "action": "Open"})
    return [
        *facts,
        {"key": "Who answers for it", "value": str(material.owner)},
        {"key": "Who wrote or made it", "value": str(material.author)},
        {"key": "Last changed on", "value": day_of(material.changed_at)},
    ]


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def material_file(request, pk):
    """The file itself, to those who may see the material."""
    return hand_out(seen_material(request, pk).file)


# --- Writing it


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def add_material(request):
    service, by = request.reader.service, staff(request.user)
    # A poster or leaflet just printed, or an activity, brings what is known of it.
    first = {"owner": request.user, "author": request.user}
    first |= {name: request.GET[name] for name in ("kind", "activity") if name in request.GET}
    form = MaterialForm(posted(request), request.FILES or None, service=service, initial=first)
    if form.is_valid() and (made := perform(form, actions.add_material, by=by, service=service, **form.cleaned_data)):
        next_step = "Ask a service user to read it, and somebody else to check it."
        return said(request, f"“{made.title}” is recorded. {next_step}", "material", made.pk)
    return form_page(request, form, "Record information material", reverse("materials"))


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def change_material(request, pk):
    material, heading, back = seen_material(request, pk), "Change this material", reverse("material", args=[pk])
    if not (answer := rules.may_change_material(material)):
        return refused(request, heading, answer.why, back)
    form = MaterialForm(posted(request), request.FILES or None, service=material.service, material=material)
    by = staff(request.user)
    if form.is_valid() and (
        changed := perform(form, actions.change_material, by=by, material=material, **form.cleaned_data)
    ):
        again = " People see something else now, so somebody has to check it again."
        rest = again if changed.changed_at != material.changed_at else ""
        return said(request, f"The material is saved.{rest}", "material", pk)
    return form_page(request, form, heading, back, caption=material.title)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def check_material(request, pk):
    material, back = seen_material(request, pk), reverse("material", args=[pk])
    heading = "Is it accurate, balanced and up to date?"
    if not (answer := rules.may_check(material, request.user)):
        return refused(request, heading, answer.why, back)
    form = CheckForm(posted(request))
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.check_material, by=by, material=material, **form.kept):
        day = f"{form.cleaned_data['review_on']:%-d %B %Y}"
        return said(request, f"The check is recorded. Look at it again by {day}.", "material", pk)
    return form_page(
        request, form, heading, back, "involvement/check_material.html", caption=material.title, material=material
    )


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def retire_material(request, pk):
    material, back = seen_material(request, pk), reverse("material", args=[pk])
    heading = f"Is “{material.title}” no longer used?"
    if not (answer := rules.may_change_material(material)):
        return refused(request, heading, answer.why, back)
    form = BecauseForm(posted(request))
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.retire_material, by=by, material=material, **form.cleaned_data):
        return said(request, "It is noted as no longer used. Take it down where it is still up.", "material", pk)
    context = {"form": form, "heading": heading, "button": "It is no longer used", "kind": "warning"}
    context |= {"cancel_url": back, "back_url": back, "up": material.hangs.up().select_related("site")}
    return render(request, "involvement/retire_material.html", context)
