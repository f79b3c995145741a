"""What time brings about for people who asked to be asked later: messages by themselves, reminders, and managers told.

Whoever is to ask somebody is reminded once when some become due, and weekly while they wait; what is nobody's, or of
somebody who works here no longer, is for the managers. They also hear of what waits longer than the service allows.
The emails say how many, and nothing of anybody. People who said that they will contact us are in none of it.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse

from consent import rules
from consent.actions import ask_by_message, remind_to_ask
from consent.follow_ups import with_all
from consent.models import FollowUp, FollowUpNotice, Person
from consent.outbox import machine_channel
from consent.reminders import RECORDS, Owed
from core import actors, registries
from core.daily import for_each
from core.memberships import staff_of
from core.scope import scope_of_staff
from core.staff_mail import send_staff_mail

BY = actors.task("people to be asked")
About = FollowUpNotice.About
SUBJECT = {About.OWN: "People to be asked", About.LATE: "People who were not asked"}


def _waiting(service, by_day):
    due = FollowUp.objects.to_be_asked().filter(service=service, due_on__lte=by_day)
    return due.filter(person__in=Person.objects.not_restricted())


@registries.daily.task("messages to people to be asked")
def ask_whom_a_message_may_ask(service, today):
    """Queue the next try of each who is due and may be asked by message, where the service has it turned on."""
    if service.ask_by_message:
        due = with_all(_waiting(service, today).asked_for()).prefetch_related("messages")
        for_each(due.order_by("due_on", "pk"), _ask)


def _ask(follow_up):
    rule = machine_channel(follow_up.person)
    if rule is not None and rules.asks_by_itself(follow_up) and rules.may_ask_now(follow_up):
        ask_by_message(by=BY, follow_up=follow_up, channel=rule.channel)


@registries.daily.task("reminders of people to be asked")
def remind_of_people_to_ask(service, today):
    """Queue the reminders of a day, to owners and to managers. `send_asking_reminders` sends them."""
    told = FollowUpNotice.objects.filter(service=service).order_by().values_list("to", "about")
    told = {(to, about): on for to, about, on in told.annotate(newest=Max("on"))}
    owed = [(About.OWN, one) for one in owed_by(service, today)] + [
        (About.LATE, one) for one in late_for(service, today)
    ]
    due = [(about, one) for about, one in owed if rules.is_to_be_reminded(told.get((one.pk, about)), one.newest, today)]
    for_each(due, lambda pair: _remind(service, today, *pair))


def _remind(service, today, about, owed):
    remind_to_ask(by=BY, service=service, to=owed.to, about=about, on=today, due=owed.due, late=owed.late)


def _managers(service, recorders) -> list:
    return list(staff_of(service, "manager")) or list(recorders.values())


def owed_by(service, today) -> list[Owed]:
    """Whom each colleague is to ask by a day. A few statements, however many these are."""
    recorders = {user.pk: user for user in staff_of(service, *RECORDS)}
    found = {}
    rows = _waiting(service, today).order_by().values("owner")
    overdue = Count("pk", filter=Q(due_on__lt=today))
    for row in rows.annotate(due=Count("pk"), late=overdue, newest=Max("due_on")):
        owner = recorders.get(row["owner"])
        for user in [owner] if owner is not None else _managers(service, recorders):
            found.setdefault(user.pk, Owed(user)).add(row)
    return list(found.values())


def late_for(service, today) -> list[Owed]:
    """What the managers are to hear of: people who should have been asked longer ago than the service allows."""
    allowed = timedelta(days=service.days_to_escalate)
    late = _waiting(service, today - allowed - timedelta(days=1))
    row = late.aggregate(due=Count("pk"), late=Count("pk"), newest=Max("due_on"))
    if not row["due"]:
        return []
    # It became late on the day after the days were over.
    row["newest"] += allowed + timedelta(days=1)
    found = [Owed(user) for user in _managers(service, {user.pk: user for user in staff_of(service, *RECORDS)})]
    for owed in found:
        owed.add(row)
    return found


def send_asking_reminders(service) -> int:
    """Send the reminders that wait in a service. Returns how many left."""
    with scope_of_staff(service):
        waiting = FollowUpNotice.objects.waiting().filter(service=service).select_related("to", "service")
        return send_staff_mail(waiting.all, _words, BY)


def _words(notice):
    """Subject and body; None where they work here no longer, or nobody is to be asked any more."""
    works_here = staff_of(notice.service, *RECORDS).filter(pk=notice.to_id).exists()
    if not works_here or not _waiting(notice.service, notice.on).exists():
        return None
    show = "?show=overdue" if notice.about == About.LATE else ""
    return SUBJECT[notice.about], f"{_how_many(notice)}\n\n{settings.BASE_URL}{reverse('follow_ups')}{show}\n"


def _how_many(notice) -> str:
    people = "1 person" if notice.due == 1 else f"{notice.due} people"
    if notice.about == About.LATE:
        days = notice.service.days_to_escalate
        return f"{people} should have been asked more than {days} days ago. Sign in to see who was to ask them."
    late = ""
    if notice.late:
        late = f" {notice.late} of them should have been asked before today." if notice.due > 1 else ""
        late = late or " They should have been asked before today."
    return f"{people} asked to be asked later, and the day has come.{late} Sign in to see how they may be asked."
