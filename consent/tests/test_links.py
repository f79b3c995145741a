"""Links in messages: opening one changes nothing and names nobody, a change is made once, and guessing gets nowhere."""

import re
from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from consent import actions, outbox, rules
from consent.links import hash_of, read_link, token_of
from consent.models import Link, Message, Person
from consent.tests.factories import a_command, make_person, make_service
from core import actors, clock
from core.scope import NO_SCOPE, scope, scope_of_staff, set_scope

BY = a_command()
HOST = "https://messages.example.org"


@pytest.fixture(autouse=True)
def discreet(settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "sms"
    settings.DISCREET_BASE_URL = HOST
    settings.DISCREET_FROM = "Robin <robin@messages.example.org>"
    return tmp_path


@pytest.fixture
def service(db):
    set_scope(NO_SCOPE)
    service = make_service()
    with scope_of_staff(service):
        yield service


def somebody(service, channel="text", **details):
    details = {"phone": "07700 900 123", "email": "sam@people.example.org", **details}
    person = make_person(service, ways=(), **details)
    actions.set_safe_contact(by=BY, person=person, channel=channel, allowed=True, may_say_who=True)
    return person


def sent_to(person, channel="text"):
    """The token in a message that has left."""
    message = outbox.queue_message(
        by=BY, person=person, about="news", channel=channel, subject="News", text="Hello Sam"
    )
    assert "[link]" in message.text
    assert outbox.send_waiting(person.service) == 1
    return token_of(message)


@pytest.fixture
def sam(service):
    return somebody(service)


def page(token, rest=""):
    return f"/r/{token}/{rest}"


def as_staff(service, read):
    with scope_of_staff(service):
        return read()


# --- What stands in the message


def test_a_message_carries_a_link_on_the_discreet_host_and_what_is_kept_does_not(sam, discreet):
    token = sent_to(sam)
    [file] = (discreet / "sms").glob("*.txt")
    assert f"{HOST}/r/{token}/" in file.read_text()
    kept = Message.objects.get()
    assert "[link]" in kept.text and token not in kept.text and HOST not in kept.text


def test_an_email_leaves_from_the_discreet_sender_with_its_link(service):
    token = sent_to(somebody(service, "email"), "email")
    [sent] = mail.outbox
    assert sent.from_email == "Robin <robin@messages.example.org>"
    assert f"{HOST}/r/{token}/" in sent.body


def test_the_database_keeps_ids_and_a_hash_and_no_token(sam):
    token = sent_to(sam)
    link = Link.objects.get()
    assert (link.digest, link.kind, link.target) == (hash_of(token), "contact", str(sam.pk))
    assert timedelta(days=89) < link.ends_at - timezone.now() <= timedelta(days=90)
    assert re.fullmatch(r"[-_A-Za-z0-9]{22}", token)


def test_a_message_sent_twice_after_a_crash_carries_the_same_link(sam, monkeypatch):
    message = outbox.queue_message(by=BY, person=sam, about="news", channel="text", subject="", text="Hello")
    texts = []
    monkeypatch.setattr(outbox, "send_text", lambda *, text, **_: texts.append(text))
    with pytest.raises(KeyboardInterrupt), monkeypatch.context() as killed:
        killed.setattr(outbox, "record_sent", interrupt)
        outbox.send_waiting(sam.service)
    Message.objects.update(lease_until=None)
    outbox.send_waiting(sam.service)
    assert len(texts) == 2 and texts[0] == texts[1] and token_of(message) in texts[0]
    assert Link.objects.count() == 1


def interrupt(**kwargs):
    raise KeyboardInterrupt


# --- Opening it


@pytest.mark.parametrize("rest", ["", "contact/", "stop/", "withdraw/"])
def test_opening_it_names_nobody_and_changes_nothing(sam, rest):
    token = sent_to(sam)
    before = as_staff(sam.service, lambda: everything(sam))
    for _ in range(3):
        shown = Client().get(page(token, rest))
        assert shown.status_code == 200
        for secret in ("Sam", "07700", "900 123", "people.example.org", "Liaison", "Diversion", "NHS", sam.reference):
            assert secret not in shown.text
    assert as_staff(sam.service, lambda: everything(sam)) == before


def everything(person):
    return (
        list(person.agreements.values_list("pk", "ended_at")),
        list(person.safe_contacts.values_list("pk", "allowed", "ended_at")),
        list(Message.objects.values_list("pk", "state")),
        list(Link.objects.values_list("pk", "used_at")),
    )


def test_it_says_whom_to_ring(sam):
    assert "You can ring Ada on 0161 496 0000." in Client().get(page(sent_to(sam))).text


def test_a_scanner_that_sends_head_or_options_changes_nothing(sam):
    token = sent_to(sam)
    for method in ("head", "options", "put", "delete"):
        getattr(Client(), method)(page(token, "stop/"))
    assert as_staff(sam.service, lambda: rules.may_contact(Person.objects.get(pk=sam.pk)))


# --- Using it


def test_stopping_acts_at_once_and_is_recorded_as_done_by_a_link(sam):
    token = sent_to(sam)
    with scope_of_staff(sam.service):
        waiting = outbox.queue_message(by=BY, person=sam, about="news", channel="text", subject="", text="More")
    answer = Client().post(page(token, "stop/"), follow=True)
    assert "We will not contact you any more" in answer.text
    with scope_of_staff(sam.service):
        agreement = sam.agreements.get(purpose_id="contact")
        assert (agreement.ended_kind, agreement.ended_by_kind) == ("withdrawn", "link")
        assert sam.agreements.get(purpose_id="record").ended_at is None
        waiting.refresh_from_db()
        assert waiting.state == "stopped"
        assert outbox.send_waiting(sam.service) == 0
        assert Link.objects.get(digest=hash_of(token)).used_by_kind == "link"


def test_taking_back_everything_restricts_the_record(sam):
    token = sent_to(sam)
    answer = Client().post(page(token, "withdraw/"), follow=True)
    assert "You have taken back everything you agreed to" in answer.text
    with scope_of_staff(sam.service):
        assert not sam.agreements.open().filter(answer="given").exists()
        assert rules.is_restricted(Person.objects.get(pk=sam.pk))
        assert sam.restrictions.get().recorded_by_kind == "link"


def test_changing_how_they_are_contacted_acts_at_once(sam):
    token = sent_to(sam)
    choices = {"text": "no", "email": "yes", "telephone": "yes", "worker": "yes", "days": "weekdays"}
    answer = Client().post(page(token, "contact/"), choices | {"from_time": "9am", "until_time": "5pm"}, follow=True)
    assert "Your choices are saved" in answer.text
    with scope_of_staff(sam.service):
        in_force = {rule.channel: rule for rule in sam.safe_contacts.filter(ended_at=None)}
        assert {channel: rule.allowed for channel, rule in in_force.items()} == {
            "text": False,
            "email": True,
            "telephone": True,
            "worker": True,
        }
        email = in_force["email"]
        assert (email.days, email.from_time, email.until_time) == ("weekdays", time(9), time(17))
        assert (email.may_say_who, email.recorded_by_kind) == (False, "link")
        assert not rules.may_be_sent(Person.objects.get(pk=sam.pk), "text")


def test_what_was_agreed_beside_a_way_that_stays_is_kept(sam):
    token = sent_to(sam)
    Client().post(page(token, "contact/"), {"text": "yes", "email": "no", "telephone": "no", "worker": "no"})
    with scope_of_staff(sam.service):
        assert sam.safe_contacts.get(channel="text", ended_at=None).may_say_who


def test_whoever_says_that_they_will_contact_us_is_contacted_by_nobody(sam):
    token = sent_to(sam)
    # Whatever was chosen below does not count then, and nothing has to be.
    sent = {"contact_us": "on", "from_time": "nonsense"}
    assert "Your choices are saved" in Client().post(page(token, "contact/"), sent, follow=True).text
    with scope_of_staff(sam.service):
        assert [rule.channel for rule in sam.safe_contacts.filter(ended_at=None)] == ["self"]
        may = rules.may_be_sent(Person.objects.get(pk=sam.pk), "text")
        assert not may and may.why == "They said that they will contact us. Nobody contacts them."
        later = sam.follow_ups.get()
        assert (later.reason, later.owner) == ("They said that they will contact us", None)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Select yes or no"),
        ({"from_time": "9am"}, "Give both times, or none"),
        ({"from_time": "5pm", "until_time": "9am"}, "The second time must be later than the first"),
        ({"days": "never"}, "Select"),
        ({"from_time": "\x00<script>"}, "must be a time"),
    ],
)
def test_a_mistake_keeps_the_link_and_says_what_to_do(sam, sent, says):
    token = sent_to(sam)
    shown = Client().post(page(token, "contact/"), sent)
    assert shown.status_code == 200 and says in shown.text and "<title>Error:" in shown.text
    assert as_staff(sam.service, lambda: Link.objects.get().used_at) is None


# --- After it


def test_it_dies_with_the_change_and_cannot_be_replayed(sam):
    token = sent_to(sam)
    client = Client()
    client.post(page(token, "stop/"))
    before = as_staff(sam.service, lambda: everything(sam))
    for rest in ("", "contact/", "stop/", "withdraw/"):
        assert "does not work any more" in client.get(page(token, rest)).text
    for rest in ("contact/", "stop/", "withdraw/"):
        assert "does not work any more" in client.post(page(token, rest), {"text": "yes"}).text
    assert as_staff(sam.service, lambda: everything(sam)) == before


def test_it_dies_after_90_days(service):
    sam = somebody(service)
    with clock.at(timezone.now() - timedelta(days=90, minutes=1)):
        token = sent_to(sam)
    assert "does not work any more" in Client().get(page(token)).text


def test_two_presses_at_one_moment_make_one_change(sam):
    link = read_link(sent_to(sam))
    actions.stop_contact_by_link(by=actors.link(link), link=link)
    with pytest.raises(Exception, match="does not work any more"):
        actions.withdraw_by_link(by=actors.link(link), link=link)


def test_a_dead_link_offers_a_new_one_which_goes_to_the_safe_channel_only(service, discreet):
    sam = somebody(service, "email")
    token = sent_to(sam, "email")
    Client().post(page(token, "stop/"))
    answer = Client().post(page(token, "new/"), follow=True)
    assert "Look out for a new link" in answer.text
    with scope_of_staff(service):
        assert outbox.send_waiting(service) == 1, "A reply they asked for needs no agreement to be contacted."
    assert mail.outbox[-1].to == ["sam@people.example.org"]
    fresh = re.search(r"/r/([-\w]{22})/", mail.outbox[-1].body)[1]
    assert fresh != token
    assert "What would you like to do?" in Client().get(page(fresh)).text
    assert not (discreet / "sms").exists()


def test_no_new_link_is_sent_where_no_way_is_safe_or_the_record_is_restricted(service):
    for end in (
        lambda sam: actions.set_safe_contact(by=BY, person=sam, channel="text", allowed=False),
        lambda sam: actions.withdraw_agreement(
            by=BY, agreement=sam.agreements.get(purpose_id="record"), reason="They rang"
        ),
    ):
        with scope_of_staff(service):
            sam = somebody(service)
            token = sent_to(sam)
            end(sam)
        Client().post(page(token, "new/"))
        with scope_of_staff(service):
            assert not Message.objects.filter(about="new link").exists()


def test_asking_again_and_again_sends_one(sam):
    token = sent_to(sam)
    Client().post(page(token, "stop/"))
    for _ in range(5):
        Client().post(page(token, "new/"))
    with scope_of_staff(sam.service):
        assert Message.objects.filter(about="new link").count() == 1


# --- Attacks


def test_a_token_that_was_never_sent_looks_like_one_that_is_used_up(sam):
    token = sent_to(sam)
    Client().post(page(token, "stop/"))
    never = "A" * 22
    for rest in ("", "stop/", "contact/", "withdraw/"):
        one, other = Client().get(page(token, rest)), Client().get(page(never, rest))
        assert one.status_code == other.status_code
        assert plain(one, token) == plain(other, never)
    known, unknown = Client().post(page(token, "new/")), Client().post(page(never, "new/"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def plain(response, token):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text).replace(token, "")


def test_guessing_is_stopped_for_the_address_it_comes_from(sam):
    token = sent_to(sam)
    client = Client()
    for number in range(30):
        assert client.get(page(f"{number:022}")).status_code == 200
    assert client.get(page("guess")).status_code == 429
    assert client.post(page("guess", "withdraw/")).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get(page(token)).status_code == 200


def test_asking_for_new_links_is_limited(db):
    answers = [Client().post(page("B" * 22, "new/")).status_code for _ in range(12)]
    assert answers == [302] * 10 + [429] * 2


@pytest.mark.parametrize("token", ["a", "x" * 500, "0", "-", "'--", "%00", "..%2f..", "<script>"])
def test_nonsense_is_answered_plainly(db, token):
    assert Client().get(f"/r/{token}/").status_code in (200, 404)


def test_a_link_reaches_its_person_and_nobody_else(service):
    sam, kit = somebody(service), somebody(service, phone="07700 900 124", name_to_use="Kit")
    token = sent_to(sam)
    with scope(NO_SCOPE):
        Client().post(page(token, "withdraw/"))
    with scope_of_staff(service):
        assert rules.may_contact(Person.objects.get(pk=kit.pk))
        assert not rules.may_contact(Person.objects.get(pk=sam.pk))


def test_the_form_needs_its_csrf_token(sam):
    token = sent_to(sam)
    assert Client(enforce_csrf_checks=True).post(page(token, "withdraw/")).status_code == 403
