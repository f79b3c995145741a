"""Writing user-led activities: who leads, what was handed over and how it was used, and where staff overruled."""

from django.utils.text import Truncator

from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save
from involvement import rules
from involvement.actions.feedback import publish_decisions
from involvement.models import (
    Activity,
    Decision,
    DecisionTheme,
    DecisionView,
    Leadership,
    Overruling,
    ResourceTransfer,
    Spending,
)


@action
def name_leader(*, by, activity, person):
    """Name a service user to lead an activity, from their own pages, from now on. Returns the leadership."""
    activity = Activity.objects.select_for_update(of=("self",)).select_related("level").get(pk=activity.pk)
    ensure(rules.may_name_leader(activity, person))
    return save(Leadership(service=activity.service, activity=activity, person=person, **deed("named", by)))


@action
def end_leadership(*, by, leadership, because):
    """End that somebody leads an activity. Their pages close at once; what they decided stays."""
    leadership = Leadership.objects.select_for_update().get(pk=leadership.pk)
    ensure(rules.may_end_leadership(leadership))
    leadership.ended_because = because
    done(leadership, "ended", by)
    return save(leadership)


def after_leader_restricted(by, person):
    """The record lost its last ground: they lead nothing any more."""
    for leadership in Leadership.objects.open().filter(person=person):
        end_leadership(by=by, leadership=leadership, because="Their record is restricted")


@action
def hand_over_resource(*, by, activity, **details):
    """Record something handed over to those who lead an activity: `kind`, `amount`, `what`, `transferred_on`."""
    ensure(rules.may_hand_over(activity))
    return save(ResourceTransfer(service=activity.service, activity=activity, **details, **deed("recorded", by)))


@action
def spend(*, by, transfer, **details):
    """Record how some of it was used: `spent_on`, `amount`, `what_for` and `receipt`, in words. Returns the line."""
    transfer = ResourceTransfer.objects.select_for_update().get(pk=transfer.pk)
    ensure(rules.may_spend(transfer, details.get("amount")))
    return save(Spending(service=transfer.service, transfer=transfer, **details, **deed("recorded", by)))


@action
def take_back(*, by, row, because):
    """Mark a transfer, or a line of how one was used, as recorded wrongly. It stays, and counts no more."""
    row = type(row).objects.select_for_update().get(pk=row.pk)
    ensure(rules.may_take_back(row))
    row.taken_back_because = because
    done(row, "taken_back", by)
    return save(row)


@action
def overrule(*, by, decision, instead, because, due=None):
    """Overrule a decision of the service users who lead: what happens instead, and why, is published to the people.

    It answers the same views and goes to everybody who was told of the first, and to those who lead. Returns the
    overruling.
    """
    decision = Decision.objects.select_for_update(of=("self",)).select_related("activity").get(pk=decision.pk)
    ensure(rules.may_overrule(decision))
    answer = Decision(
        service=decision.service,
        activity=decision.activity,
        session=decision.session,
        you_said=Truncator(f"Those who lead this decided: {decision.we_decided}").chars(600),
        outcome=Decision.Outcome.NOT_ADOPTED,
        we_decided=instead,
        rationale=because,
        owner=by.user,
        due=due,
        **deed("recorded", by),
    )
    save(answer)
    for view in decision.views.all():
        save(DecisionView(service=decision.service, decision=answer, view=view))
    for theme in decision.themes.all():
        save(DecisionTheme(service=decision.service, decision=answer, theme=theme))
    overruling = {"decision": decision, "instead": answer, **deed("recorded", by)}
    overruling = save(Overruling(service=decision.service, **overruling))
    publish_decisions(by=by, decisions=[answer])
    return overruling
