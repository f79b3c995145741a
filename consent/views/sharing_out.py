"""All the people whom one colleague is to ask go to another, when somebody leaves."""

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import actions
from consent.forms.follow_ups import NOBODYS, WhoseForm
from consent.models import FollowUp
from core import actors
from core.access import staff_page
from core.forms import PlainForm
from core.models import User
from core.roles import Permission
from core.views import perform, posted, said


@staff_page(Permission.SHARE_OUT_WORK)
@require_http_methods(["GET", "POST"])
def share_out_follow_ups(request):
    """Choose whose and to whom (in the address), see how many these are, and press the button that gives them."""
    reader = request.reader
    held = FollowUp.objects.visible_to(reader).open()
    form = WhoseForm(request.GET if "to" in request.GET else None, service=reader.service, owners=_owners(held))
    form.initial = {"owner": request.GET.get("owner", "")[:20]}
    context = {"form": form, "back_url": reverse("follow_ups"), "back_label": "Back to people to ask"}
    if not form.is_valid():
        heading = "Give the people of one colleague to another"
        return render(request, "consent/follow_ups/share_out.html", {**context, "heading": heading})
    chosen = form.cleaned_data
    owner = None if chosen["owner"] == NOBODYS else User.objects.get(pk=chosen["owner"])
    theirs = held.filter(owner=owner, **({"person__site": chosen["site"]} if chosen["site"] else {}))
    count = theirs.count()
    sure = PlainForm(posted(request))
    if count and sure.is_valid():
        by = actors.staff(request.user)
        given = perform(sure, actions.give_follow_ups, by=by, follow_ups=theirs, to=chosen["to"])
        if given is not None:
            sentence = f"{_people(given)} given to {chosen['to']}, who sees them under “Today” when their day comes."
            return said(request, sentence, "follow_ups")
    context |= {
        "heading": f"Give {_people(count)} to {chosen['to']}?",
        "form": sure,
        "count": count,
        "owner": owner,
        "to": chosen["to"],
        "site": chosen["site"],
        "button": "Give them",
        "cancel_url": f"{reverse('share_out_follow_ups')}?owner={chosen['owner']}",
        "cancel_label": "Choose somebody else",
    }
    return render(request, "consent/follow_ups/share_out_sure.html", context)


def _people(count) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _owners(held) -> list[tuple[str, str]]:
    """Whoever has people to ask, whether they still work here or not, with how many."""
    rows = held.order_by().values("owner", "owner__name", "owner__email").annotate(many=Count("pk"))
    named = [
        (str(row["owner"] or NOBODYS), f"{row['owner__name'] or row['owner__email'] or 'Nobody yet'} ({row['many']})")
        for row in rows
    ]
    return sorted(named, key=lambda pair: pair[1].lower())
