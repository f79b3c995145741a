"""What somebody does on their own pages: reads what they said, takes it back, answers again, says what is safe."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import outbox, rules
from consent.actions import end_agreement, record_answer, set_safe_contact
from consent.models import Message, Person, Purpose
from consent.models.agreements import Answer, Route
from consent.tests.factories import (
    a_command,
    in_days,
    make_account,
    make_person,
    make_service,
    make_staff,
    publish_next,
)
from consent.tests.situations import adult, child_of_parents_who_differ, recorded
from core.scope import NO_SCOPE, scope_of_staff, set_scope

BY = a_command()
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service():
    set_scope(NO_SCOPE)
    return make_service()


def signed_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


class Own:
    """Somebody with an account, at their own pages."""

    def __init__(self, service, person):
        self.service, self.key = service, person.pk
        self.client = signed_in(make_account(service, person))

    @property
    def person(self):
        return Person.objects.get(pk=self.key)

    def gets(self, name, *args):
        return self.client.get(reverse(name, args=args))

    def sends(self, name, *args, **data):
        return self.client.post(reverse(name, args=args), data, follow=True)

    def agreement(self, purpose):
        with scope_of_staff(self.service):
            return self.person.agreements.open().get(purpose_id=purpose)


@pytest.fixture
def sam(service):
    with scope_of_staff(service):
        return Own(service, adult(BY, service))


# --- Reading it


def test_everything_they_said_is_there_with_the_words_they_were_shown(service, sam):
    page = sam.gets("my_consent").text
    assert page.count("You said yes on ") == 4
    with scope_of_staff(service):
        for agreement in sam.person.agreements.select_related("wording"):
            assert agreement.wording.question in page
    assert "Kim Advocate" in page
    assert page.count("Change my mind") == 4


def test_what_ended_stays_readable(service, sam):
    with scope_of_staff(service):
        end_agreement(by=BY, agreement=sam.agreement("contact"), reason="Not needed")
    page = sam.gets("my_consent").text
    assert "does not count any more" in page and "What was said before" in page


def test_what_they_were_not_asked_they_can_answer(service):
    with scope_of_staff(service):
        own = Own(service, make_person(service, contact="not_asked"))
    page = own.gets("my_consent").text
    assert reverse("my_answer_to", args=["contact"]) in page and reverse("my_answer_to", args=["equality"]) in page


def test_nobody_reads_or_ends_what_somebody_else_said(service, sam):
    with scope_of_staff(service):
        other = Own(service, make_person(service, name_to_use="Neighbour"))
    key = other.agreement("contact").pk
    assert sam.gets("my_take_back", key).status_code == 404
    assert sam.sends("my_take_back", key).status_code == 404
    assert "Neighbour" not in sam.gets("my_consent").text
    outsider = signed_in(make_staff(service))
    for name in ("my_consent", "my_contact", "my_name"):
        assert outsider.get(reverse(name)).status_code == 403


# --- Taking it back


def test_it_is_said_beforehand_what_taking_back_does_and_opening_the_page_does_nothing(service, sam):
    agreement = sam.agreement("contact")
    page = sam.gets("my_take_back", agreement.pk).text
    assert "We do not contact you about being involved any more. Nothing that was waiting is sent." in page
    assert "Stop contacting me" in page
    assert sam.agreement("contact").ended_at is None


def test_contact_is_taken_back_at_once_and_stops_what_waits(service, sam):
    with scope_of_staff(service):
        set_safe_contact(by=BY, person=sam.person, channel="text", allowed=True)
        words = {"about": "news", "channel": "text", "subject": "", "text": "Hello"}
        waiting = outbox.queue_message(by=BY, person=sam.person, **words)
    agreement = sam.agreement("contact")
    page = sam.sends("my_take_back", agreement.pk).text
    assert "We will not contact you about being involved any more. This counts from now on." in page
    with scope_of_staff(service):
        agreement.refresh_from_db()
        assert (agreement.ended_kind, agreement.ended_by_kind) == ("withdrawn", "person")
        assert not rules.may_contact(sam.person)
        assert Message.objects.get(pk=waiting.pk).state == "stopped"
    assert sam.gets("my_take_back", agreement.pk).status_code == 404


def test_taking_back_everything_restricts_the_record_and_they_can_still_read_it(service, sam):
    page = sam.gets("my_take_back", sam.agreement("record").pk).text
    assert "Only you and the person who looks after information here can read it." in page
    assert "We tell Kim Advocate nothing more" in page
    page = sam.sends("my_take_back", sam.agreement("record").pk).text
    assert "You have taken back everything you agreed to." in page and "Change my mind" not in page
    with scope_of_staff(service):
        assert rules.is_restricted(sam.person)
        assert not sam.person.agreements.open().filter(answer=Answer.GIVEN).exists()
    for name in ("my_home", "my_consent", "my_contact"):
        assert sam.gets(name).status_code == 200
    assert "Change this" not in sam.gets("my_contact").text
    assert sam.sends("my_name", name_to_use="Alex").status_code == 200
    with scope_of_staff(service):
        assert sam.person.name_to_use != "Alex"


def test_sharing_is_taken_back_for_one_recipient_alone(service, sam):
    with scope_of_staff(service):
        record_answer(
            by=BY,
            person=sam.person,
            purpose_key="share",
            answer="given",
            wording=sam.agreement("share").wording,
            recipient={"kind": "organisation", "name": "Open Door", "address": ""},
            information="My name",
        )
        kim = sam.person.agreements.open().get(recipient__name="Kim Advocate")
    sam.sends("my_take_back", kim.pk)
    with scope_of_staff(service):
        left = sam.person.agreements.open().filter(purpose_id="share", answer="given")
        assert [agreement.recipient.name for agreement in left] == ["Open Door"]


def test_what_others_agreed_for_them_is_relied_on_no_more_when_they_say_so(service):
    with scope_of_staff(service):
        own = Own(service, child_of_parents_who_differ(BY, service))
        given = own.person.agreements.open().filter(answer="given").exclude(ground="person").first()
    own.sends("my_take_back", given.pk)
    with scope_of_staff(service):
        given.refresh_from_db()
        assert (given.ended_kind, given.ended_by_kind) == ("ended", "person")


# --- Answering again


def test_they_say_yes_again_in_the_words_in_force_and_it_counts_at_once(service, sam):
    sam.sends("my_take_back", sam.agreement("contact").pk)
    page = sam.gets("my_answer_to", "contact")
    assert "Answer again" in sam.gets("my_consent").text
    page = sam.sends("my_answer_to", "contact", words=shown(page), answer="yes").text
    assert "You said yes. Thank you. This counts from now on." in page
    answer = sam.agreement("contact")
    assert (answer.answer, answer.route, answer.recorded_by_kind) == (Answer.GIVEN, Route.OWN_PAGE, "person")
    with scope_of_staff(service):
        assert rules.may_contact(sam.person)


def shown(page):
    return str(page.context["form"].wording.pk)


def test_yes_may_wait_for_a_day(service, sam):
    page = sam.gets("my_answer_to", "contact")
    day = in_days(40)
    data = {"ask_on_day": day.day, "ask_on_month": day.month, "ask_on_year": day.year}
    assert "From which day?" in page.text
    sam.sends("my_answer_to", "contact", words=shown(page), answer="later", **data)
    with scope_of_staff(service):
        assert rules.asked_for_day(sam.person) == day


def test_a_no_takes_the_place_of_a_yes(service, sam):
    page = sam.gets("my_answer_to", "contact")
    assert "You said no. That is fine." in sam.sends("my_answer_to", "contact", words=shown(page), answer="no").text
    assert sam.agreement("contact").answer == Answer.REFUSED


def test_nothing_chosen_and_words_that_changed_meanwhile_keep_the_page(service, sam):
    page = sam.gets("my_answer_to", "contact")
    assert "Select yes or no" in sam.sends("my_answer_to", "contact", words=shown(page)).text
    with scope_of_staff(service):
        publish_next(BY, page.context["form"].wording)
    again = sam.sends("my_answer_to", "contact", words=shown(page), answer="yes")
    assert "These words have changed. Read them again, then answer." in again.text
    assert sam.agreement("contact").route == Route.IN_PERSON


@pytest.mark.parametrize("purpose", ["record", "share", "publish"])
def test_what_has_to_be_talked_about_is_not_answered_here(service, sam, purpose):
    assert sam.gets("my_answer_to", purpose).status_code == 404


def test_a_child_is_asked_by_a_worker(service):
    with scope_of_staff(service):
        own = Own(service, child_of_parents_who_differ(BY, service))
        assert not rules.may_answer_on_own_page(own.person, Purpose.EQUALITY)
    page = own.sends("my_answer_to", "equality", answer="yes").text
    assert "You cannot answer this here today" in page
    with scope_of_staff(service):
        assert not own.person.agreements.filter(purpose_id="equality").exists()


# --- Ways of contact


def test_each_way_says_whether_how_and_when_it_is_used(service, sam):
    with scope_of_staff(service):
        hours = {"days": "weekdays", "from_time": time(9), "until_time": time(17)}
        set_safe_contact(by=BY, person=sam.person, channel="telephone", allowed=True, may_say_who=True, **hours)
        set_safe_contact(by=BY, person=sam.person, channel="text", allowed=False)
    page = " ".join(sam.gets("my_contact").text.split())
    assert "You told us: Monday to Friday, 09:00 to 17:00" in page and "We may say who we are." in page
    assert "No, we do not use this way." in page and "You have not told us, so we do not use this way." in page
    assert "We have no postal address for you." in page


def test_they_change_a_way_and_it_counts_at_once(service, sam):
    data = {"allowed": "yes", "may_say_who": "on", "days": "weekends", "from_time": "10am", "until_time": "4pm"}
    page = sam.sends("my_way", "text", **data, safe_times="").text
    assert "We may use this way: text messages. This counts from now on." in page
    with scope_of_staff(service):
        rule = sam.person.safe_contacts.get(channel="text", ended_at=None)
        assert (rule.allowed, rule.may_say_who, rule.days, rule.from_time) == (True, True, "weekends", time(10))
        assert rule.recorded_by_kind == "person"
        assert rule.review_on is None  # as it was agreed before
    sam.sends("my_way", "telephone", allowed="yes", days="any")
    with scope_of_staff(service):
        rule = sam.person.safe_contacts.get(channel="telephone", ended_at=None)
        assert (rule.days, rule.review_on) == ("", timezone.localdate() + timedelta(days=90))
    assert "We do not use this way any more: text messages." in sam.sends("my_way", "text", allowed="no").text
    with scope_of_staff(service):
        assert not sam.person.safe_contacts.get(channel="text", ended_at=None).allowed


def test_a_mistake_in_a_way_keeps_what_was_typed(service, sam):
    assert "Select yes or no" in sam.sends("my_way", "text").text
    page = sam.sends(
        "my_way", "telephone", allowed="yes", from_time="9am", days="any", safe_times="Not the landline"
    ).text
    assert "Give both times, or none" in page and "Not the landline" in page


def test_a_way_that_needs_what_we_do_not_have_is_not_there(service, sam):
    assert sam.gets("my_way", "letter").status_code == 404
    assert sam.gets("my_way", "pigeon").status_code == 404


def test_who_says_no_to_email_is_told_what_it_means_for_signing_in(service):
    with scope_of_staff(service):
        sam = Own(service, make_person(service))
    assert "you cannot sign in any more" in sam.gets("my_way", "email").text
    assert "you cannot sign in any more" not in sam.gets("my_way", "text").text


def test_they_change_the_name_we_use(service, sam):
    page = sam.sends("my_name", name_to_use="Alex", pronouns="they").text
    assert "We call you Alex from now on." in page and "Your pronouns: they." in page
    assert "Enter a name to use" in sam.sends("my_name", name_to_use=" ").text
    with scope_of_staff(service):
        assert (sam.person.name_to_use, sam.person.connection) == ("Alex", "uses_now")


def test_my_page_leads_to_all_of_it(service):
    with scope_of_staff(service):
        own = Own(service, recorded(BY, service))
    page = own.gets("my_home").text
    for name in ("my_consent", "my_contact", "my_receipt"):
        assert reverse(name) in page
