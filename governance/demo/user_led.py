"""A peer support group that a service user leads, in the demonstration: what was handed over, and what they decided."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from consent.models import AccountOf, Person
from core import actors
from core.models import Site
from involvement import actions as involvement
from involvement.models import Activity, Group, Level, Method, Notice, Outcome, Place
from involvement.models.activities import State

TITLE = "Tea and talk: peer support after custody"


def user_led(*, service, by, plan, moment, days_ago):
    """The group, from its plan to an overruled decision. `plan`, `moment`, `days_ago`: the demonstration's own."""
    with days_ago(70):
        activity = plan(
            service,
            by,
            title=TITLE,
            purpose="People who have been through custody support each other, in a group that is theirs.",
            domain=Activity.Domain.COMMUNITIES,
            level=Level.objects.get(pk=Level.CONTROL),
            method=Method.objects.get(pk="peer_support"),
            can_change="All of it: when and where the group meets, what it does, and what its money is spent on.",
            starts_on=timezone.localdate() - timedelta(days=60),
            site=Site.objects.get(service=service, kind=Site.Kind.COMMUNITY),
            places=4,
            access=Activity.Access.ANYONE,
        )
        activity = involvement.move_activity(by=by, activity=activity, to=State.OPEN)
        asha, *others = _people(service, "Asha Sample", "Bea Sample", "Femi Sample", "Ken Sample", "Imani Example")
        places = _invite(by, activity, asha, *others)
        involvement.answer_questions(
            by=actors.the_person(asha),
            place=places[0],
            moment=Outcome.Moment.BEFORE,
            answers={"confidence": 2, "skills": 3, "heard": 1, "hopes": "To help somebody the way I was helped."},
        )
        lead = AccountOf.objects.get(person=asha).user
        involvement.name_leader(by=by, activity=activity, person=asha)
        money = involvement.hand_over_resource(
            by=by,
            activity=activity,
            kind="money",
            amount=Decimal(300),
            what="£300 for the year, in cash boxes of £50",
            transferred_on=timezone.localdate() - timedelta(days=70),
        )
        involvement.hand_over_resource(
            by=by,
            activity=activity,
            kind="room",
            what="The room at the hub, every second Thursday, with a key",
            transferred_on=timezone.localdate() - timedelta(days=70),
        )
        activity = involvement.move_activity(by=by, activity=activity, to=State.RUNNING)
    leader = actors.staff(lead)
    with days_ago(60):
        session = involvement.plan_session(
            by=leader, activity=activity, title="First meeting", starts_at=moment(50), where=activity.where
        )
    with days_ago(50):
        involvement.hold_session(
            by=leader,
            session=session,
            minutes="We agreed what the group is for. We want to meet in the evening.",
            publish=True,
            came=[asha.pk, others[0].pk, others[1].pk],
            others_attended=3,
            others_of_groups={Group.objects.get(pk="women"): 2},
        )
        involvement.spend(
            by=leader,
            transfer=money,
            spent_on=timezone.localdate() - timedelta(days=50),
            amount=Decimal("18.40"),
            what_for="Tea, milk and biscuits",
            receipt="Receipt of the corner shop, in the cash box",
        )
        wrong = involvement.spend(
            by=leader,
            transfer=money,
            spent_on=timezone.localdate() - timedelta(days=50),
            amount=Decimal("4.20"),
            what_for="Bus fare",
            receipt="None: the machine was broken",
        )
        involvement.take_back(by=leader, row=wrong, because="It was paid with travel expenses")
        _decisions(by, leader, activity, session)
    with days_ago(8):
        coming = involvement.plan_session(
            by=leader, activity=activity, title="Second meeting", starts_at=moment(-9, 18), where="The hub, room 2"
        )
        involvement.change_session(
            by=leader, session=coming, reason="The room is free an hour later", starts_at=moment(-9, 19)
        )
        off = involvement.plan_session(by=leader, activity=activity, title="Walk in the park", starts_at=moment(-3, 15))
        involvement.cancel_session(by=leader, session=off, reason="The park is closed that day")
    with days_ago(4):
        involvement.end_notice(
            by=by,
            notice=Notice.objects.open().filter(session=coming, how=Notice.How.WORKER).first(),
            outcome=Notice.Outcome.TOLD,
        )


def _people(service, *names):
    found = {person.full_name: person for person in Person.objects.filter(service=service, full_name__in=names)}
    return [found[name] for name in names]


def _invite(by, activity, asha, bea, femi, ken, imani):
    """Four places and five people: Imani waits. Ken has not answered the letter."""
    today = timezone.localdate() - timedelta(days=70)
    places = [
        involvement.invite(by=by, activity=activity, person=asha, constituency="The women's workshop"),
        involvement.invite(by=by, activity=activity, person=bea, face_to_face_on=today),
        involvement.invite(by=by, activity=activity, person=femi),
        involvement.invite(by=by, activity=activity, person=ken, how=Notice.How.LETTER),
    ]
    involvement.put_on_waiting_list(by=by, activity=activity, person=imani, face_to_face_on=today)
    for place in places[:3]:
        involvement.answer_invitation(by=by, place=place, state=Place.State.ACCEPTED)
    return Place.objects.filter(pk__in=[place.pk for place in places]).order_by("pk")


def _decisions(by, leader, activity, session):
    """What the group decided: one carried out, one that staff overruled with their reason."""
    views = [
        involvement.record_view(by=leader, activity=activity, words=words, theme_name=theme, session=session)
        for theme, words in (
            ("When we meet", "Evenings are better. In the day we work. (Invented for the demonstration.)"),
            ("The room", "We want to cook together. (Invented for the demonstration.)"),
        )
    ]
    for view, you_said, we_decided, rationale in (
        (
            views[0],
            "Evenings are better than days.",
            "The group meets at seven in the evening.",
            "Nearly everybody works or has children at home in the day, and the room is free then.",
        ),
        (
            views[1],
            "People want to cook together.",
            "We cook in the room at the hub once a month.",
            "Cooking together is how people who do not like to talk in a circle begin to talk.",
        ),
    ):
        decision = involvement.decide(
            by=leader,
            activity=activity,
            views=[view],
            you_said=you_said,
            outcome="adopted",
            we_decided=we_decided,
            rationale=rationale,
            owner=leader.user,
            due=timezone.localdate() + timedelta(days=20),
        )
        involvement.publish_decisions(by=leader, decisions=[decision])
    involvement.overrule(
        by=by,
        decision=decision,
        instead="You can cook in the kitchen of the community centre next door, which we pay for.",
        because="The fire certificate of the room at the hub does not allow cooking, and we cannot change that.",
    )
