"""The list of people to ask, the page of each, giving them to a colleague, and what an administrator is told."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent import actions, asking, outbox
from consent.models import AccessLogEntry, FollowUp, FollowUpNotice, Message
from consent.tests.factories import a_command, in_days, make_person, make_service, make_site, make_staff
from consent.tests.test_pages_agreements import signed_in
from core import actors, clock
from core.actions import change_service, end_membership
from core.daily import NotAllDone
from core.models import Export, Membership
from core.scope import scope_of_staff

BY = a_command()


@pytest.fixture
def house(transactional_db):
    """A service with a worker, a colleague and a manager."""
    service = make_service()
    people = [make_staff(service, role, name=name) for role, name in WHO]
    return service, *people


WHO = [("str_worker", "Stevie"), ("practitioner", "Priya"), ("manager", "Morgan")]


def asks(service, user, days, **details):
    """Somebody whom a user is to ask from a day on, that is `days` away."""
    with scope_of_staff(service), clock.at(timezone.now() - timedelta(days=60)):
        person = make_person(service, by=actors.staff(user), not_before=in_days(days), **details)
        return person.follow_ups.get()


def test_the_list_says_who_is_to_be_asked_today_this_week_and_who_is_overdue(house):
    service, stevie, _, _ = house
    asks(service, stevie, -3, name_to_use="Overdue")
    asks(service, stevie, 0, name_to_use="Now")
    asks(service, stevie, 5, name_to_use="Soon")
    asks(service, stevie, 40, name_to_use="Later")
    client, url = signed_in(stevie), reverse("follow_ups")
    shown = {
        "": ["Overdue", "Now"],
        "overdue": ["Overdue"],
        "today": ["Now"],
        "week": ["Soon"],
        "later": ["Later"],
        "all": ["Overdue", "Now", "Soon", "Later"],
        "ended": [],
    }
    for show, names in shown.items():
        page = client.get(url, {"show": show}).text
        assert [name for name in ("Overdue", "Now", "Soon", "Later") if f"Ask {name} from" in page] == names, show
    assert "Nobody fits what you asked for" in client.get(url, {"show": "ended"}).text


def test_each_row_says_how_and_what_may_be_said_and_is_found_by_owner_site_and_way(house):
    service, stevie, priya, _ = house
    with scope_of_staff(service):
        site = make_site(service, "Northtown")
    asks(service, stevie, 0, name_to_use="Ann", ways=("telephone",), site=site)
    asks(service, priya, 0, name_to_use="Bo", ways=("email",))
    client, url = signed_in(stevie), reverse("follow_ups")
    page = client.get(url).text
    assert "Do not say who we are. Do not leave a voicemail." in page and "Stevie asks" in page and "Try 1 of 3" in page
    for query, found in (
        ({"owner": "mine"}, ["Ann"]),
        ({"owner": priya.pk}, ["Bo"]),
        ({"owner": "nobody"}, []),
        ({"site": site.pk}, ["Ann"]),
        ({"how": "email"}, ["Bo"]),
        ({"q": "ann"}, ["Ann"]),
    ):
        page = client.get(url, query).text
        assert [name for name in ("Ann", "Bo") if f"Ask {name} from" in page] == found, query
    answer = client.get(reverse("follow_ups_file"), {"owner": "mine"})
    text = b"".join(answer.streaming_content).decode()
    assert "Ann" in text and "Bo" not in text
    with scope_of_staff(service):
        assert Export.objects.get().narrowed_to == "I do"


def test_the_list_costs_the_same_however_long_it_is(house, django_assert_num_queries):
    service, stevie, _, _ = house
    client = signed_in(stevie)
    asks(service, stevie, 0)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("follow_ups"))
    for number in range(4):
        later = asks(service, stevie, -20, name_to_use=f"Person {number}")
        with scope_of_staff(service):
            actions.note_follow_up_try(by=actors.staff(stevie), follow_up=later, how="telephone", outcome="no_answer")
    with django_assert_num_queries(len(one)):
        client.get(reverse("follow_ups"), {"show": "all"})
    print("\n".join(query["sql"][:160] for query in one))


def test_the_page_of_one_says_whether_and_how_and_opening_it_is_logged(house):
    service, stevie, _, _ = house
    later = asks(service, stevie, 0, ways=("telephone",))
    client = signed_in(stevie)
    page = client.get(reverse("follow_up", args=[later.pk])).text
    assert "0161 496 0001" in page and "Note what came of it" in page and "Face to face" in page
    with scope_of_staff(service):
        assert AccessLogEntry.objects.get(person=later.person).page == "asking later"
    assert signed_in(make_staff(make_service())).get(reverse("follow_up", args=[later.pk])).status_code == 404


def test_a_try_is_noted_and_the_page_says_from_when_the_next_one_may_be(house):
    service, stevie, _, _ = house
    later = asks(service, stevie, 0)
    client, url = signed_in(stevie), reverse("try_follow_up", args=[later.pk])
    assert "There is a problem" in client.post(url, {}).text
    page = client.post(url, {"how": "telephone", "outcome": "no_answer", "words": "Try at noon"}, follow=True).text
    assert f"The next try is from {in_days(7):%-d %B %Y} on." in page
    assert "Try 1: telephone call, nobody answered" in page and "Try at noon" in page
    again = client.get(url).text
    assert "Nobody asks them now" in again and "They contacted us themselves" in again
    page = client.post(url, {"how": "self", "outcome": "yes"}, follow=True).text
    assert "It is noted. They said yes." in page and "It ended" in page


def test_later_needs_a_day_and_no_stops_contact_and_says_so(house):
    service, stevie, _, _ = house
    later, other = asks(service, stevie, 0), asks(service, stevie, 0)
    client = signed_in(stevie)
    url = reverse("try_follow_up", args=[later.pk])
    kept = client.post(url, {"how": "telephone", "outcome": "later", "words": "On holiday"}).text
    assert "Enter the day they said" in kept and "On holiday" in kept
    url = reverse("try_follow_up", args=[other.pk])
    assert "Nobody contacts them about involvement any more" in client.get(url).text
    page = client.post(url, {"how": "telephone", "outcome": "no"}, follow=True).text
    assert "They said no, or asked us to stop. They are not asked again." in page


def test_it_is_put_off_and_given_to_a_colleague(house):
    service, stevie, priya, _ = house
    later = asks(service, stevie, 0)
    client, day = signed_in(stevie), in_days(20)
    url = reverse("put_off_follow_up", args=[later.pk])
    sent = {"until_day": day.day, "until_month": day.month, "until_year": day.year}
    assert "Enter why it is put off" in client.post(url, sent).text
    page = client.post(url, {**sent, "words": "In hospital"}, follow=True).text
    assert f"Put off until {day:%-d %B %Y}" in page and "In hospital" in page
    page = client.post(reverse("give_follow_up", args=[later.pk]), {"to": priya.pk}, follow=True).text
    assert "Given to Priya" in page and "Priya asks them" in page


def test_somebody_asked_to_be_asked_later_through_a_worker(house):
    service, stevie, _, _ = house
    with scope_of_staff(service):
        person = make_person(service)
    client, day = signed_in(stevie), in_days(20)
    url = reverse("plan_follow_up", args=[person.reference])
    sent = {"not_before_day": day.day, "not_before_month": day.month, "not_before_year": day.year, "words": "In spring"}
    page = client.post(url, sent, follow=True).text
    assert f"not contacted before {day:%-d %B %Y}" in page
    assert "They are to be asked later already." in client.post(url, sent).text
    with scope_of_staff(service):
        assert FollowUp.objects.get().reason == "They asked to be asked later: In spring"


def test_a_manager_gives_all_of_one_colleague_to_another_and_sees_how_many(house):
    service, stevie, priya, morgan = house
    for _ in range(3):
        asks(service, stevie, 0)
    with scope_of_staff(service):
        membership = Membership.objects.get(user=stevie)
        admin = make_staff(service, "admin", name="Ade")
    told = signed_in(admin).get(reverse("end_membership", args=[membership.pk])).text
    assert "They have 3 people who are to be asked later." in told
    with scope_of_staff(service):
        end_membership(by=actors.staff(admin), membership=membership)
    client, url = signed_in(morgan), reverse("share_out_follow_ups")
    assert "Stevie was to ask 3 people" in client.get(reverse("today")).text
    assert "Stevie (3)" in client.get(url, {"owner": stevie.pk}).text
    chosen = f"{url}?owner={stevie.pk}&to={priya.pk}"
    assert "Give 3 people to Priya?" in client.get(chosen).text
    page = client.post(chosen, follow=True).text
    assert "3 people given to Priya" in page
    with scope_of_staff(service):
        assert set(FollowUp.objects.values_list("owner", flat=True)) == {priya.pk}
    assert "There is a problem" in client.get(chosen).text
    assert signed_in(priya).get(url).status_code == 403


# --- What time brings about


def day_done(service):
    """What a day brings about, and what leaves then. Killed halfway, a day is done again."""
    with scope_of_staff(service):
        service.refresh_from_db()
        asking.ask_whom_a_message_may_ask(service, timezone.localdate())
        with suppress(NotAllDone):
            asking.remind_of_people_to_ask(service, timezone.localdate())
    asking.send_asking_reminders(service)


def test_owners_are_reminded_once_and_managers_hear_of_what_is_late_and_nobody_is_named(house):
    service, stevie, priya, morgan = house
    asks(service, stevie, -20, name_to_use="Zephyrine")
    asks(service, stevie, 0, name_to_use="Zephyrine")
    asks(service, priya, 30, name_to_use="Zephyrine")
    for _ in range(2):
        day_done(service)
    sent = {message.to[0]: message for message in mail.outbox if "asked" in message.subject}
    assert set(sent) == {stevie.email, morgan.email} and len(mail.outbox) == 2
    assert "2 people asked to be asked later" in sent[stevie.email].body
    assert "1 of them should have been asked before today" in sent[stevie.email].body
    assert "1 person should have been asked more than 14 days ago" in sent[morgan.email].body
    assert not any("Zephyrine" in message.body for message in mail.outbox)


def test_the_first_try_is_a_message_where_the_service_has_it_so_and_a_try_by_hand_takes_its_place(
    house, settings, tmp_path
):
    settings.SMS_FILE_PATH = tmp_path
    service, stevie, _, _ = house
    later = asks(service, stevie, 0, ways=("text",), phone="07700 900123")
    other = asks(service, stevie, 0, ways=("text", "telephone"), phone="07700 900124")
    by_hand = asks(service, stevie, 0, ways=("telephone",))
    day_done(service)
    with scope_of_staff(service):
        assert not Message.objects.exists()
        change_service(by=BY, service=service, ask_by_message=True)
        words = {
            "name": "Day",
            "about": "day",
            "subject": "Hello",
            "text": "Hello {name}, you asked us to.",
            "says_who": False,
        }
        template = actions.write_template(by=BY, service=service, asks_later=True, **words)
        actions.publish_template(by=BY, template=template)
    for _ in range(2):
        day_done(service)
    with scope_of_staff(service):
        assert set(Message.objects.values_list("follow_up", flat=True)) == {later.pk, other.pk}
        assert all(message.text.startswith("Hello Sam, you asked us to.") for message in Message.objects.all())
        rang = {"how": "telephone", "outcome": "no_answer"}
        actions.note_follow_up_try(by=actors.staff(stevie), follow_up=other, **rang)
        assert other.messages.get().stopped_because == "Somebody asked them in another way"
        Message.objects.waiting().update(lease_until=None)
    outbox.send_waiting(service)
    with scope_of_staff(service):
        [step] = later.steps.all()
        assert (step.outcome, step.how, step.message) == ("sent", "text", later.messages.get())
        later.refresh_from_db()
        assert later.due_on == in_days(7)
        assert not by_hand.steps.exists() and FollowUpNotice.objects.exists()
