"""Items 1 and 4: who was asked whether they want to be involved, and where those who took part come from."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils import timezone

from consent.models import Agreement, Asked, Connection, Person, Purpose
from consent.models.agreements import Answer, NotAskedReason, Route
from governance.checklist.parts import Figure, Item, Row, Step, people_word, person_row
from involvement.models import Attendance, Session, View

NO_ANSWER = ""


def opportunity_to_register(service, period):
    """Of the people whose first answer to staff about their record falls in the period, those asked about involvement.

    Yes and no both count: the item is about being asked. "Not asked" and `Asked` stand beside it, outside the sum.
    """
    words = (
        "Give people the opportunity to register to take part in service user involvement activity when they start"
        " using the service"
    )
    first_answers = _first_record_answers(service, period)
    found = first_answers.order_by().values("answered", "why").annotate(n=Count("pk"))
    by_reason: dict = {}
    answered = 0
    for row in found:
        if row["answered"]:
            answered += row["n"]
        else:
            by_reason[row["why"] or NO_ANSWER] = by_reason.get(row["why"] or NO_ANSWER, 0) + row["n"]
    total = answered + sum(by_reason.values())
    refused = Asked.objects.filter(period.day("asked_on"), service=service, purpose_id=Purpose.RECORD)
    refused_everything = refused.count()
    figures = []
    if total:
        figures = [
            Figure("answered", answered, "answered yes or no", _people_behind(first_answers.filter(answered=True))),
            Figure("not-asked", total - answered, "did not", _people_behind(first_answers.filter(answered=False))),
            Figure("everybody", total, "first recorded in these days", _people_behind(first_answers)),
        ]
        for reason, n in sorted(by_reason.items()):
            rows = first_answers.filter(answered=False, **({"why": reason} if reason else {"why__isnull": True}))
            label = NotAskedReason(reason).label.lower() if reason else "no answer is recorded"
            figures.append(Figure(f"not-asked-{reason or 'unknown'}", n, f"not asked: {label}", _people_behind(rows)))
    if refused_everything:
        figures.append(
            Figure(
                "said-no",
                refused_everything,
                "said no to anything being written down (not in the sum)",
                _asked_behind(refused),
            )
        )
    if not total:
        return Item(
            "register", words, "No data: nobody was first recorded by staff in these days.", figures=figures, data=False
        )
    return Item(
        "register",
        words,
        f"{answered} of {total} {people_word(total)} first recorded by staff in these days answered"
        " whether they want to be asked about involvement.",
        answered,
        total,
        figures,
        next_step=Step("Ask those who were not asked", figure="not-asked") if answered < total else None,
    )


def _first_record_answers(service, period):
    by_staff = Agreement.objects.filter(service=service, purpose_id=Purpose.RECORD).exclude(route=Route.PUBLIC_FORM)
    earlier = by_staff.filter(
        Q(recorded_at__lt=OuterRef("recorded_at")) | Q(recorded_at=OuterRef("recorded_at"), pk__lt=OuterRef("pk")),
        person=OuterRef("person"),
    )
    contact = Agreement.objects.filter(person=OuterRef("person"), purpose_id=Purpose.CONTACT)
    return by_staff.filter(period.moment("recorded_at"), ~Exists(earlier)).annotate(
        answered=Exists(contact.filter(answer__in=[Answer.GIVEN, Answer.REFUSED])),
        why=Subquery(
            contact.filter(answer=Answer.NOT_ASKED).order_by("-recorded_at", "-pk").values("not_asked_reason")[:1]
        ),
    )


def _people_behind(first_answers):
    def rows(reader):
        named = Person.objects.visible_to(reader).filter(pk=OuterRef("person"))
        queryset = first_answers.select_related("person").annotate(named=Exists(named))
        return queryset.order_by("-named", "-recorded_at", "-pk"), lambda answer: _describe_answer(answer, reader)

    return rows


def _describe_answer(answer, reader):
    if answer.answered:
        detail = "Answered about involvement"
    else:
        detail = f"Not asked: {NotAskedReason(answer.why).label.lower()}" if answer.why else "No answer is recorded"
    detail = f"{detail}. First recorded on {timezone.localtime(answer.recorded_at):%-d %B %Y}."
    return person_row(answer.person, answer.named, detail, reader)


def _asked_behind(refused):
    """By site and not one by one: nothing about these people is stored, and nothing should point to them."""

    def rows(reader):
        queryset = refused.order_by().values("site__name").annotate(n=Count("pk")).order_by("site__name")
        return queryset, lambda row: Row(row["site__name"] or "No site recorded", detail=f"{row['n']} said no")

    return rows


FROM_L_AND_D = (Connection.USES_NOW, Connection.USED_BEFORE)


def people_from_other_services(service, period):
    """Of the people who came or gave a view with their name in the period, those who are not from the L&D service."""
    words = "Involve service users from other services, not just the L&D service"
    people = _participants(service, period)
    by_connection = dict(people.order_by().values_list("connection").annotate(n=Count("pk")))
    sessions = Session.objects.filter(
        period.moment("starts_at"), service=service, held_at__isnull=False, others_attended__gt=0
    )
    unnamed = sessions.aggregate(n=Sum("others_attended"))["n"] or 0
    total = sum(by_connection.values())
    elsewhere = sum(n for connection, n in by_connection.items() if connection not in FROM_L_AND_D)
    figures = [
        Figure(key, by_connection[key], f"“{label.lower()}”", _participants_behind(people.filter(connection=key)))
        for key, label in Connection.choices
        if key in by_connection
    ]
    if total:
        others = people.exclude(connection__in=FROM_L_AND_D)
        figures = [
            Figure("elsewhere", elsewhere, "from elsewhere", _participants_behind(others)),
            Figure("everybody", total, "took part", _participants_behind(people)),
            *figures,
        ]
    if unnamed:
        figures.append(
            Figure("unnamed", unnamed, "others counted without names (not in the sum)", _sessions_behind(sessions))
        )
    if not total:
        return Item(
            "other-services",
            words,
            "No data: nobody is recorded by name as having taken part in these days.",
            figures=figures,
            data=False,
        )
    return Item(
        "other-services",
        words,
        f"{elsewhere} of {total} {people_word(total)} who took part came from elsewhere than the L&D service.",
        elsewhere,
        total,
        figures,
        next_step=Step("Work with a partner to reach them", reverse("partners")) if not elsewhere else None,
    )


def _participants(service, period):
    came = Attendance.objects.filter(period.moment("session__starts_at"), person=OuterRef("pk"), came=True)
    spoke = View.objects.filter(period.moment("recorded_at"), person=OuterRef("pk"))
    return Person.objects.filter(Exists(came) | Exists(spoke), service=service)


def _participants_behind(people):
    def rows(reader):
        named = Person.objects.visible_to(reader).filter(pk=OuterRef("pk"))
        queryset = people.annotate(named=Exists(named))
        return queryset.order_by("-named", "name_to_use", "pk"), lambda person: person_row(
            person, person.named, person.get_connection_display(), reader
        )

    return rows


def _sessions_behind(sessions):
    def rows(reader):
        return sessions.select_related("activity").order_by("-starts_at", "-pk"), lambda session: Row(
            str(session),
            reverse("activity", args=[session.activity_id]),
            f"{session.others_attended} others on {timezone.localtime(session.starts_at):%-d %B %Y}",
        )

    return rows
