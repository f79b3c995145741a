"""What people said: entering it quickly, and comparing what different groups said about the same themes."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent.models import Person
from core.access import staff_page
from core.actors import staff
from core.roles import Permission
from core.views import perform, posted, said
from involvement import actions, rules
from involvement.forms.feedback import ViewForm
from involvement.models import Group, Session, Theme, View
from involvement.views import form_page, number_in, refused, seen, seen_activity, with_answered, with_restricted

NEWEST = 25
NOBODY_TO_TELL = "It has no name, session or partner, so nobody can be told what comes of it."
# Enough for every workshop of an activity; beyond it the page says that it shows the newest.
MOST_COMPARED = 1000


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def record_view(request, pk):
    activity = seen_activity(request, pk)
    back = reverse("activity", args=[pk])
    answer = rules.may_record_view(activity)
    if not answer:
        return refused(request, f"What people said: {activity.title}", answer.why, back)
    people = Person.objects.visible_to(request.reader).filter(
        places__activity=activity, places__state__in=rules.TAKES_PART
    )
    form = ViewForm(request.POST or None, activity=activity, people=people, initial=kept(request, activity))
    if form.is_valid():
        by = staff(request.user)
        if view := perform(form, actions.record_view, by=by, activity=activity, **form.cleaned_data):
            messages.success(request, f"Saved under “{view.theme.name}”. Write the next one, or go back when done.")
            if view.can_be_told_to_nobody:
                messages.warning(request, NOBODY_TO_TELL)
            return redirect(f"{reverse('record_view', args=[pk])}?{kept_for_the_next(view)}")
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
    found = View.objects.select_related("activity__service", "theme", "group", "session")
    view = seen(request, found.filter(Q(person__isnull=True) | Q(person__in=people)), pk)
    activity, heading = view.activity, "Correct what people said"
    back = reverse("activity", args=[activity.pk])
    answer = rules.may_change_view(view)
    if not answer:
        return refused(request, heading, answer.why, back)
    takes_part = Q(places__activity=activity, places__state__in=rules.TAKES_PART)
    people = people.filter(takes_part | Q(pk=view.person_id)).distinct()
    initial = {name: getattr(view, name) for name in ("words", "group", "session", "person", "kind")}
    initial["theme_name"] = view.theme.name
    form = ViewForm(posted(request), activity=activity, people=people, initial=initial)
    del form.fields["key"]
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


def kept_for_the_next(view) -> str:
    """What stays of a view for the next one, as the query of an address: keys alone."""
    return urlencode(
        {
            "theme": view.theme_id,
            "group": view.group_id or "",
            "session": view.session_id or "",
            "kind": view.kind,
        }
    )


def kept(request, activity) -> dict:
    """What stays of the view before, named in the address by its keys."""
    stays = {}
    theme = Theme.objects.filter(service=activity.service, pk=number_in(request.GET.get("theme"))).first()
    session = Session.objects.filter(activity=activity, pk=number_in(request.GET.get("session"))).first()
    group = Group.objects.filter(pk=request.GET.get("group", "").replace("\x00", "")).first()
    if theme:
        stays["theme_name"] = theme.name
    if request.GET.get("kind") in View.Kind.values:
        stays["kind"] = request.GET["kind"]
    return {**stays, "group": group, "session": session}


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def compare_views(request, pk):
    """Themes down, groups across, how many views in each cell and the words behind it."""
    activity = seen_activity(request, pk)
    found = with_answered(View.objects.visible_to(request.reader).filter(activity=activity))
    found = with_restricted(found.select_related("theme", "group", "session"))
    found = list(found.order_by("-recorded_at", "-pk")[: MOST_COMPARED + 1])
    cut = len(found) > MOST_COMPARED
    cells, themes, groups = {}, {}, {}
    for view in found[:MOST_COMPARED]:
        themes[view.theme_id] = view.theme
        groups[view.group_id] = view.group
        cells.setdefault((view.theme_id, view.group_id), []).append(view)
    ordered_groups = sorted(groups.items(), key=lambda item: (item[1] is None, item[1].order if item[1] else 0))
    rows = [
        {
            "theme": theme,
            "cells": [(group, cells.get((theme.pk, key), [])) for key, group in ordered_groups],
            "total": sum(len(cells.get((theme.pk, key), [])) for key, _group in ordered_groups),
        }
        for theme in sorted(themes.values(), key=lambda theme: theme.name.lower())
    ]
    return render(
        request,
        "involvement/compare_views.html",
        {
            "heading": "What people said, by group",
            "caption": activity.title,
            "activity": activity,
            "groups": [group for _key, group in ordered_groups],
            "rows": rows,
            "most": MOST_COMPARED if cut else 0,
            "back_url": reverse("activity", args=[pk]),
            "decide": request.reader.may(Permission.DECIDE),
            "wide": True,
        },
    )
