"""How partners are worked with in the demonstration: a contact, feedback passed on, the extended team, a reminder."""

from datetime import timedelta

from django.utils import timezone

from core.files import Upload
from core.models.files import FileKind
from governance.demo.materials import pdf
from involvement import actions as involvement
from involvement.models import PartnerOrganisation

SIGNED = Upload("Signed memorandum.pdf", FileKind.PDF, pdf("Memorandum of understanding", "An invented one"))


def build_partnership(*, service, by, days_ago):
    """The peer support partner in full, and a reminder of the first agreement. `days_ago` dates the story."""
    partner = PartnerOrganisation.objects.get(service=service, kind=PartnerOrganisation.Kind.PEER_SUPPORT)
    with days_ago(80):
        involvement.add_contact(
            by=by, partner=partner, name="Rae Invented", role="Peer support lead", phone="01632 960 010"
        )
        involvement.note_team_step(by=by, partner=partner, step="considered")
        arrangement = involvement.arrange_feedback(
            by=by,
            partner=partner,
            what="What people say three months after they left us",
            every="quarter",
            next_due=timezone.localdate() - timedelta(days=40),
        )
    with days_ago(38):
        involvement.note_team_step(by=by, partner=partner, step="approached")
        involvement.receive_feedback(
            by=by, arrangement=arrangement, what="Eleven people answered. Most would have liked a call a week later."
        )
        first = partner.agreements.order_by("pk").first()
        involvement.remind_of_agreement(by=by, agreement=first, to=by.user, days=90)
