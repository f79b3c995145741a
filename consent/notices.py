"""Emails to colleagues that a decision in the public interest waits for its review. They say nothing of anybody.

The rows of `ReviewNotice` are the queue, written in the transaction that causes them (core.staff_mail).
"""

from django.conf import settings
from django.urls import reverse

from consent import rules
from consent.models import ReviewNotice
from core import actors
from core.staff_mail import send_staff_mail

SENDER = actors.task("review notices")
SUBJECT = {
    ReviewNotice.About.REVIEW: "A decision waits for your review",
    ReviewNotice.About.OVERDUE: "A decision was not reviewed in time",
}
WORDS = {
    ReviewNotice.About.REVIEW: "A decision in the public interest waits for your review: sign in.",
    ReviewNotice.About.OVERDUE: (
        "A decision in the public interest was not reviewed in time, and waits for your review: sign in."
    ),
}


def send_notices(service) -> int:
    """Send what waits in one service, oldest first, in the scope of its staff. Returns how many left."""
    waiting = ReviewNotice.objects.waiting().filter(service=service).select_related("decision", "to")
    return send_staff_mail(waiting.all, _words, SENDER)


def _words(notice):
    """Subject and body; None where the review was made meanwhile, or they may not make it any more."""
    if not rules.may_review(notice.decision, notice.to):
        return None
    address = settings.BASE_URL + reverse("decisions_in_public_interest")
    return SUBJECT[notice.about], f"{WORDS[notice.about]}\n\n{address}\n"
