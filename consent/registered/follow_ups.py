"""What somebody who leaves was still to ask, for the page that ends their role, and for managers afterwards."""

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse

from consent import (
    asking,  # noqa: F401  (adds daily tasks)
    rules,
)
from consent.models import FollowUp
from core import registries
from core.models import User
from core.registries import WorkRow
from core.roles import Permission


@registries.left_behind.add
def still_to_ask(service, user):
    """How many people somebody still is to ask in a service. It names nobody: the administrator opens no record."""
    many = FollowUp.objects.open().filter(service=service, owner=user).count()
    if many:
        people = "1 person who is" if many == 1 else f"{many} people who are"
        yield (
            f"They have {people} to be asked later. Have a manager give them to a colleague, under “People to ask”:"
            " until then managers are reminded of them."
        )


def _who_left(request):
    open_ones = FollowUp.objects.open().filter(service=request.reader.service, owner=OuterRef("pk")).order_by()
    many = open_ones.values("owner").annotate(many=Count("pk")).values("many")
    here = rules.who_asks(request.reader.service).order_by()
    return User.objects.exclude(pk__in=here.values("pk")).annotate(many=Subquery(many)).filter(many__gt=0)


@registries.work.kind(Permission.SHARE_OUT_WORK, rows=_who_left, needs=["id", "many", "name", "email"])
def left_by_somebody(user):
    """For managers: people to be asked by somebody who works here no longer, or asks nobody any more."""
    people = "1 person" if user["many"] == 1 else f"{user['many']} people"
    return WorkRow(
        2,
        f"{user['name'] or user['email']} was to ask {people}, and does not work with people here now",
        "Give them to somebody",
        f"{reverse('share_out_follow_ups')}?owner={user['id']}",
    )
