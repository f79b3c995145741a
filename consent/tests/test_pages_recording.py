"""Recording consent, one question a screen: eight answers make a record, and before the end nothing is one."""

import re
import threading
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions
from consent.journey import WALK
from consent.models import Agreement, Asked, DetailToAdd, Draft, FollowUp, Person, SafeContact
from consent.tests.factories import (
    a_command,
    in_days,
    make_person,
    make_service,
    make_site,
    make_staff,
    publish_next,
    wording,
)
from consent.tests.journeys import SHORTEST, Going
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def site(service):
    return make_site(service)


@pytest.fixture
def priya(service):
    return make_staff(service)


@pytest.fixture
def client(priya, site):
    client = Client()
    client.force_login(priya)
    return client


@pytest.fixture
def going(client, service, site):
    return Going(client, service, site)


def parts_of(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def nothing_is_stored(service):
    with scope_of_staff(service):
        return not (Person.objects.exists() or Agreement.objects.exists() or Asked.objects.exists())


def no_draft_is_left(service):
    with scope_of_staff(service):
        return not Draft.objects.exists()


# --- The shortest way


def test_the_shortest_way_is_eight_answers_on_at_most_ten_screens(client, service, site):
    """Counted as a browser would: every screen that is shown, and every answer that has to be given on it."""
    going, screens, answered = Going(client, service, site), 1, []
    while going.step:
        required = SHORTEST[going.step]
        assert len(required) == 1, "One question a screen."
        before = going.step
        empty = client.post(going.page.request["PATH_INFO"], {"wording": "", "draft": ""})
        assert b"There is a problem" in empty.content, f"{before} can be left out."
        going.answers(**{name: value or site.pk for name, value in required.items()})
        answered.append(before)
        screens += 1
    going.records()
    assert answered == ["help", "record", "name", "age", "site", "connection", "contact", "way"]
    assert len(answered) == 8 and screens <= 10
    with scope_of_staff(service):
        person = Person.objects.get()
        assert (person.name_to_use, person.age_band, person.site) == ("Samira", "18_over", site)
        answers = {a.purpose_id: (a.answer, a.wording.version, a.site) for a in person.agreements.all()}
        assert answers == {"record": ("given", 1, site), "contact": ("given", 1, site)}
        assert SafeContact.objects.get().channel == "worker"
    assert no_draft_is_left(service)


def test_nothing_is_stored_before_the_last_button_and_each_screen_says_what_was_kept(going, service):
    going.answers(**SHORTEST["help"])
    assert "Kept: what helps them, “None of these”." in going.text
    going.answers(**SHORTEST["record"])
    assert "They said yes: we may write down what they tell us, and keep it." in going.text
    going.answers(**SHORTEST["name"])
    assert "Kept: name to use, “Samira”." in going.text
    going.goes()
    assert "Check the answers" in going.text and nothing_is_stored(service)


def test_all_else_is_left_for_later_and_becomes_a_task_that_can_be_closed(going, client, service):
    going.goes(way={"channel": "telephone", "call_number": "0161 496 0001"}).records()
    assert "Samira is recorded" in going.text and "Still to add" in going.text
    with scope_of_staff(service):
        person = Person.objects.get()
    today = client.get(reverse("today")).content.decode()
    assert "Add full name, pronouns, date of birth and safe times for Samira" in today
    details = {"name_to_use": "Samira", "connection": "uses_now", "full_name": "Samira Sample"}
    born = parts_of("date_of_birth", date(1990, 5, 1))
    client.post(reverse("change_person", args=[person.reference]), {**details, **born})
    assert "Add pronouns and safe times for Samira" in client.get(reverse("today")).content.decode()
    url = reverse("details_to_add", args=[person.reference])
    assert b"There is a problem" in client.post(url, {}).content
    client.post(url, {"details": ["pronouns", "safe_times"], "outcome": "not_wanted"})
    assert "for Samira" not in client.get(reverse("today")).content.decode()
    with scope_of_staff(service):
        outcomes = dict(DetailToAdd.objects.values_list("detail", "outcome"))
    assert outcomes == {
        "full_name": "added", "date_of_birth": "added", "pronouns": "not_wanted", "safe_times": "not_wanted",
    }  # fmt: skip


def test_everything_that_may_be_said_is_recorded(going, service):
    going.goes(
        help={"other": "A quiet room", "language": "Urdu", "interpreter_needed": "on"},
        age=parts_of("date_of_birth", date(1990, 5, 1)),
        contact={"answer": "later"},
        later=parts_of("ask_on", in_days(9)),
        way={"channel": "telephone", "call_number": "0161 496 0001", "voicemail": "on", "safe_times": "After 6"},
    )
    going.opens("more").answers(full_name="Samira Sample", pronouns="she", present="Her solicitor", route="telephone")
    assert "Samira Sample" in going.text and "1 May 1990" in going.text and "0161 496 0001" in going.text
    going.records()
    assert f"They will be asked about involvement from {in_days(9):%-d %B %Y}." in going.text
    with scope_of_staff(service):
        person = Person.objects.get()
        assert (person.full_name, person.date_of_birth, person.phone) == (
            "Samira Sample", date(1990, 5, 1), "+441614960001",
        )  # fmt: skip
        assert (person.access_needs, person.language, person.interpreter_needed) == ("A quiet room", "Urdu", True)
        assert {(a.route, a.present) for a in person.agreements.all()} == {("telephone", "Her solicitor")}
        rule = SafeContact.objects.get()
        assert (rule.channel, rule.voicemail, rule.may_say_who, rule.safe_times) == (
            "telephone",
            True,
            False,
            "After 6",
        )
        assert FollowUp.objects.get().not_before == in_days(9)
        assert not DetailToAdd.objects.exists()


def test_every_answer_can_be_changed_at_the_end(going, service):
    going.goes()
    for step in SHORTEST:
        assert going.url("record_step", step=step) in going.text
    going.opens("name")
    assert 'value="Samira"' in going.text
    going.answers(name_to_use="Sameera")
    assert "Check the answers" in going.text and "Sameera" in going.text
    going.records()
    assert "Sameera is recorded" in going.text


def test_the_back_link_leads_to_the_question_before_with_its_answer(going):
    going.goes(until="age")
    assert f'href="{going.url("record_step", step="name")}"' in going.text
    assert 'value="Samira"' in going.opens("name").text
    assert f'href="{going.url("record_step", step="record")}"' in going.text


def test_the_paper_form_is_one_link_away_on_every_screen(going):
    while going.step:
        assert reverse("paper_form") in going.text
        going.goes(until=[*SHORTEST, ""][list(SHORTEST).index(going.step) + 1])


def test_no_question_can_be_jumped_over(going):
    going.answers(**SHORTEST["help"])
    for step in ("name", "way", "check", "nonsense"):
        page = going.client.get(reverse("record_step", args=[going.draft.pk, step]), follow=True)
        assert page.context["step"].key == "record", step


# --- The words to read out


def test_the_words_to_read_out_are_the_page_with_two_equal_answers(going, service):
    for step, words in (("record", "record"), ("contact", "contact")):
        going.goes(until=step)
        with scope_of_staff(service):
            said = wording(service, words)
        assert said.question in going.text and 'class="app-wording"' in going.text
        yes, no = going.text.index("They said yes<"), going.text.index("They said no<")
        buttons = [going.text[:at].rsplit("<button", 1)[1].split(" name=")[0] for at in (yes, no)]
        assert buttons[0] == buttons[1] and "checked" not in going.text


def test_whoever_needs_easy_read_is_asked_in_easy_read_and_the_record_says_so(going, service):
    going.goes(until="record", help={"common": ["easy_read"]})
    assert 'class="app-easy-read"' in going.text and "Show the standard words" in going.text
    going.goes(until="contact")
    assert 'class="app-easy-read"' in going.text
    going.goes().records()
    with scope_of_staff(service):
        assert {answer.wording.format for answer in Agreement.objects.all()} == {"easy_read"}


def test_the_reader_chooses_other_words_and_the_answer_is_to_those(going, service):
    going.goes(until="record")
    assert "Show it in easy read" in going.text
    going.page = going.client.get(going.page.request["PATH_INFO"], {"words": "easy_read"})
    sent = {"wording": going.page.context["form"]["wording"].value(), "answer": "yes"}
    url = going.url("record_step", step="record")
    assert "The words to read out have changed" in going.client.post(url, sent).content.decode()
    going.page = going.client.post(f"{url}?words=easy_read", sent, follow=True)
    going.goes().records()
    with scope_of_staff(service):
        formats = {answer.purpose_id: answer.wording.format for answer in Agreement.objects.all()}
        assert formats == {"record": "easy_read", "contact": "standard"}


def test_enter_presses_neither_yes_nor_no(going, service):
    going.goes(until="record")
    form = going.text[going.text.index('name="wording"') - 2000 : going.text.index("They said yes<")]
    first = re.search("<button[^>]*>", form[form.rindex("<form") :])[0]
    assert 'tabindex="-1"' in first and "name=" not in first and "disabled" not in first
    going.answers()
    assert "Press “They said yes” or “They said no”." in going.text and going.step == "record"


def test_a_no_stores_a_day_and_a_site_and_no_person(going, client, service, site):
    session = client.session
    session["recording_site"] = site.pk
    session.save()
    going.goes(until="record").answers(answer="no")
    assert "Nothing about the person was stored." in going.text
    assert no_draft_is_left(service)
    with scope_of_staff(service):
        assert not Person.objects.exists()
        asked = Asked.objects.get()
        assert (asked.site, asked.asked_on, asked.outcome) == (site, timezone.localdate(), "refused")


def test_a_no_sent_twice_is_counted_once(going, client, service):
    going.goes(until="record")
    url, sent = (
        going.page.request["PATH_INFO"],
        {"answer": "no", "wording": going.page.context["form"]["wording"].value()},
    )
    assert client.post(url, sent).headers["Location"] == reverse("asked")
    assert client.post(url, sent).status_code == 404
    with scope_of_staff(service):
        assert Asked.objects.count() == 1


@pytest.mark.parametrize("age", [{"age_band": "under_10"}, parts_of("date_of_birth", in_days(-3300))])
def test_of_a_child_under_ten_nothing_is_stored_and_the_safeguarding_lead_is_named(going, service, age):
    going.goes(age=age)
    assert going.step == "under-10" and "Tell the safeguarding lead." in going.text
    going.answers()
    assert "Nothing has been stored." in going.text and "safeguarding lead" in going.text
    assert nothing_is_stored(service) and no_draft_is_left(service)


def test_a_date_of_birth_that_was_mistyped_can_be_put_right_before_anything_is_thrown_away(going):
    going.goes(age=parts_of("date_of_birth", in_days(-300)))
    assert going.step == "under-10" and going.url("record_step", step="age") in going.text
    going.opens("age").answers(**parts_of("date_of_birth", date(1990, 1, 1)))
    assert going.step == "site"


@pytest.mark.parametrize("step", ["record", "contact"])
def test_words_replaced_while_they_are_on_the_screen_are_read_out_again(going, service, step):
    going.goes(until=step)
    with scope_of_staff(service):
        publish_next(by=a_command(), old=wording(service, step), question="New question?")
    going.answers(answer="yes")
    assert "The words to read out have changed." in going.text and "New question?" in going.text
    going.answers(answer="yes").goes().records()
    with scope_of_staff(service):
        assert Agreement.objects.get(purpose_id=step).wording.version == 2


@pytest.mark.parametrize("step", ["record", "contact"])
def test_an_answer_to_words_that_were_replaced_since_is_asked_for_again(going, service, step):
    going.goes()
    with scope_of_staff(service):
        publish_next(by=a_command(), old=wording(service, step), question="New question?")
    going.page = going.client.get(going.url("check_answers"), follow=True)
    assert going.step == step and "The words to read out have changed." in going.text
    refused = going.client.post(going.url("check_answers"), {"key": "x"}, follow=True)
    assert refused.context["step"].key == step and nothing_is_stored(service)
    going.answers(answer="yes").goes().records()
    assert "is recorded" in going.text


def test_a_service_without_wording_says_so(service):
    from core import actions as core_actions

    bare = core_actions.create_service(by=a_command(), name="Bare", slug="bare")
    client = Client()
    client.force_login(make_staff(bare))
    assert b"published no words to read out" in client.get(reverse("record_person")).content


# --- What each screen takes


def test_the_site_is_remembered_for_the_shift(going, client, service, site):
    going.goes().records()
    again = Going(client, service, site).goes(until="site")
    if again.step != "site":
        again.carries_on()
    assert again.page.context["form"]["site"].value() == site.pk


def test_not_asked_needs_a_reason(going, service):
    going.goes(contact={"answer": "not_asked"})
    assert going.step == "why-not"
    going.answers()
    assert "Select why they were not asked" in going.text
    going.answers(not_asked_reason="no_time").records()
    with scope_of_staff(service):
        assert Agreement.objects.get(purpose_id="contact").not_asked_reason == "no_time"


def test_refusing_involvement_never_blocks_recording_and_asks_for_no_way_of_contact(going, service):
    going.goes(contact={"answer": "no"}).records()
    assert "They said no to being contacted about involvement, and nobody will." in going.text
    with scope_of_staff(service):
        assert Person.objects.get().agreements.get(purpose_id="contact").answer == "refused"
        assert not SafeContact.objects.exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Select one safe way"),
        ({"channel": "text"}, "Enter a telephone number"),
        ({"channel": "text", "text_number": "0161 496 0001"}, "Give a mobile number for text messages"),
        ({"channel": "telephone", "call_number": "nonsense"}, "Enter a telephone number, like"),
        ({"channel": "email", "email": "x"}, "Enter an email address in the correct format"),
        ({"channel": "letter"}, "Enter a postal address"),
    ],
)
def test_a_way_needs_what_it_needs(going, sent, message):
    going.goes(until="way").answers(**sent)
    assert going.step == "way" and message in going.text


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Enter a date of birth, or choose how old they are"),
        (parts_of("date_of_birth", in_days(2)), "Date of birth must be today or in the past"),
        (parts_of("date_of_birth", date(1850, 1, 1)), "Check the year of birth."),
        ({"date_of_birth_day": "31"}, "Date of birth must include"),
        ({"age_band": "old"}, "Select an age from the list"),
    ],
)
def test_an_age_has_to_make_sense(going, sent, message):
    going.goes(until="age").answers(**sent)
    assert going.step == "age" and message in going.text


@pytest.mark.parametrize("bad", ["\x00", "x" * 100_000, "<b>bold</b>", "\u202e"])
def test_no_text_breaks_any_screen(going, client, bad):
    going.goes()
    for step in [step.key for step in WALK.steps]:
        names = ("name_to_use", "full_name", "safe_times", "present", "language", "email", "answer", "wording", "draft",
                 "site", "channel", "date_of_birth_day", "call_number", "connection", "age_band", "route")  # fmt: skip
        url = going.url("record_step", step=step)
        assert client.post(url, dict.fromkeys(names, bad)).status_code in (200, 302, 404)
    assert client.post(reverse("record_person"), {"draft": bad, "common": bad, "other": bad}).status_code == 200


# --- Once


def test_a_first_answer_sent_twice_begins_one_draft(client, service, site):
    page = client.get(reverse("record_person"))
    sent = {"draft": page.context["form"]["draft"].value(), "common": ["none"]}
    for _ in range(2):
        assert client.post(reverse("record_person"), sent).status_code == 302
    with scope_of_staff(service):
        assert Draft.objects.count() == 1


def test_the_last_button_pressed_twice_makes_one_person(going, service):
    going.goes().records()
    again = going.client.post(*going.sent, follow=True)
    assert b"Samira was recorded already." in again.content
    with scope_of_staff(service):
        assert Person.objects.count() == 1


def test_two_presses_that_arrive_together_make_one_person(going, service, monkeypatch):
    """Neither sees the other's row beforehand: the draft is locked, and gone for the second."""
    going.goes().records()
    from consent.views import recording

    url, sent = going.sent
    monkeypatch.setattr(recording, "_made_already", lambda request: None)
    assert going.client.post(url, sent).status_code == 404
    with scope_of_staff(service):
        assert Person.objects.count() == 1


def test_two_presses_at_the_very_same_moment_make_one_person(going, service, priya):
    going.goes()
    assert "Check the answers" in going.text
    sent = going.page.request["PATH_INFO"], {"key": going.page.context["key"]}
    start, statuses = threading.Barrier(2), []

    def press():
        client = Client()
        client.force_login(priya)
        try:
            start.wait(timeout=10)
            statuses.append(client.post(*sent).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(statuses) == 2 and set(statuses) <= {302, 404}
    with scope_of_staff(service):
        assert Person.objects.count() == 1 and not Draft.objects.exists()


def test_a_form_sent_again_does_not_name_somebody_restricted(going, service):
    going.goes(name={"name_to_use": "Nobody Sees Me"}).records()
    with scope_of_staff(service):
        agreement = Agreement.objects.get(purpose_id="record")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="They asked")
    going.client.get(reverse("people"))
    again = going.client.post(*going.sent, follow=True).content.decode()
    assert "Nobody Sees Me" not in again and "This form was sent already." in again


def test_answers_changed_in_another_window_are_checked_again(going, service, monkeypatch):
    going.goes()
    from consent.views import recording

    found = recording._likeness

    def meanwhile(request, answers):
        with scope_of_staff(service):
            draft = Draft.objects.get()
        actions.keep_answer(by=by_of(draft), draft=draft, step="name", kept={"name_to_use": "Other"})
        return found(request, answers)

    monkeypatch.setattr(recording, "_likeness", meanwhile)
    going.records()
    assert "The answers were changed in another window. Check them again." in going.text
    assert nothing_is_stored(service)


def by_of(draft):
    from core.actors import staff

    return staff(draft.owner)


# --- Somebody who may be recorded already


BORN = date(1980, 3, 4)


@pytest.mark.parametrize(
    ("name", "age"),
    [
        ("Zoë", BORN),
        ("zoe", BORN),
        ("Zoey", BORN),
        ("Zoe Sample", BORN.replace(month=4, day=3)),
        ("Zoe Sampel", None),
    ],
)
def test_somebody_alike_is_noticed_before_there_are_two_and_blocks_nothing(going, client, service, name, age):
    with scope_of_staff(service):
        known = make_person(service, name_to_use="Zoë", full_name="Zoë Sample", date_of_birth=BORN)
    age = parts_of("date_of_birth", age) if age else {"age_band": "18_over"}
    going.goes(name={"name_to_use": name}, age=age)
    assert "There may already be a record" in going.text and "Carry on, this is somebody else" in going.text
    record = reverse("person", args=[known.reference])
    assert record in going.text
    client.get(record)
    with scope_of_staff(service):
        assert known.access_log.count() == 1
    going.carries_on()
    if going.step == "age":
        going.goes(age=age)
        if not going.step:
            going.carries_on()
    going.goes()
    assert "There may already be a record" in going.text and record in going.text
    going.records()
    with scope_of_staff(service):
        assert Person.objects.count() == 2


def test_a_first_name_alone_or_somebody_of_another_service_is_nobody_alike(going, service):
    other = make_service("Eastshire")
    with scope_of_staff(other):
        make_person(other, name_to_use="Samira", full_name="Samira Sample")
    with scope_of_staff(service):
        make_person(service, name_to_use="Samira")
    going.goes()
    assert "Check the answers" in going.text and "There may already be a record" not in going.text


def test_a_restricted_record_is_hinted_at_and_nothing_more(going, service):
    with scope_of_staff(service):
        hidden = make_person(service, name_to_use="Samira", full_name="Samira Hidden", date_of_birth=BORN)
        agreement = Agreement.objects.get(purpose_id="record")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="They asked")
    going.goes(age=parts_of("date_of_birth", BORN))
    assert "There may be a restricted record of this person." in going.text
    assert "Hidden" not in going.text and hidden.reference not in going.text
    going.carries_on().goes().records()
    assert "There may be a restricted record of this person." in going.text and "Samira is recorded" in going.text
    assert hidden.reference not in going.text


# --- Who may


@pytest.mark.parametrize("name", ["record_person", "under_10", "asked", "paper_form", "hand_over"])
def test_only_those_who_record_people_may(service, name):
    client = Client()
    assert client.get(reverse(name)).status_code == 302
    client.force_login(make_staff(service, role="commissioner"))
    assert client.get(reverse(name)).status_code == 403
