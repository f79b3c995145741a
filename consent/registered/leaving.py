"""What somebody who leaves in a hurry has begun and not sent: it is thrown away."""

from consent import actions
from consent.models import Draft
from core import actors
from core.models import Service
from core.registries import leaving
from core.scope import public_scope, scope

REGISTERING = "registering"


@leaving.add
def throw_away_registration(request):
    """The answers on the public form, of which the session holds the key."""
    held = request.session.get(REGISTERING)
    if not isinstance(held, dict) or (service := Service.objects.filter(pk=held["service"]).first()) is None:
        return
    with scope(public_scope(service, record=held["key"])):
        draft = Draft.objects.filter(pk=held["key"], kind=Draft.Kind.REGISTRATION).first()
        if draft is not None:
            actions.throw_away_draft(by=actors.public_form(), draft=draft)
