"""What taking back a yes will do, in words for the person themselves."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.actions import RESTRICTED_FOR
from consent.models import Purpose
from core import registries


@registries.own_consequences.add
def of_taking_back(follows):
    """Sentences for the page that asks before a yes is taken back."""
    purposes = {agreement.purpose_id for agreement, _how in follows.ended}
    if follows.restricts:
        yield _("We stop using what you told us. Only you and the person who looks after information here can read it.")
        day = date_format(timezone.localdate() + RESTRICTED_FOR, "j E Y")
        yield _("We keep it locked away until %s. Then it is deleted.") % day
    elif follows.agreement.purpose_id == Purpose.RECORD:
        yield _("We may have to keep some of it, to keep somebody safe. You can ask us why.")
    if follows.stops_contact:
        yield _("We do not contact you about being involved any more. Nothing that was waiting is sent.")
    if follows.cancels_asking:
        yield _("We do not ask you again later.")
    for agreement, _how in follows.ended:
        if agreement.purpose_id == Purpose.SHARE and agreement.recipient_id:
            yield _("We tell %s nothing more, and ask them to give back what we told them.") % agreement.recipient.name
    if Purpose.EQUALITY in purposes:
        yield _("We delete your equality answers.")
    if Purpose.PUBLISH in purposes:
        yield _("We take your words down where we can.")
