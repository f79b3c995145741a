"""The dashboard, and the rows behind each of its figures."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.access import staff_page
from core.roles import Permission
from core.views import paged
from governance import reports
from governance.checklist import RULES, checklist
from governance.forms.period import period_from
from involvement import promises

LOOPS_SHOWN = 5


@staff_page(Permission.SEE_GOVERNANCE, Permission.SEE_TOTALS)
@require_GET
def governance(request):
    """The eight items, the promises and the open loops. A commissioner sees only which services they were granted."""
    if not request.reader.may(Permission.SEE_GOVERNANCE):
        return _services_granted(request)
    service = request.reader.service
    period, form, query = period_from(request)
    loops = reports.open_loops(service)
    return render(
        request,
        "governance/dashboard.html",
        {
            "service": service,
            "period": period,
            "form": form,
            "query": query,
            "items": checklist(service, period),
            "promises": reports.counted(reports.promises_in(service, period)),
            "loops": [reports.Loop(activity) for activity in loops[:LOOPS_SHOWN]],
            "loops_in_all": loops.count(),
            "may_set_standards": request.reader.may(Permission.SET_STANDARDS),
        },
    )


def _services_granted(request):
    granted = {m.service_id: m.service for m in request.memberships if m.role == "commissioner"}
    return render(request, "governance/services_granted.html", {"services": list(granted.values())})


@staff_page(Permission.SEE_GOVERNANCE)
@require_GET
def checklist_page(request):
    """The checklist stands on the dashboard."""
    return redirect(f"{reverse('governance')}#checklist")


@staff_page(Permission.SEE_GOVERNANCE)
@require_GET
def checklist_item(request, key):
    """One item of the checklist, and the rows behind one of its figures (`list` in the address)."""
    if key not in RULES:
        raise Http404
    period, form, query = period_from(request)
    item = RULES[key](request.reader.service, period)
    figure = item.figure(request.GET.get("list", ""))
    rows = page = None
    if figure is not None:
        queryset, describe = figure.rows(request.reader)
        page = paged(request, queryset)
        rows = [describe(row) for row in page]
    return render(
        request,
        "governance/checklist_item.html",
        {"item": item, "figure": figure, "rows": rows, "page": page, "period": period, "form": form, "query": query},
    )


@staff_page(Permission.SEE_GOVERNANCE)
@require_GET
def promises_page(request):
    """The promises of the period with why each stands where it does, all of them or those in one state."""
    period, form, query = period_from(request)
    tracked = reports.promises_in(request.reader.service, period)
    state = request.GET.get("state", "")
    state = state if state in promises.WORDS else ""
    page = paged(request, [promise for promise in tracked if state in ("", promise.state)])
    return render(
        request,
        "governance/promises.html",
        {
            "promises": page,
            "counts": reports.counted(tracked),
            "total": len(tracked),
            "state": state,
            "state_words": promises.WORDS.get(state, ""),
            "period": period,
            "form": form,
            "query": query,
        },
    )


@staff_page(Permission.SEE_GOVERNANCE)
@require_GET
def open_loops(request):
    """Every activity that closed and is not fed back yet, oldest first."""
    page = paged(request, reports.open_loops(request.reader.service))
    loops = [reports.Loop(activity) for activity in page]
    return render(request, "governance/open_loops.html", {"loops": loops, "page": page})
