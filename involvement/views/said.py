"""What people said: entering it quickly, looking it up, correcting it, and comparing what groups said about themes."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent.models import Person
from core.access import staff_page
from core.actors import staff
from core.exports import stream_csv
from core.roles import Permission
from core.views import paged, perform, posted, said
from involvement import actions, rules
from involvement.comparing import compare_groups
from involvement.forms.hearing import SaidFilter, ViewForm, ViewsForm
from involvement.models import Activity, Group, PartnerOrganisation, Session, Theme, View
from involvement.views import form_page, number_in, refused, seen, seen_activity, with_answered, with_restricted
from involvement.words import session_name

NEWEST = 25
NOBODY_TO_TELL = "It has no name, session or partner, so nobody can be told what comes of it."
ORDERS = {
    "": ("-recorded_at", "-pk"),
    "theme": ("theme__name", "group__order", "-recorded_at", "-pk"),
    "group": ("group__order", "theme__name", "-recorded_at", "-pk"),
}


# --- Writing it down


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def record_view(request, pk):
    """One thing after the other: saved at once, and the next page is ready for the next words."""
    activity = seen_activity(request, pk)
    back = reverse("activity", args=[pk])
    answer = rules.may_record_view(activity)
    if not answer:
        return refused(request, f"What people said: {activity.title}", answer.why, back)
    people = Person.objects.visible_to(request.reader).filter(
        places__activity=activity, places__state__in=rules.TAKES_PART
    )
    choices = {"people": people, "partners": partners_of(request)}
    kept = kept_from_address(request, activity)
    kept["partner"] = partners_of(request).filter(pk=number_in(request.GET.get("partner"))).first()
    form = ViewsForm(posted(request), activity=activity, initial=kept, **choices)
    if form.is_valid():
        by = staff(request.user)
        if views := perform(form, actions.record_views, by=by, activity=activity, rows=form.rows()):
            view, what = views[0], "Saved" if len(views) == 1 else f"{len(views)} things are saved"
            messages.success(request, f"{what} under “{view.theme.name}”. Write the next one, or go back when done.")
            if view.can_be_told_to_nobody:
                messages.warning(request, NOBODY_TO_TELL)
            return redirect(f"{reverse('record_view', args=[pk])}?{keep_in_address(view)}")
    newest = activity.views.select_related("theme", "group", "session", "person").order_by("-recorded_at", "-pk")
    return render(
        request,
        "involvement/record_view.html",
        {
            "form": form,
            "heading": "Record what people said",
            "caption": activity.title,
            "back_url": back,
            "activity": activity,
            "themes": Theme.objects.filter(service=activity.service)[:200],
            "views": with_answered(with_restricted(newest))[:NEWEST],
            "decide": True,
            "keeps_focus": True,
        },
    )


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def change_view(request, pk):
    people = Person.objects.visible_to(request.reader)
    found = View.objects.select_related("activity__service", "theme", "group", "session", "partner")
    view = seen(request, found.filter(Q(person__isnull=True) | Q(person__in=people)), pk)
    activity, heading = view.activity, "Correct what people said"
    back = reverse("activity", args=[activity.pk])
    answer = rules.may_change_view(view)
    if not answer:
        return refused(request, heading, answer.why, back)
    takes_part = Q(places__activity=activity, places__state__in=rules.TAKES_PART)
    people = people.filter(takes_part | Q(pk=view.person_id)).distinct()
    kept = ("words", "group", "session", "person", "partner", "kind", "people")
    initial = {name: getattr(view, name) for name in kept}
    initial["theme_name"] = view.theme.name
    choices = {"people": people, "partners": partners_of(request)}
    form = ViewForm(posted(request), activity=activity, initial=initial, **choices)
    form.submit_label = "Save the correction"
    if form.is_valid():
        by = staff(request.user)
        if changed := perform(form, actions.change_view, by=by, view=view, **form.cleaned_data):
            rest = f" {NOBODY_TO_TELL}" if changed.can_be_told_to_nobody else ""
            return said(request, f"The correction is saved.{rest}", "activity", activity.pk)
    themes = Theme.objects.filter(service=activity.service)[:200]
    return form_page(
        request, form, heading, back, "involvement/change_view.html", caption=activity.title, themes=themes
    )


def partners_of(request):
    return PartnerOrganisation.objects.visible_to(request.reader).order_by("name")


def keep_in_address(view) -> str:
    """What of a view stays for the next one, as the address of the page names it."""
    kept = {"theme": view.theme_id, "group": view.group_id, "session": view.session_id, "partner": view.partner_id}
    return urlencode({**{name: value for name, value in kept.items() if value}, "kind": view.kind})


def kept_from_address(request, activity) -> dict:
    """What stays from the view before, named in the address by keys."""
    kept = {}
    theme = Theme.objects.filter(service=activity.service, pk=number_in(request.GET.get("theme"))).first()
    sessions = Session.objects.filter(activity=activity)
    session = sessions.filter(pk=number_in(request.GET.get("session"))).first()
    if not request.GET and len(found := sessions[:2]) == 1:
        session = found[0]  # what was said was then most likely said there
    group = Group.objects.filter(pk=request.GET.get("group", "").replace("\x00", "")).first()
    if theme:
        kept["theme_name"] = theme.name
    if request.GET.get("kind") in View.Kind.values:
        kept["kind"] = request.GET["kind"]
    return {**kept, "group": group, "session": session}


# --- Looking it up


def _of(request, pk):
    """The activity with a key, or None for all of them; and the views to be seen there."""
    views = View.objects.visible_to(request.reader)
    if pk is None:
        return None, views
    activity = seen_activity(request, pk)
    return activity, views.filter(activity=activity)


def _address(name, pk) -> str:
    """The address of a page of one activity, or of the same page of all."""
    return reverse(f"all_{name}") if pk is None else reverse(name, args=[pk])


def _around(activity) -> dict:
    """What leads out of a page of one activity, or of all."""
    pk = activity.pk if activity else None
    return {
        "caption": activity.title if activity else "",
        "activity": activity,
        "said_url": _address("views_said", pk),
        "compare_url": _address("compare_views", pk),
        "back_url": reverse("activity", args=[pk]) if pk else reverse("activities"),
        "back_label": "The activity" if pk else "All activities",
    }


def _filter(request, activity):
    return SaidFilter(
        request.GET or None, activity=activity, activities=Activity.objects.visible_to(request.reader).order_by("title")
    )


def _found(views, form):
    found = with_restricted(with_answered(views))
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("q"):
        found = found.filter(Q(words__icontains=chosen["q"]) | Q(theme__name__icontains=chosen["q"]))
    for name in ("activity", "theme", "session", "kind"):
        if chosen.get(name):
            found = found.filter(**{name: chosen[name]})
    if chosen.get("group") == SaidFilter.NO_GROUP:
        found = found.filter(group__isnull=True)
    elif chosen.get("group"):
        found = found.filter(group=chosen["group"])
    if chosen.get("answered"):
        found = found.filter(answered=chosen["answered"] == "yes")
    found = found.select_related("activity", "theme", "group", "session", "person", "partner")
    return found.order_by(*ORDERS[chosen.get("order") or ""])


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def views_said(request, pk=None):
    """Everything that people said, in one activity or in all, to be searched and narrowed."""
    activity, views = _of(request, pk)
    form = _filter(request, activity)
    return render(
        request,
        "involvement/views_said.html",
        {
            "heading": "What people said" if pk else "What people said in all activities",
            "form": form,
            "page": paged(request, _found(views, form)),
            "file_url": f"{_address('views_file', pk)}?{request.GET.urlencode()}",
            "filtered": form.is_bound and any(form.data.get(name) for name in form.fields),
            "decide": request.reader.may(Permission.DECIDE),
            **_around(activity),
        },
    )


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def views_file(request, pk=None):
    """The same list for a spreadsheet. It names nobody and counts nobody: numbers of people are in the comparison."""
    activity, views = _of(request, pk)
    found = _found(views, _filter(request, activity))

    def rows():
        for view in found.iterator(chunk_size=500):
            where = session_name(view.session) if view.session else view.partner
            answered = "yes" if view.answered else "no"
            about = (view.activity.title, view.theme.name, view.words, view.group, view.get_kind_display())
            yield [*about, where, answered]

    head = ["Activity", "Theme", "What they said", "Group", "Whose words", "Session or partner"]
    return stream_csv("what-people-said", [*head, "Answered by a decision"], rows())


# --- Comparing groups


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def compare_views(request, pk=None):
    """Themes down, groups across, small numbers protected; the words behind a number are one press away."""
    activity, views = _of(request, pk)
    order = request.GET.get("order", "")
    query = f"?{urlencode({'order': order})}" if order else ""
    return render(
        request,
        "involvement/compare_views.html",
        {
            "heading": "What people said, by group",
            "comparison": compare_groups(request.reader.service, views).sorted_by(order),
            "order": order,
            "file_url": _address("compared_file", pk) + query,
            "decide": request.reader.may(Permission.DECIDE),
            "wide": True,
            **_around(activity),
        },
    )


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def compared_file(request, pk=None):
    """The comparison for a spreadsheet, with the same figures as the page shows."""
    _activity, views = _of(request, pk)
    comparison = compare_groups(request.reader.service, views).sorted_by(request.GET.get("order", ""))

    def rows():
        for line in comparison.lines:
            yield [line.theme.name, *line.figures, line.total]
        yield ["All themes", *comparison.totals, comparison.total]
        yield [comparison.in_words]

    head = ["Theme", *(column.name for column in comparison.columns), "All groups"]
    return stream_csv("themes-by-group", head, rows())
