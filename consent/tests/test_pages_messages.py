"""The outbox, letters and tasks, and messages written beforehand: on their pages, each to those who may see it."""

import pytest
from django.test import Client
from django.urls import reverse

from consent import outbox
from consent.actions import (
    publish_template,
    retire_template,
    set_safe_contact,
    withdraw_agreement,
    write_template,
    write_to_person,
)
from consent.links import token_of
from consent.models import AccessLogEntry, Link, Message, MessageTemplate
from consent.tests.factories import a_command, make_person, make_service, make_staff
from core.models import Export
from core.scope import scope_of_staff

BY = a_command()
WORDS = {
    "name": "First try",
    "about": "group",
    "says_who": False,
    "subject": "You asked us to be in touch",
    "text": "Hello {name}, would you like to talk?",
}


@pytest.fixture
def service(db, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "sms"
    return make_service()


def signed_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def worker(service):
    return signed_in(make_staff(service, "str_worker", "Stevie Support"))


@pytest.fixture
def manager(service):
    return signed_in(make_staff(service, "manager", "Morgan Manager"))


def somebody(service, *channels, says_who=True, **details):
    details = {"address": "1 High Street", "phone": "07700 900 123", "email": "sam@example.org", **details}
    person = make_person(service, ways=(), **details)
    for channel in channels:
        set_safe_contact(by=BY, person=person, channel=channel, allowed=True, may_say_who=says_who)
    return person


def written(person, channel, **words):
    words = {"about": "news", "subject": "News", "text": f"Hello {person.name_to_use}", **words}
    return outbox.queue_message(by=BY, person=person, channel=channel, **words)


# --- The outbox


def test_it_shows_what_was_sent_what_waits_and_what_was_stopped_and_why(service, worker):
    with scope_of_staff(service):
        sam = somebody(service, "text", "letter")
        written(sam, "text")
        outbox.send_waiting(service)
        written(sam, "letter")
        written(somebody(service, name_to_use="Kit"), "email")
        outbox.send_waiting(service)
    page = worker.get(reverse("outbox")).text
    for words in ("Sent", "Waits to be printed and posted", "Stopped: No safe way to contact them is known."):
        assert words in page
    assert "Hello Sam" not in page, "What it says is on its own page, whose opening is logged."


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ({"q": "kit"}, "Kit", "Sam<"),
        ({"show": "stopped"}, "Kit", "Sam<"),
        ({"channel": "letter"}, "Sam<", "Kit"),
        ({"to_day_day": "1", "to_day_month": "1", "to_day_year": "2020"}, "Nothing fits", "Sam<"),
        ({"from_day_day": "32", "from_day_month": "1", "from_day_year": "2020"}, "must be a real date", "Sam<"),
    ],
)
def test_it_is_filtered_and_searched(service, worker, asked, there, gone):
    with scope_of_staff(service):
        written(somebody(service, "letter"), "letter")
        written(somebody(service, name_to_use="Kit"), "email")
        outbox.send_waiting(service)
    page = worker.get(reverse("outbox"), asked).text
    assert there in page and gone not in page


def test_it_asks_the_database_no_more_for_more_messages(service, worker, django_assert_max_num_queries):
    with scope_of_staff(service):
        for _ in range(20):
            written(somebody(service, "letter"), "letter")
    with django_assert_max_num_queries(8):
        worker.get(reverse("outbox"))


def test_it_is_taken_out_as_a_file_without_what_messages_say_and_that_is_noted(service, worker):
    with scope_of_staff(service):
        written(somebody(service, "letter"), "letter")
    file = worker.get(reverse("outbox_file"), {"channel": "letter"}).getvalue().decode()
    assert "Waits to be printed and posted" in file and "Hello Sam" not in file
    with scope_of_staff(service):
        assert Export.objects.get().what == "messages"


def test_reading_one_is_logged(service, worker):
    with scope_of_staff(service):
        message = written(somebody(service, "letter"), "letter")
    assert "Hello Sam" in worker.get(reverse("message", args=[message.pk])).text
    with scope_of_staff(service):
        assert AccessLogEntry.objects.get(person=message.person).page == "message"


def test_an_outsider_and_those_who_open_no_records_see_nothing(service):
    with scope_of_staff(service):
        message = written(somebody(service, "letter"), "letter")
    outsider = signed_in(make_staff(make_service("Eastshire")))
    assert "Sam" not in outsider.get(reverse("outbox")).text
    assert "Sam" not in outsider.get(reverse("letters_to_post")).text
    for ask in (outsider.get, outsider.post):
        assert ask(reverse("message", args=[message.pk]), {"told": "yes"}).status_code == 404
    outsider.post(reverse("letters_to_post"), {"letter[]": str(message.pk)})
    for role in ("finance", "commissioner", "admin", "ig_lead"):
        assert signed_in(make_staff(service, role)).get(reverse("outbox")).status_code == 403
    with scope_of_staff(service):
        message.refresh_from_db()
    assert message.state == "waiting"


def test_a_restricted_persons_messages_are_gone_from_it(service, worker):
    with scope_of_staff(service):
        sam = somebody(service, "letter")
        message = written(sam, "letter")
        withdraw_agreement(by=BY, agreement=sam.agreements.get(purpose_id="record"), reason="They rang")
    assert "Sam" not in worker.get(reverse("outbox")).text
    assert worker.get(reverse("message", args=[message.pk])).status_code == 404


# --- Letters


def test_letters_are_printed_with_their_link_and_marked_as_posted(service, worker):
    with scope_of_staff(service):
        letter = written(somebody(service, "letter"), "letter")
    page = worker.get(reverse("letters_to_post")).text
    assert "1 High Street" in page and f"/r/{token_of(letter)}/" in page
    assert "to be printed and posted as letters" in worker.get(reverse("today")).text
    answer = worker.post(reverse("letters_to_post"), {"letter[]": [str(letter.pk), "nonsense"]}, follow=True)
    assert "1 letter is marked as posted." in answer.text
    with scope_of_staff(service):
        letter.refresh_from_db()
        assert (letter.state, letter.sent_by.name) == ("sent", "Stevie Support")
        assert Link.objects.count() == 1
    assert "Change how you contact me" in Client().get(f"/r/{token_of(letter)}/").text


def test_one_more_letter_costs_no_more_than_the_note_that_it_was_read(service, worker, django_assert_max_num_queries):
    with scope_of_staff(service):
        for _ in range(10):
            written(somebody(service, "letter"), "letter")
    with django_assert_max_num_queries(15 + 10):
        worker.get(reverse("letters_to_post"))


def test_a_letter_that_may_not_be_sent_any_more_is_neither_printed_nor_posted(service, worker):
    with scope_of_staff(service):
        sam = somebody(service, "letter")
        letter = written(sam, "letter")
        set_safe_contact(by=BY, person=sam, channel="letter", allowed=False)
    page = worker.get(reverse("letters_to_post")).text
    assert "may not be sent now" in page and "1 High Street" not in page
    answer = worker.post(reverse("letters_to_post"), {"letter[]": str(letter.pk)}, follow=True)
    assert "1 letter is stopped: do not post." in answer.text
    with scope_of_staff(service):
        letter.refresh_from_db()
    assert letter.state == "stopped"


# --- Telephone and face to face


@pytest.mark.parametrize(("channel", "task"), [("telephone", "Ring Sam"), ("worker", "Tell Sam face to face")])
def test_ringing_and_telling_face_to_face_are_tasks_of_the_day(service, worker, channel, task):
    with scope_of_staff(service):
        message = written(somebody(service, channel), channel)
    assert task in worker.get(reverse("today")).text
    assert "Were they told?" in worker.get(reverse("message", args=[message.pk])).text
    answer = worker.post(reverse("message", args=[message.pk]), {"told": "yes"}, follow=True)
    assert "It is noted that they were told." in answer.text
    with scope_of_staff(service):
        message.refresh_from_db()
    assert message.state == "sent" and task not in worker.get(reverse("today")).text


def test_giving_up_needs_a_reason_and_stops_it(service, worker):
    with scope_of_staff(service):
        message = written(somebody(service, "telephone"), "telephone")
    url = reverse("message", args=[message.pk])
    assert "Enter why it is given up" in worker.post(url, {"told": "no"}).text
    worker.post(url, {"told": "no", "why": "The number is dead"})
    with scope_of_staff(service):
        message.refresh_from_db()
    assert (message.state, message.stopped_because) == ("stopped", "The number is dead")
    assert "does not wait any more" in worker.post(url, {"told": "yes"}).text


def test_after_a_withdrawal_nobody_is_noted_as_told(service, worker):
    with scope_of_staff(service):
        sam = somebody(service, "telephone")
        message = written(sam, "telephone")
        set_safe_contact(by=BY, person=sam, channel="telephone", allowed=False)
    page = worker.post(reverse("message", args=[message.pk]), {"told": "yes"}, follow=True).text
    assert "This was stopped, since they may not be told" in page


# --- Written beforehand


def test_a_draft_is_written_read_as_an_invented_person_and_published(service, manager, worker):
    manager.post(reverse("write_template"), WORDS | {"says_who": "no"})
    with scope_of_staff(service):
        draft = MessageTemplate.objects.get()
    page = manager.get(reverse("template", args=[draft.pk])).text
    assert "Hello Jo, would you like to talk?" in page
    assert "Ask Ada on 0161 496 0000." in page and "[link]" in page
    assert "Use it from now on" not in worker.get(reverse("template", args=[draft.pk])).text
    assert "A manager decides" in worker.post(reverse("template", args=[draft.pk]), {"do": "publish"}).text
    assert (
        "is in use from now on"
        in manager.post(reverse("template", args=[draft.pk]), {"do": "publish"}, follow=True).text
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": "Hello {name}, from the police station"}, "The text says “police”, which tells of the police."),
        ({"subject": "Your day in court"}, "The subject says “court”, which tells of a court."),
        ({"text": "Your mental health"}, "which tells of somebody&#x27;s health"),
        ({"text": "Hello {surname}"}, "Nothing is known of {surname}."),
        ({"text": ""}, "Enter text"),
    ],
)
def test_words_that_give_something_away_are_refused_beside_their_field(service, manager, wrong, says):
    page = manager.post(reverse("write_template"), WORDS | {"says_who": "no"} | wrong).text
    assert says in page and "<title>Error:" in page
    with scope_of_staff(service):
        assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("DISCREET_BASE_URL", "https://northshire-liaison.example.org", "host"),
        ("DISCREET_BASE_URL", "https://example.org/police", "path"),
        ("DISCREET_FROM", "L&D team <team@example.org>", "sender"),
    ],
)
def test_a_host_or_a_sender_that_gives_something_away_is_refused_too(service, manager, settings, name, value, part):
    setattr(settings, name, value)
    assert f"The {part} says" in manager.post(reverse("write_template"), WORDS | {"says_who": "no"}).text
    assert manager.post(reverse("write_template"), WORDS | {"says_who": "yes"}).status_code == 302


def test_what_is_published_stays_and_what_is_retired_is_offered_to_nobody(service, manager):
    with scope_of_staff(service):
        template = publish_template(by=BY, template=write_template(by=BY, service=service, **WORDS))
        sam = somebody(service, "text")
    page = manager.post(
        reverse("change_template", args=[template.pk]), WORDS | {"says_who": "no", "text": "Other"}
    ).text
    assert "What is published stays as it is." in page
    url = reverse("write_to_person", args=[sam.reference])
    assert "First try" in manager.get(url).text
    with scope_of_staff(service):
        retire_template(by=BY, template=template)
    assert "No message is in use yet" in manager.get(url).text


def test_a_message_is_read_before_it_is_written_to_a_person(service, worker):
    with scope_of_staff(service):
        template = publish_template(by=BY, template=write_template(by=BY, service=service, **WORDS))
        sam = somebody(service, "text", "worker", says_who=False)
    url = reverse("write_to_person", args=[sam.reference]) + f"?template={template.pk}&channel="
    assert "Hello Sam, would you like to talk?" in worker.get(url + "text").text
    with scope_of_staff(service):
        assert not Message.objects.exists()
    assert "It waits to be sent." in worker.post(url + "text", follow=True).text
    assert "among today" in worker.post(url + "worker", follow=True).text
    assert "Select a way of contact" in worker.get(url + "email").text
    with scope_of_staff(service):
        assert outbox.send_waiting(service) == 1


def test_words_that_may_tell_who_writes_go_only_where_we_may_say_so(service, worker):
    with scope_of_staff(service):
        words = WORDS | {"says_who": True, "text": "Hello {name}, from your Liaison and Diversion team"}
        template = publish_template(by=BY, template=write_template(by=BY, service=service, **words))
        sam = somebody(service, "text", says_who=False)
    url = reverse("write_to_person", args=[sam.reference]) + f"?template={template.pk}&channel=text"
    assert "not safe for what the message says" in worker.get(url).text
    worker.post(url)
    with scope_of_staff(service):
        assert not Message.objects.exists()


def test_nothing_is_written_to_somebody_who_may_not_be_contacted(service, worker):
    with scope_of_staff(service):
        publish_template(by=BY, template=write_template(by=BY, service=service, **WORDS))
        sam = somebody(service, "text")
        withdraw_agreement(by=BY, agreement=sam.agreements.get(purpose_id="contact"), reason="They rang")
    page = worker.get(reverse("write_to_person", args=[sam.reference])).text
    assert "Nothing may be written to them now." in page


def test_a_last_look_stops_words_that_say_too_much_whoever_wrote_them(service):
    with scope_of_staff(service):
        sam = somebody(service, "text", says_who=False)
        message = written(sam, "text", text="See you at court")
        assert outbox.send_waiting(service) == 0
        message.refresh_from_db()
        assert message.stopped_because == "The text says “court”, which tells of a court."


def test_every_message_says_whom_to_ring_or_how_to_ask(service):
    with scope_of_staff(service):
        sam = somebody(service, "text")
        assert "Ask Ada on 0161 496 0000." in written(sam, "text").text
        assert written(sam, "text", text="Ring Ada on 0161 496 0000").text.count("0161 496 0000") == 1
    silent = make_service("Silent", contact_phone="", contact_name="")
    with scope_of_staff(silent):
        assert "You can ask any worker you know." in written(somebody(silent, "text"), "text").text


def test_of_two_who_write_the_same_to_one_person_each_is_a_message(service):
    with scope_of_staff(service):
        template = publish_template(by=BY, template=write_template(by=BY, service=service, **WORDS))
        sam = somebody(service, "text")
        for _ in range(2):
            write_to_person(by=BY, person=sam, template=template, channel="text")
        assert Message.objects.count() == 2
