"""What taking part changed, in totals: of one activity, and of the paper's four domains."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.access import staff_page
from core.roles import Permission
from involvement.models import Activity
from involvement.outcomes import totals_of
from involvement.views import seen_activity


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def activity_outcomes(request, pk):
    activity = seen_activity(request, pk)
    context = {
        "heading": "What taking part changed",
        "caption": activity.title,
        "parts": [("", totals_of(activity.service, [activity.pk]))],
        "back_url": reverse("activity", args=[pk]),
        "back_label": "The activity",
    }
    return render(request, "involvement/outcomes.html", context)


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def outcomes(request):
    """By domain: what the paper's key facts say involvement changes, as people here say it."""
    activities, service = Activity.objects.visible_to(request.reader), request.reader.service
    context = {
        "heading": "What taking part changed",
        "parts": [
            (label, totals_of(service, list(activities.filter(domain=domain).values_list("pk", flat=True))))
            for domain, label in Activity.Domain.choices
        ],
        "back_url": reverse("activities"),
        "back_label": "All activities",
    }
    return render(request, "involvement/outcomes.html", context)
