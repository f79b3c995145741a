"""Bringing in what people said from a spreadsheet: checked first, shown, and recorded all or not at all."""

import json
import uuid

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.access import staff_page
from core.actors import staff
from core.exports import stream_csv
from core.roles import Permission
from core.views import perform, posted, said
from involvement import actions, importing, rules
from involvement.forms.hearing import ImportForm, RecordImportForm, with_keys
from involvement.models import Group
from involvement.views import refused, seen_activity
from involvement.views.said import partners_of

EXAMPLE = ["Waiting", "Nobody said how long it would take.", "Women", "own", "1"]


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def import_views(request, pk):
    """Choose a file; see what is in it; record it. Nothing is stored before the last button."""
    activity = seen_activity(request, pk)
    answer = rules.may_record_view(activity)
    if not answer:
        back = reverse("activity", args=[pk])
        return refused(request, "Bring in what people said", answer.why, back)
    choices = {"activity": activity, "partners": partners_of(request)}
    if "table" in request.POST:
        return _record(request, activity, RecordImportForm(request.POST, **choices))
    form = ImportForm(posted(request), request.FILES or None, **choices)
    if not form.is_valid():
        return _ask(request, activity, form)
    data = form.cleaned_data
    checked = importing.check(data["file"], Group.objects.all())
    if not checked.problems and (why := rules.may_be_of_session(activity, data["session"], data.get("partner"))).why:
        form.add_error("session", why.why)
    if checked.problems or form.errors:
        return _ask(request, activity, form, checked)
    again = RecordImportForm(
        initial={
            "table": json.dumps(importing.as_sent_back(data["file"]), ensure_ascii=False, separators=(",", ":")),
            "key": uuid.uuid4(),
            "session": data["session"],
            "partner": data.get("partner"),
        },
        **choices,
    )
    return _show(request, activity, again, checked, data["session"], data.get("partner"))


def _record(request, activity, form):
    if form.is_valid():
        data = form.cleaned_data
        checked = importing.check(data["table"], Group.objects.all())
        where = {"session": data["session"], "partner": data.get("partner")}
        if not checked.problems:
            rows = with_keys([{**row, **where} for row in checked.rows], data["key"])
            made = perform(form, actions.record_views, by=staff(request.user), activity=activity, rows=rows)
            if made is not None:
                many = "1 thing" if len(made) == 1 else f"{len(made)} things"
                return said(request, f"{many} that people said are recorded.", "views_said", activity.pk)
    why = " ".join(problem for problems in form.errors.values() for problem in problems)
    back = reverse("import_views", args=[activity.pk])
    return refused(request, "Nothing was recorded", f"{why or 'The file was changed.'} Choose the file again.", back)


def _ask(request, activity, form, checked=None):
    problems = checked.problems if checked else []
    if problems and not form.errors:
        rows = len({number for number, _problem in problems})
        what = "1 row needs" if rows == 1 else f"{rows} rows need"
        form.add_error("file", f"{what} putting right. Nothing was recorded. Mend the file and choose it again")
    form.cancel_url = reverse("activity", args=[activity.pk])
    return render(
        request,
        "involvement/import_views.html",
        {
            "heading": "Bring in what people said",
            "caption": activity.title,
            "activity": activity,
            "form": form,
            "problems": problems[: importing.MOST_PROBLEMS],
            "more": max(0, len(problems) - importing.MOST_PROBLEMS),
            "columns": importing.COLUMNS,
            "required": importing.REQUIRED,
            "groups": Group.objects.all(),
            "back_url": reverse("record_view", args=[activity.pk]),
        },
    )


def _show(request, activity, form, checked, session, partner):
    many = len(checked.rows)
    form.submit_label = "Record it" if many == 1 else f"Record these {many}"
    form.cancel_url = reverse("import_views", args=[activity.pk])
    return render(
        request,
        "involvement/import_check.html",
        {
            "heading": "Check what will be recorded",
            "caption": activity.title,
            "form": form,
            "rows": checked.rows,
            "unknown": checked.unknown,
            "session": session,
            "partner": partner,
            "back_url": reverse("import_views", args=[activity.pk]),
            "back_label": "Choose another file",
            "wide": True,
        },
    )


@staff_page(Permission.DECIDE)
@require_GET
def import_example(request, pk):
    """An empty table with the columns named, and one row to show how."""
    seen_activity(request, pk)
    return stream_csv("what-people-said-to-fill-in", list(importing.COLUMNS), [EXAMPLE])
