"""What the demonstration shows of hearing and deciding: a draft made together, news of it, tries, and an answer."""

from django.utils import timezone

from core import actors
from involvement import actions as involvement
from involvement.models import Activity, Decision, Telling, View
from involvement.reminders import queue_reminders


def build_hearing(*, service, by, days_ago):
    """Add to the case study, in the scope of the service's staff. `days_ago(n)`: do what follows so long ago."""
    _draft_decided_together(service, by, days_ago)
    _news_of_what_was_done(service, by, days_ago)
    _not_what_was_meant(service, days_ago)
    _tried_and_not_reached(service, by, days_ago)
    queue_reminders(service, timezone.localdate())


def _draft_decided_together(service, by, days_ago):
    """The representatives decided with the service, and nobody has been told yet: saved, not told."""
    activity = Activity.objects.get(service=service, title="Reporting back from the workshops")
    views = View.objects.filter(activity=activity, theme__name="Being understood")
    with days_ago(6):
        involvement.decide(
            by=by,
            activity=activity,
            views=views,
            joint=[view.person for view in views],
            you_said="Explain things in short sentences, and give people time.",
            outcome="adopted",
            we_decided="Everything we write is tried out with people first, and comes in easy read.",
            rationale="People who took part offered to read it with us, and it costs us nothing but a few days.",
            easy_you_said="Use short sentences.\nGive people time.",
            easy_we_decided="People read our words first.\nThen we make them easy to read.",
            easy_rationale="People offered to help.\nIt only takes a few days.",
            owner=by.user,
            due=timezone.localdate().replace(day=28),
        )


def _news_of_what_was_done(service, by, days_ago):
    training = Decision.objects.filter(service=service, we_decided__startswith="All staff take the training").first()
    with days_ago(20):
        involvement.note_progress(
            by=by, decision=training, words="Half of the staff have taken the training.", percent=50
        )


def _not_what_was_meant(service, days_ago):
    waiting = Decision.objects.get(service=service, you_said__startswith="Waiting is hard")
    telling = waiting.tellings.filter(person__isnull=False).order_by("pk").first()
    with days_ago(3):
        involvement.answer_decision(
            by=actors.the_person(telling.person),
            decision=waiting,
            person=telling.person,
            words="I meant that somebody says how long it will take. (Invented for the demonstration.)",
        )


def _tried_and_not_reached(service, by, days_ago):
    waiting = Telling.objects.open().filter(service=service, person__isnull=False, how="face_to_face")
    with days_ago(2):
        involvement.note_try(by=by, telling=waiting.order_by("pk").first(), how="face_to_face", came_of_it="not_there")
