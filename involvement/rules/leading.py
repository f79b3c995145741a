"""Activities that service users lead: who may, what is theirs alone to decide, and what staff may still do."""

from consent.models import AccountOf
from consent.rules import is_restricted
from core.rules import Allowed, Refused
from involvement.models import Leadership, Level, Place
from involvement.models.activities import State

# Levels whose promise gives decisions away. Elsewhere leading would promise more than the level does.
LED_LEVELS = (Level.PARTNERSHIP, Level.CONTROL)
_OVER = (State.FED_BACK, State.CLOSED_WITHOUT_VIEWS, State.NOBODY_TOLD, State.FINISHED, State.CANCELLED)


def may_be_led(activity):
    """May service users be named to lead this activity?"""
    if activity.level_id not in LED_LEVELS:
        return Refused(
            "Service users lead where decisions are shared or theirs: at partnership or control."
            f" This activity is at {activity.level.name.lower()}."
        )
    if activity.state in _OVER:
        return Refused(f"It is “{activity.get_state_display()}”.")
    return Allowed()


def may_name_leader(activity, person):
    """May this person be named to lead? Whoever said yes to taking part, and can sign in to their own pages."""
    answer = may_be_led(activity)
    if not answer:
        return answer
    if is_restricted(person):
        return Refused("This record is restricted.", field="person")
    if not Place.objects.filter(activity=activity, person=person, state=Place.State.ACCEPTED).exists():
        return Refused("Only somebody who said yes to taking part can lead.", field="person")
    if Leadership.objects.open().filter(activity=activity, person=person).exists():
        return Refused("This person leads the activity already.", field="person")
    if not person.accounts.open().exists():
        return Refused("They have no account yet, so they cannot open the pages they lead from.", field="person")
    return Allowed()


def may_end_leadership(leadership):
    if leadership.ended_at is not None:
        return Refused("This has ended already.")
    return Allowed()


def leads(user, activity):
    """The leadership that a user holds in an activity now, or None. Staff hold none."""
    if user is None:
        return None
    accounts = AccountOf.objects.open().filter(user=user)
    return Leadership.objects.open().filter(activity=activity, person__accounts__in=accounts).first()


def is_led(activity) -> bool:
    """Whether service users lead it now."""
    return Leadership.objects.open().filter(activity=activity).exists()


def may_decide_as(activity, user):
    """May this user record decisions here? Where service users lead, only they do."""
    if not is_led(activity) or leads(user, activity) is not None:
        return Allowed()
    return Refused("Service users lead this activity, so they decide. You can support them.")


def may_touch_decision(decision, user):
    """May this user change, publish or withhold this decision? One of service users is theirs, unless overruled."""
    if decision.by_leader_id is None or leads(user, decision.activity_id) is not None or was_overruled(decision):
        return Allowed()
    return Refused("Service users made this decision. You may only overrule it, with a reason that people read.")


def was_overruled(decision) -> bool:
    return hasattr(decision, "overruling")


def may_overrule(decision):
    """May staff overrule this decision? One that service users published, once."""
    if decision.by_leader_id is None:
        return Refused("Staff made this decision. Record a new one instead.")
    if decision.published_at is None:
        return Refused("It is a draft. Talk with those who lead the activity.")
    if was_overruled(decision):
        return Refused("This decision was overruled already.")
    return Allowed()


# --- What was handed over


def may_hand_over(activity):
    """May something handed over be recorded? From partnership on, until the activity ends."""
    answer = may_be_led(activity)
    return answer if answer or activity.level_id not in LED_LEVELS else Refused(f"{answer.why} It stays as it was.")


def may_spend(transfer, amount=None):
    """May it be recorded how something was used? Not more than is left of it."""
    if transfer.taken_back_at is not None:
        return Refused("This was recorded wrongly, and taken back.")
    if transfer.amount is not None and amount is not None and amount > left_of(transfer):
        unit = "£{:.2f} is" if transfer.kind == "money" else "{:g} hours are"
        return Refused(f"Only {unit.format(left_of(transfer))} left of it.", field="amount")
    return Allowed()


def left_of(transfer):
    """How much of what was handed over is left, as a Decimal; None where no amount was said."""
    if transfer.amount is None:
        return None
    return transfer.amount - sum(line.amount or 0 for line in transfer.spending.all() if line.taken_back_at is None)


def may_take_back(row):
    """May a transfer, or a line of how it was used, be marked as recorded wrongly?"""
    if row.taken_back_at is not None:
        return Refused("This was taken back already.")
    if hasattr(row, "spending") and row.spending.valid().exists():
        return Refused("Some of it was used already. Take back how it was used first.")
    return Allowed()
