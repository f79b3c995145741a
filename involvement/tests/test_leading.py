"""What service users lead: who may, what is theirs alone, what was handed over, and overruling with a reason."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from consent.actions import give_account, withdraw_agreement
from core import actors
from core.actions import add_user
from core.history import acting
from core.writing import check_deferred_constraints
from involvement import actions, rules
from involvement.models import Decision, Leadership, Level, Method, Overruling, Spending, Telling
from involvement.models.activities import State
from involvement.tests.factories import BY, REASON

WHY = "The fire certificate of the room does not allow it, and we cannot change that."


@pytest.fixture
def led(house):
    """A user-led group: Lea leads it, and Mo takes part."""
    return Led(house)


class Led:
    def __init__(self, house):
        self.house = house
        control = {"level": Level.objects.get(pk=Level.CONTROL), "method": Method.objects.get(pk="peer_support")}
        self.activity = house.activity(State.RUNNING, title="Tea and talk", **control)
        self.lea, self.mo = house.person("Lea"), house.person("Mo", email="")
        for person in (self.lea, self.mo):
            actions.invite(by=house.by, activity=self.activity, person=person, face_to_face_on=timezone.localdate())
            actions.answer_invitation(by=house.by, place=person.places.get(), state="accepted")
        self.account = add_user(by=BY, email="lea@example.org", name="Lea")
        give_account(by=BY, user=self.account, person=self.lea)
        self.leadership = actions.name_leader(by=house.by, activity=self.activity, person=self.lea)
        self.by = actors.leader(self.account)

    def decision(self, publish=False):
        view = actions.record_view(by=self.by, activity=self.activity, words="We want to cook.", theme_name="Food")
        made = actions.decide(
            by=self.by,
            activity=self.activity,
            views=[view],
            you_said="We want to cook.",
            outcome="adopted",
            we_decided="We cook once a month.",
            rationale=REASON,
            owner=self.account,
        )
        if publish:
            actions.publish_decisions(by=self.by, decisions=[made])
        return Decision.objects.get(pk=made.pk)

    def money(self, amount=100):
        details = {"kind": "money", "amount": Decimal(amount), "what": "Cash", "transferred_on": timezone.localdate()}
        return actions.hand_over_resource(by=self.house.by, activity=self.activity, **details)

    def spends(self, transfer, amount, **details):
        line = {"spent_on": timezone.localdate(), "what_for": "Tea", "receipt": "Number 1", **details}
        return actions.spend(by=self.by, transfer=transfer, amount=amount and Decimal(amount), **line)


# --- Who leads


@pytest.mark.parametrize(
    "level", [Level.INFORMATION, Level.CONSULTATION, Level.PARTICIPATION, Level.PARTNERSHIP, Level.CONTROL]
)
def test_service_users_lead_where_decisions_are_shared_or_theirs(house, level):
    activity = house.activity(level=Level.objects.get(pk=level))
    assert bool(rules.may_be_led(activity)) == (level in (Level.PARTNERSHIP, Level.CONTROL))


@pytest.mark.parametrize("state", State)
def test_nobody_is_named_to_lead_what_is_over(house, state):
    activity = house.activity(level=Level.objects.get(pk=Level.CONTROL))
    activity.state = state
    going_on = (State.PLANNED, State.OPEN, State.RUNNING, State.CLOSED, State.DECIDED)
    assert bool(rules.may_be_led(activity)) == (state in going_on)


def test_only_somebody_who_takes_part_and_can_sign_in_leads_and_once(house, led):
    said_nothing = house.person("New")
    assert "Only somebody who said yes" in rules.may_name_leader(led.activity, said_nothing).why
    assert "They have no account yet" in rules.may_name_leader(led.activity, led.mo).why
    assert "leads the activity already" in rules.may_name_leader(led.activity, led.lea).why
    with pytest.raises(ValidationError, match="leads the activity already"):
        actions.name_leader(by=house.by, activity=led.activity, person=led.lea)


def test_leading_ends_once_with_a_reason_and_somebody_can_be_named_again(house, led):
    with pytest.raises(ValidationError, match="Say why they no longer lead it"):
        actions.end_leadership(by=house.by, leadership=led.leadership, because=" ")
    actions.end_leadership(by=house.by, leadership=led.leadership, because="She moved away")
    with pytest.raises(ValidationError, match="This has ended already."):
        actions.end_leadership(by=house.by, leadership=led.leadership, because="Again")
    assert rules.leads(led.account, led.activity) is None
    assert actions.name_leader(by=house.by, activity=led.activity, person=led.lea).pk != led.leadership.pk


def test_who_withdraws_leads_no_more(house, led):
    withdraw_agreement(by=house.by, agreement=led.lea.agreements.get(purpose="record"), reason="They asked")
    assert not Leadership.objects.open().exists()


# --- What is theirs alone


def test_a_decision_of_those_who_lead_is_marked_as_theirs(led):
    assert led.decision().by_leader == led.leadership


def test_staff_decide_nothing_in_what_service_users_lead(house, led):
    view = house.view(led.activity)
    with pytest.raises(ValidationError, match="Service users lead this activity, so they decide"):
        house.decision(led.activity, [view])


def test_staff_decide_again_once_nobody_leads(house, led):
    view = house.view(led.activity)
    actions.end_leadership(by=house.by, leadership=led.leadership, because="She moved away")
    assert house.decision(led.activity, [view]).by_leader is None


@pytest.mark.parametrize("deed", ["change", "publish", "withhold"])
def test_staff_neither_change_nor_publish_nor_withhold_what_service_users_decided(house, led, deed):
    decision = led.decision(publish=deed == "withhold")
    with pytest.raises(ValidationError, match="Service users made this decision"):
        if deed == "change":
            actions.change_decision(by=house.by, decision=decision, views=decision.views.all(), we_decided="Ours")
        elif deed == "publish":
            house.publish(decision)
        else:
            actions.withhold_decision(by=house.by, decision=decision, because="We do not like it")


@pytest.mark.parametrize(
    "sql",
    [
        "update involvement_decision set we_decided = 'Ours' where published_at is null",
        "update involvement_decision set published_at = now(), published_by_kind = 'task'",
        "update involvement_decision set by_leader_id = null",
        "delete from involvement_decision",
    ],
)
def test_the_database_refuses_staff_and_nobody_below_the_rules(house, led, sql):
    from django.db import connection

    led.decision()
    for by in (house.by, BY, None):
        with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("delete from involvement_decisionview") if "delete" in sql else None
            if by is None:
                cursor.execute("select set_config('pghistory.context_metadata', '', true)")
                cursor.execute(sql)
            else:
                with acting(by, "break"), connection.cursor() as inner:
                    inner.execute(sql)
        assert error.value.__cause__.diag.constraint_name == "decision_of_leader_stays"


def test_the_database_lets_nobody_pass_for_a_leader(house, led):
    made = led.decision()
    with pytest.raises(IntegrityError) as error, acting(house.by, "pretend"), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(recorded_by=house.practitioner)
    assert error.value.__cause__.diag.constraint_name in ("decision_of_leader", "decision_of_leader_stays")


def test_staff_may_still_note_that_it_is_done(house, led):
    decision = led.decision(publish=True)
    assert actions.mark_decision_done(by=house.by, decision=decision).done_at is not None


# --- Overruling


def test_overruling_publishes_what_happens_instead_and_tells_the_people_why(house, led):
    session = house.session(led.activity)
    actions.hold_session(by=led.by, session=session, minutes="We met.", came=[led.mo.pk])
    decision = led.decision(publish=True)
    overruling = actions.overrule(by=house.by, decision=decision, instead="You can cook next door.", because=WHY)
    instead = overruling.instead
    assert (instead.rationale, instead.by_leader, instead.owner) == (WHY, None, house.practitioner)
    assert Decision.objects.get(pk=instead.pk).published_at is not None
    assert list(instead.views.all()) == list(decision.views.all())
    told = Telling.objects.filter(decision=instead)
    assert sorted(told.values_list("person__name_to_use", flat=True)) == ["Lea", "Mo"]
    assert "Those who lead this decided: We cook once a month." in told.get(person=led.lea).message.text
    assert WHY in told.get(person=led.lea).message.text


def test_what_was_overruled_may_be_taken_off_the_public_page(house, led):
    decision = led.decision(publish=True)
    actions.overrule(by=house.by, decision=decision, instead="Next door.", because=WHY)
    assert actions.withhold_decision(by=house.by, decision=decision, because="It does not happen").withheld_at


@pytest.mark.parametrize("because", ["", "Because.", " " * 60])
def test_overruling_needs_its_reason_and_leaves_nothing_without_one(house, led, because):
    decision = led.decision(publish=True)
    with pytest.raises(ValidationError):
        actions.overrule(by=house.by, decision=decision, instead="Next door.", because=because)
    assert not Overruling.objects.exists()
    assert Decision.objects.count() == 1


def test_only_a_published_decision_of_service_users_is_overruled_and_once(house, led):
    draft = led.decision()
    assert rules.may_overrule(draft).why == "It is a draft. Talk with those who lead the activity."
    actions.publish_decisions(by=led.by, decisions=[draft])
    theirs = Decision.objects.get(pk=draft.pk)
    made = actions.overrule(by=house.by, decision=theirs, instead="Next door.", because=WHY)
    assert rules.may_overrule(Decision.objects.get(pk=theirs.pk)).why == "This decision was overruled already."
    assert rules.may_overrule(made.instead).why == "Staff made this decision. Record a new one instead."


def test_staff_cannot_slip_a_decision_past_those_who_lead_below_the_rules(house, led):
    theirs = led.decision()
    with pytest.raises(IntegrityError) as error, acting(house.by, "slip"), transaction.atomic():
        theirs.pk, theirs.by_leader = None, None
        theirs.recorded_by = house.practitioner
        theirs.save()
        check_deferred_constraints()
    assert error.value.__cause__.diag.constraint_name == "decision_leaders_decide"


# --- What was handed over


def test_what_is_spent_is_taken_from_what_was_handed_over(led):
    money = led.money(100)
    led.spends(money, "60")
    wrong = led.spends(money, "30")
    assert rules.left_of(money) == Decimal(10)
    with pytest.raises(ValidationError) as refused:
        led.spends(money, "10.01")
    assert refused.value.message_dict == {"amount": ["Only £10.00 is left of it."]}
    actions.take_back(by=led.by, row=wrong, because="It was paid with travel expenses")
    assert rules.left_of(type(money).objects.get(pk=money.pk)) == Decimal(40)
    assert led.spends(money, "40").amount == Decimal(40)


def test_spending_says_what_for_and_which_receipt(led):
    money = led.money()
    for missing in ("what_for", "receipt"):
        with pytest.raises(ValidationError):
            led.spends(money, "1", **{missing: " "})
    with pytest.raises(ValidationError, match="Say how much money was spent"):
        led.spends(money, None)


def test_a_room_is_used_without_an_amount(led):
    today = timezone.localdate()
    room = actions.hand_over_resource(
        by=led.house.by, activity=led.activity, kind="room", what="The hub", transferred_on=today
    )
    assert led.spends(room, None).amount is None
    assert rules.left_of(room) is None


def test_what_was_used_is_not_taken_back_with_what_it_came_from(led):
    money = led.money()
    line = led.spends(money, "1")
    with pytest.raises(ValidationError, match="Some of it was used already"):
        actions.take_back(by=led.house.by, row=money, because="Wrong")
    actions.take_back(by=led.by, row=line, because="Wrong")
    actions.take_back(by=led.house.by, row=money, because="Wrong")
    with pytest.raises(ValidationError, match="taken back"):
        led.spends(money, "1")
    with pytest.raises(ValidationError, match="This was taken back already."):
        actions.take_back(by=led.by, row=Spending.objects.get(), because="Again")


def test_nothing_is_handed_over_where_service_users_do_not_lead(house):
    activity = house.activity(State.RUNNING)
    assert not rules.may_hand_over(activity)


# --- The pages they lead from


def client_of(house, led):
    return house.client(led.account)


@pytest.fixture
def pages(house, led):
    return client_of(house, led)


def test_a_leader_sees_names_to_use_and_no_record(house, led, pages):
    page = pages.get(reverse("leading", args=[led.activity.pk])).content.decode()
    assert "Mo" in page
    for hidden in (led.mo.reference, led.lea.reference, "/consent/people/"):
        assert hidden not in page


def test_the_form_that_closes_a_session_out_shows_a_leader_no_reference_and_no_need(house, led, pages):
    session = house.session(led.activity)
    page = pages.get(reverse("leading_hold_session", args=[led.activity.pk, session.pk])).content.decode()
    assert "Mo" in page
    assert led.mo.reference not in page


def test_a_leader_reaches_nothing_of_another_activity(house, led, pages):
    control = Level.objects.get(pk=Level.CONTROL)
    other = house.activity(State.RUNNING, level=control, method=Method.objects.get(pk="peer_support"))
    session = house.session(other)
    assert pages.get(reverse("leading", args=[other.pk])).status_code == 404
    # Nor through the address of their own.
    for name in (
        "leading_hold_session",
        "leading_change_session",
        "leading_cancel_session",
        "leading_minutes",
        "leading_sheet",
    ):
        assert pages.get(reverse(name, args=[led.activity.pk, session.pk])).status_code == 404, name
    view = house.view(other)
    foreign = house.decision(other, [view])
    for name in ("leading_decision", "leading_change_decision", "leading_publish_decision", "leading_decision_done"):
        assert pages.get(reverse(name, args=[led.activity.pk, foreign.pk])).status_code == 404, name
    details = {"kind": "room", "what": "A room", "transferred_on": timezone.localdate()}
    transfer = actions.hand_over_resource(by=house.by, activity=other, **details)
    assert pages.get(reverse("leading_spend", args=[led.activity.pk, transfer.pk])).status_code == 404
    line = actions.spend(
        by=house.by, transfer=transfer, spent_on=timezone.localdate(), what_for="Tea", receipt="None", amount=None
    )
    assert pages.get(reverse("leading_take_back", args=[led.activity.pk, line.pk])).status_code == 404


def test_a_leader_opens_no_page_of_staff(house, led, pages):
    for name, args in (("activity", [led.activity.pk]), ("people", []), ("today", []), ("leaders", [led.activity.pk])):
        assert pages.get(reverse(name, args=args)).status_code == 403


def test_a_page_stops_the_moment_leading_ends(house, led, pages):
    here = reverse("leading", args=[led.activity.pk])
    assert pages.get(here).status_code == 200
    actions.end_leadership(by=house.by, leadership=led.leadership, because="She moved away")
    assert pages.get(here).status_code == 404
    assert pages.post(reverse("leading_session", args=[led.activity.pk]), {}).status_code == 404


def test_another_service_user_and_staff_do_not_lead(house, led):
    other = add_user(by=BY, email="mo@example.org", name="Mo")
    give_account(by=BY, user=other, person=led.mo)
    here = reverse("leading", args=[led.activity.pk])
    assert house.client(other).get(here).status_code == 404
    assert house.client().get(here).status_code == 403


def test_a_leader_runs_a_session_and_accounts_for_money_from_their_pages(house, led, pages):
    session, money = house.session(led.activity), led.money()
    key = led.activity.pk
    sent = {"came": [led.mo.pk], "others_attended": "2", "minutes": "We drank tea.", "publish": "1"}
    assert pages.post(reverse("leading_hold_session", args=[key, session.pk]), sent).status_code == 302
    session.refresh_from_db()
    assert (session.held_by, session.minutes.text) == (led.account, "We drank tea.")
    today = timezone.localdate()
    line = {"amount": "3.50", "what_for": "Tea", "receipt": "In the box"}
    line |= {"spent_on_day": today.day, "spent_on_month": today.month, "spent_on_year": today.year}
    assert pages.post(reverse("leading_spend", args=[key, money.pk]), line).status_code == 302
    assert Spending.objects.get().recorded_by == led.account


def test_staff_see_what_is_led_and_are_told_that_they_do_not_decide(house, led):
    client = house.client()
    decision = led.decision(publish=True)
    page = client.get(reverse("activity", args=[led.activity.pk])).content.decode()
    assert "Service users lead this activity, so they decide" in page
    for name in ("change_decision", "publish_decision", "withhold_decision"):
        assert client.post(reverse(name, args=[decision.pk]), {"because": "No"}).status_code == 200
    decision.refresh_from_db()
    assert decision.withheld_at is None
    page = client.get(reverse("decision", args=[decision.pk])).content.decode()
    assert "Overrule it, with a reason that people read" in page
    sent = client.post(reverse("overrule", args=[decision.pk]), {"instead": "Next door.", "because": WHY})
    assert sent.status_code == 302
    assert Overruling.objects.get().decision == decision


def test_a_leader_changes_what_people_were_told_and_they_are_told_again(house, led, pages):
    decision, key = led.decision(publish=True), led.activity.pk
    address = reverse("leading_replace_decision", args=[key, decision.pk])
    assert (
        "Change what people were told"
        in pages.get(reverse("leading_decision", args=[key, decision.pk])).content.decode()
    )
    new_reason = "The kitchen is only free in the evening, so we changed what we told you before."
    sent = {
        "views": [str(view.pk) for view in decision.views.all()],
        "you_said": "We want to cook.",
        "outcome": "not_yet",
    }
    response = pages.post(address, sent | {"we_decided": "We cook in the evening.", "rationale": new_reason})
    assert response.status_code == 302
    new = Decision.objects.get(replaces=decision)
    assert new.by_leader == led.leadership and not Telling.objects.filter(decision=new).exists()
    assert "changing this already" in rules.may_replace(decision).why
    assert pages.post(reverse("leading_publish_decision", args=[key, new.pk])).status_code == 302
    decision.refresh_from_db()
    assert decision.is_replaced
