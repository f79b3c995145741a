"""What the text message service tells us: what became of a message, and what somebody replied.

It signs in with a token of its own (NOTIFY_CALLBACK_TOKEN). Without one set, nothing is answered here. What it sends
may come twice and in any order, and nothing of it is kept but what is noted about a message that we sent.
"""

import json
import uuid
from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from phonenumber_field.phonenumber import to_python

from consent import actions
from consent.models import Message
from consent.rules import says_stop
from core import actors
from core.access import callback_page
from core.models import Service
from core.models.fields import looks_like_a_number
from core.scope import scope_of_staff, scope_of_system

MOST_BYTES = 20_000
# Notify's words for the end of a message's way; all else is on its way still.
DELIVERY = {
    "delivered": Message.Delivery.DELIVERED,
    "permanent-failure": Message.Delivery.FAILED,
    "temporary-failure": Message.Delivery.FAILED,
    "technical-failure": Message.Delivery.FAILED,
}
NOTED, MISSING, WRONG = 204, 404, 400


def _from_the_service(view):
    """A call that carries the token, with a JSON object in it. Anybody else finds nothing here."""

    @wraps(view)
    def called(request):
        token = settings.NOTIFY_CALLBACK_TOKEN
        given = request.headers.get("Authorization", "")
        if not token or not constant_time_compare(given, f"Bearer {token}"):
            return HttpResponse(status=MISSING)
        try:
            body = json.loads(request.body) if len(request.body) <= MOST_BYTES else None
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            return HttpResponse(status=WRONG)
        return view(request, body)

    return callback_page(csrf_exempt(require_POST(called)))


@_from_the_service
def sms_receipt(request, body):
    """What became of a text message."""
    delivery = DELIVERY.get(body.get("status")) if isinstance(body.get("status"), str) else None
    try:
        key = uuid.UUID(body.get("reference"))
    except (ValueError, TypeError, AttributeError):
        return HttpResponse(status=WRONG)
    if delivery is not None:
        with scope_of_system():
            if message := Message.objects.filter(pk=key, channel="text").first():
                actions.note_delivery(by=actors.task("delivery receipt"), message=message, delivery=delivery)
    return HttpResponse(status=NOTED)


@_from_the_service
def sms_reply(request, body):
    """A reply to a text message. STOP withdraws contact for everybody with that number, in every service here."""
    number, words = body.get("source_number"), body.get("message")
    if not isinstance(number, str) or not isinstance(words, str):
        return HttpResponse(status=WRONG)
    # Notify leaves out the plus of an international number.
    number = to_python(f"+{number}" if number[:2] == "44" else number[:30], region="GB")
    if says_stop(words) and number and looks_like_a_number(number):
        for service in Service.objects.all():
            with scope_of_staff(service):
                by = actors.reply()
                actions.stop_by_reply(by=by, service=service, number=number.as_e164)
    return HttpResponse(status=NOTED)
