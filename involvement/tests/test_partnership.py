"""Working with partners: agreements, their reminders, feedback passed on, the extended team, and who is reached."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.actions import end_membership
from involvement import actions, rules
from involvement.models import AgreementReminder, Group, PartnerAgreement, PartnerOrganisation
from involvement.partner_reminders import remind_of_agreements_that_end, send_agreement_reminders
from involvement.tests.factories import House, day

TODAY = timezone.localdate()


def agree(house, partner, ends_in=None, began=400, **details):
    details = {"kind": "written", "feedback_clause": False, "owner": house.practitioner, **details}
    ends = None if ends_in is None else TODAY + timedelta(days=ends_in)
    starts = TODAY - timedelta(days=began)
    return actions.add_partner_agreement(by=house.by, partner=partner, starts_on=starts, ends_on=ends, **details)


def remind(house, today=TODAY):
    remind_of_agreements_that_end(house.service, today)
    return [(row.days, row.to.email) for row in AgreementReminder.objects.order_by("-days", "to__email")]


# --- The state of an agreement


@pytest.mark.parametrize(
    ("agreements", "state"),
    [
        ([], "none"),
        ([(None, 400)], "current"),
        ([(91, 400)], "current"),
        ([(90, 400)], "ending"),
        ([(0, 400)], "ending"),
        ([(-1, 400)], "ended"),
        ([(400, -10)], "coming"),
        ([(30, 400), (400, -31)], "current"),
        ([(-1, 400), (None, 0)], "current"),
    ],
)
def test_what_is_agreed_stands_in_one_of_five_ways(house, agreements, state):
    partner = house.partner()
    for ends_in, began in agreements:
        agree(house, partner, ends_in, began)
    assert PartnerOrganisation.objects.with_agreement_state().get().agreed == state


# --- Reminders


@pytest.mark.parametrize(("ends_in", "days"), [(91, None), (90, 90), (31, 90), (30, 30), (0, 30), (-1, None)])
def test_whoever_answers_for_it_is_reminded_90_and_30_days_before(house, ends_in, days):
    agree(house, house.partner(), ends_in)
    assert remind(house) == ([] if days is None else [(days, house.practitioner.email)])


def test_each_reminder_is_queued_and_sent_once(house):
    agree(house, house.partner(), 60)
    for _ in range(2):
        assert remind(house) == [(90, house.practitioner.email)]
    assert (send_agreement_reminders(house.service), send_agreement_reminders(house.service)) == (1, 0)
    [sent] = mail.outbox
    assert sent.to == [house.practitioner.email]
    assert "Written agreement with Open Door ends on" in sent.body
    assert remind(house, TODAY + timedelta(days=31)) == [
        (90, house.practitioner.email),
        (30, house.practitioner.email),
    ]


def test_an_agreement_that_was_renewed_needs_no_reminder(house):
    partner = house.partner()
    agree(house, partner, 20)
    remind(house)
    agree(house, partner, 400, began=-21)
    assert send_agreement_reminders(house.service) == 0
    assert mail.outbox == []
    assert AgreementReminder.objects.get().dropped_at
    assert not PartnerAgreement.objects.ending_by(TODAY + timedelta(days=90)).exists()


def test_the_managers_are_reminded_where_nobody_who_works_here_answers_for_it(house):
    manager = house.staff("manager")
    agree(house, house.partner(), 20, owner=house.str_worker)
    end_membership(by=house.by, membership=house.str_worker.memberships.get())
    assert remind(house) == [(30, manager.email)]


# --- Feedback and the extended team


@pytest.mark.parametrize(("every", "months"), [("month", 1), ("quarter", 3), ("half_year", 6), ("year", 12)])
def test_what_came_sets_the_next_day_from_the_one_it_was_due(house, every, months):
    due = TODAY.replace(day=1)
    arrangement = actions.arrange_feedback(
        by=house.by, partner=house.partner(), what="What people say", every=every, next_due=due
    )
    actions.receive_feedback(by=house.by, arrangement=arrangement, what="Nine answered.")
    arrangement.refresh_from_db()
    assert (arrangement.next_due.year - due.year) * 12 + arrangement.next_due.month - due.month == months


def test_feedback_that_is_long_late_is_next_due_in_the_future(house):
    long_ago = TODAY - timedelta(days=500)
    arrangement = actions.arrange_feedback(
        by=house.by, partner=house.partner(), what="What people say", every="month", next_due=long_ago
    )
    actions.receive_feedback(by=house.by, arrangement=arrangement, what="Nine answered.")
    arrangement.refresh_from_db()
    assert TODAY < arrangement.next_due <= TODAY + timedelta(days=31)


def test_nothing_comes_under_an_arrangement_that_was_ended_nor_on_a_day_to_come(house):
    arrangement = actions.arrange_feedback(
        by=house.by, partner=house.partner(), what="What people say", every="month", next_due=TODAY
    )
    assert rules.may_receive(arrangement, TODAY + timedelta(days=1)).field == "received_on"
    arrangement = actions.end_arrangement(by=house.by, arrangement=arrangement)
    assert not rules.may_receive(arrangement)
    assert not rules.may_end_once(arrangement)


def test_each_step_towards_the_extended_team_is_kept_and_a_no_says_why(house):
    partner = house.partner()
    for step in ("considered", "approached"):
        actions.note_team_step(by=house.by, partner=partner, step=step)
    with pytest.raises(ValidationError) as refused:
        actions.note_team_step(by=house.by, partner=partner, step="unsuitable", because=" ")
    assert "because" in refused.value.error_dict
    actions.note_team_step(by=house.by, partner=partner, step="unsuitable", because="They close in May")
    assert [row.step for row in partner.team_steps.all()] == ["unsuitable", "approached", "considered"]


# --- Pages


def test_the_list_is_narrowed_searched_and_ordered_and_says_whom_nobody_reaches(house):
    women = Group.objects.get(pk="women")
    first, second = house.partner("Anchor", groups=[women]), house.partner("Bridge")
    agree(house, first, 40)
    actions.add_contact(by=house.by, partner=second, name="Rae Invented", phone="01632 960 010")
    client = house.client()
    names = lambda **query: [one.name for one in client.get(reverse("partners"), query).context["page"]]  # noqa: E731
    assert names() == ["Anchor", "Bridge"]
    assert names(order="newest") == ["Bridge", "Anchor"]
    assert names(group="women") == names(agreed="ending") == names(q="anch") == ["Anchor"]
    assert names(agreed="none") == names(q="rae") == ["Bridge"]
    shown = client.get(reverse("partners"))
    assert women not in shown.context["unreached"]
    assert (
        "Anchor,Voluntary sector,Women,Ends within 90 days" in client.get(reverse("partners_file")).getvalue().decode()
    )


def test_groups_without_a_partner_come_first_with_the_activities_that_want_them(house):
    women, young = Group.objects.get(pk="women"), Group.objects.get(pk="young_people")
    house.partner("Anchor", groups=[women])
    house.activity(title="What young people want", groups=[young])
    shown = house.client().get(reverse("groups_reached"))
    groups = list(shown.context["groups"])
    assert groups[-1] == women
    assert "What young people want" in shown.text
    assert [one.title for group in groups if group == young for one in group.wanted_by] == ["What young people want"]


def test_the_page_of_one_costs_the_same_however_much_is_on_it(house):
    partner, client = house.partner(), house.client()

    def fill(number):
        for n in range(number):
            agree(house, partner, 400 + n)
            actions.add_contact(by=house.by, partner=partner, name=f"C{n}", phone="01632 960 010")
            actions.note_team_step(by=house.by, partner=partner, step="considered")
            one = actions.arrange_feedback(by=house.by, partner=partner, what=f"W{n}", every="month", next_due=TODAY)
            actions.receive_feedback(by=house.by, arrangement=one, what="It came.")

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("partner", args=[partner.pk])).status_code == 200
        return len(caught)

    fill(1)
    statements()
    few = statements()
    fill(4)
    assert statements() == few <= 16


def test_a_signed_file_is_handed_out_to_those_who_may_see_the_partner_alone(house):
    partner, client, outsider = house.partner(), house.client(), House("Eastshire").client()
    sent = {
        "kind": "memorandum",
        "feedback_clause": "yes",
        "clause": "They ask everybody.",
        "owner": house.practitioner.pk,
        "upload": SimpleUploadedFile("signed.pdf", b"%PDF-1.4\n%%EOF\n"),
        **day("starts_on", TODAY),
    }
    with house.scope():
        client.post(reverse("add_partner_agreement", args=[partner.pk]), sent)
        agreement = PartnerAgreement.objects.get()
    assert agreement.clause == "They ask everybody."
    address = reverse("agreement_file", args=[agreement.pk])
    assert client.get(address).headers["Content-Disposition"] == 'attachment; filename="signed.pdf"'
    assert outsider.get(address).status_code == 404


def test_today_says_what_ends_and_what_is_due(house):
    partner = house.partner()
    agree(house, partner, 40)
    actions.arrange_feedback(by=house.by, partner=partner, what="What people say", every="month", next_due=TODAY)
    shown = house.client().get(reverse("today")).text
    assert "The agreement with Open Door ends on" in shown
    assert "Feedback from Open Door was due on" in shown
    manager = house.client(house.staff("manager")).get(reverse("today")).text
    assert "The agreement with Open Door ends on" not in manager


def test_the_outsider_finds_nothing(house):
    partner = house.partner()
    contact = actions.add_contact(by=house.by, partner=partner, name="Rae", phone="01632 960 010")
    arrangement = actions.arrange_feedback(
        by=house.by, partner=partner, what="What people say", every="month", next_due=TODAY
    )
    outsider = House("Eastshire").client()
    of_partner = ("partner", "add_partner_agreement", "add_contact", "note_team_step", "arrange_feedback")
    for name, pk in [
        *((name, partner.pk) for name in of_partner),
        ("end_contact", contact.pk),
        ("receive_feedback", arrangement.pk),
        ("end_arrangement", arrangement.pk),
    ]:
        assert outsider.get(reverse(name, args=[pk])).status_code == 404, name
