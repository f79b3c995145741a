"""The planner: plain questions, then which levels and methods fit, which do not, and why."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from core.access import staff_page
from core.roles import Permission
from involvement.forms.planner import PlannerForm
from involvement.models import Aim, Circumstance, Level, PartnerGroup, PartnerOrganisation, TimeFrame
from involvement.models.spectrum import Group
from involvement.rules.planner import Say, advise, listed, partners_that_reach


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def planner(request):
    form = PlannerForm(request.GET if set(PlannerForm.base_fields) & set(request.GET) else None)
    context = {"form": form, "heading": "Choose how to involve people", "back_url": reverse("activities")}
    if form.is_valid():
        context |= _what_fits(request, form.answers)
    return render(request, "involvement/planner.html", context)


def _what_fits(request, answers):
    advice = advise(answers)
    levels = {level.pk: level for level in Level.objects.all()}
    groups = {group.pk: group.name for group in Group.objects.all()}
    reach, missed = partners_that_reach(answers, _partners_with_groups(request.reader))
    return {
        "advice": advice,
        "answers": _in_words(answers, groups),
        "levels": [(fit, levels[fit.of.key]) for fit in advice.levels],
        "fitting": [
            (fit, [(levels[key], _plan_url(fit.of, key, answers)) for key in fit.levels])
            for fit in advice.methods
            if fit.fits
        ],
        "not_fitting": _by_reason(fit for fit in advice.methods if not fit.fits),
        "may_plan": request.reader.may(Permission.RUN_ACTIVITIES),
        "reach": [(found, listed([groups[key] for key in found.groups])) for found in reach],
        "missed": [groups[key] for key in missed],
        "register_url": _registrations(request.reader, answers),
    }


def _by_reason(fits):
    """Methods that do not fit, those with the same reasons together."""
    together = {}
    for fit in fits:
        together.setdefault(fit.reasons, []).append(fit.of.name)
    return list(together.items())


def _registrations(reader, answers):
    """Where to find who asked to be asked later, for whoever may look at them."""
    asked_later = Circumstance.IN_CRISIS in answers.people and reader.may(Permission.HANDLE_REGISTRATIONS)
    return reverse("registrations") if asked_later else ""


def _partners_with_groups(reader):
    partners = PartnerOrganisation.objects.visible_to(reader)
    reached = {}
    for partner, group in PartnerGroup.objects.filter(partner__in=partners).values_list("partner", "group"):
        reached.setdefault(partner, set()).add(group)
    return [(partner, reached.get(partner.pk, ())) for partner in partners]


def _in_words(answers, groups):
    """The answers as rows of a summary list."""
    people = [Circumstance(who).label for who in Circumstance.values if who in answers.people]
    return [
        {"key": "What it is for", "value": Aim(answers.aim).label},
        {"key": "How much can change", "value": Say(answers.say).label},
        {"key": "Who could be involved", "value": "\n".join(people)},
        {"key": "Groups", "value": "\n".join(groups[key] for key in answers.groups) or "Everybody"},
        {"key": "Time", "value": TimeFrame(answers.time).label},
    ]


def _plan_url(method, level, answers):
    """The address of a new plan with these choices filled in."""
    chosen = [("level", level), ("method", method.key), *(("groups", key) for key in answers.groups)]
    if answers.time == TimeFrame.ONGOING and level != Level.INFORMATION:
        chosen.append(("standing", "on"))
    return f"{reverse('plan_activity')}?{urlencode(chosen)}"
