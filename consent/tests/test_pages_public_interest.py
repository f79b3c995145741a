"""The pages of decisions in the public interest: deciding, the list, the facts, and the review by a second person."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions
from consent.models import (
    AccessLogEntry,
    DetailToAdd,
    Draft,
    NeedsAsked,
    Person,
    PublicInterestDecision,
    ReviewNotice,
)
from consent.tests.deciding import OF_THE_PERSON, REASONS, Deciding, decide_to_record, decide_to_share
from consent.tests.factories import a_command, make_person, make_service, make_site, make_staff
from core import clock
from core.actions import change_service
from core.actors import staff
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/consent/public-interest/"


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def site(service):
    return make_site(service)


@pytest.fixture
def people(service):
    """Who works here, by role."""
    names = {"practitioner": "Priya", "str_worker": "Stevie", "manager": "Morgan", "ig_lead": "Ines"}
    return {role: make_staff(service, role, name=name) for role, name in names.items()}


@pytest.fixture
def person(service):
    with scope_of_staff(service):
        return make_person(service, name_to_use="Sacha")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def priya(people):
    return signed_in(people["practitioner"])


@pytest.fixture
def morgan(people):
    return signed_in(people["manager"])


@pytest.fixture
def ines(people):
    return signed_in(people["ig_lead"])


def shared(service, people, person, days_ago=0, by="practitioner"):
    with scope_of_staff(service), clock.at(timezone.now() - timedelta(days=days_ago)):
        return decide_to_share(person, people[by])


def recorded(service, people, name="Zephyr", by="practitioner"):
    with scope_of_staff(service):
        return decide_to_record(service, people[by], name)


def page_of(decision):
    return reverse("decision_in_public_interest", args=[decision.pk])


def words(response):
    return " ".join(response.content.decode().split())


TURN_DOWN = {"outcome": "turned_down", "words": "The risk was not near"}
UPHOLD = {"outcome": "upheld", "words": "The risk was near"}


# --- Deciding to record


def test_a_decision_to_record_is_made_screen_by_screen_and_says_who_reviews_it(priya, service, site, people):
    going = Deciding(priya, service, site=site).goes()
    assert "Ines, Morgan" in going.text
    with scope_of_staff(service):
        assert not Person.objects.exists(), "Nothing is recorded before the end."
    going.decides()
    assert "is recorded, reference" in going.text
    assert "A second person reviews it by" in going.text
    with scope_of_staff(service):
        [decision] = PublicInterestDecision.objects.all()
        assert (decision.aim, decision.purpose, decision.decided_by) == ("record", "child", people["practitioner"])
        assert (decision.told, decision.told_words) == (True, "To whom and why")
        assert (decision.person.name_to_use, decision.person.site) == ("Zephyr", site)
        assert set(ReviewNotice.objects.values_list("to__name", flat=True)) == {"Ines", "Morgan"}
        assert NeedsAsked.objects.get().person == decision.person
        assert not Draft.objects.exists()


def test_where_nobody_could_ask_what_helps_that_becomes_a_task(priya, service, site, people):
    going = Deciding(priya, service, site=site).goes(help={"common": ["later"]})
    assert "Left for later" in going.text
    going.decides()
    with scope_of_staff(service):
        assert DetailToAdd.objects.get().detail == "access_needs"
        assert not NeedsAsked.objects.exists()


def test_what_helps_them_is_recorded_from_the_coded_list(priya, service, site, people):
    Deciding(priya, service, site=site).goes(help={"common": ["easy_read"], "other": "A quiet room"}).decides()
    with scope_of_staff(service):
        person = Person.objects.get()
        assert [need.need_id for need in person.needs.all()] == ["easy_read"]
        assert (person.access_needs, person.needs_asked.get().has_none) == ("A quiet room", False)


def test_what_was_seen_to_help_is_kept_where_they_could_not_be_asked(priya, service, site, people):
    Deciding(priya, service, site=site).goes(help={"common": ["later"], "other": "A quiet room"}).decides()
    with scope_of_staff(service):
        assert Person.objects.get().access_needs == "A quiet room"
        assert DetailToAdd.objects.get().detail == "access_needs"


def test_a_child_under_ten_is_not_recorded_and_what_to_do_is_said(priya, service, site):
    going = Deciding(priya, service, site=site).goes(until="age")
    born = timezone.localdate() - timedelta(days=9 * 365)
    going.answers(date_of_birth_day=born.day, date_of_birth_month=born.month, date_of_birth_year=born.year)
    assert going.step == "age"
    assert "Tell the safeguarding lead" in going.text


@pytest.mark.parametrize("step", [*REASONS, *OF_THE_PERSON])
def test_no_question_can_be_left_out(priya, service, site, person, step):
    going = Deciding(priya, service, site=site, person=person if step == "recipient" else None)
    going.goes(until=step).answers()
    assert going.step == step
    assert "There is a problem" in going.text


def test_an_answer_in_spaces_only_is_none(priya, service, person):
    going = Deciding(priya, service, person).goes(until="facts").answers(facts="   ")
    assert going.step == "facts"


@pytest.mark.parametrize("told", ["yes", "no"])
def test_told_or_not_the_words_are_asked_for_and_what_was_typed_stays(priya, service, person, told):
    going = Deciding(priya, service, person).goes(until="told").answers(told=told, told_what=" ", told_why_not=" ")
    assert going.step == "told"
    going = going.opens("risk").answers(at_risk="A little brother", harm="")
    assert "A little brother" in going.text


def test_the_answers_outlast_a_lost_session_and_can_be_changed(priya, people, service, person):
    going = Deciding(priya, service, person).goes(until="alternatives")
    priya.logout()
    lost = priya.post(reverse("decide_step", args=[going.draft.pk, "alternatives"]), {"alternatives": "x"})
    assert lost.status_code == 302 and "/login/" in lost.headers["Location"]
    again = signed_in(people["practitioner"])
    assert "You began a decision in the public interest" in words(again.get(reverse("today")))
    page = again.get(reverse("go_on_deciding", args=[going.draft.pk]), follow=True)
    assert page.context["step"].key == "alternatives"
    risk = again.get(reverse("decide_step", args=[going.draft.pk, "risk"]))
    assert "The younger brother" in words(risk)


def test_the_draft_is_encrypted_and_nobody_elses(priya, service, people, person, morgan):
    going = Deciding(priya, service, person).goes(until="told")
    assert "brother" not in going.draft.sealed
    for name in ("go_on_deciding", "check_decision", "throw_away_decision"):
        assert morgan.get(reverse(name, args=[going.draft.pk])).status_code == 404
    assert morgan.post(reverse("check_decision", args=[going.draft.pk]), {}).status_code == 404


def test_a_step_ahead_of_the_next_question_leads_back_to_it(priya, service, person):
    going = Deciding(priya, service, person).goes(until="need").opens("told")
    assert going.step == "need"
    assert going.client.get(reverse("check_decision", args=[going.draft.pk])).status_code == 302


def test_thrown_away_nothing_of_it_stays(priya, service, person):
    going = Deciding(priya, service, person).goes(until="told")
    url = reverse("throw_away_decision", args=[going.draft.pk])
    assert "Throw these answers away?" in words(priya.get(url))
    assert "Nothing was decided" in words(priya.post(url, follow=True))
    with scope_of_staff(service):
        assert not Draft.objects.exists()
        assert not PublicInterestDecision.objects.exists()


def test_sent_twice_it_decides_once(priya, service, person, people):
    going = Deciding(priya, service, person).goes().decides()
    again = priya.post(*going.sent, follow=True)
    assert "This decision was recorded already" in words(again)
    with scope_of_staff(service):
        assert PublicInterestDecision.objects.count() == 1


def test_a_first_answer_sent_twice_begins_one_draft(priya, service):
    page = priya.get(reverse("decide_to_record"))
    answer = {"draft": page.context["form"]["draft"].value(), "common": ["none"]}
    for _ in range(2):
        priya.post(reverse("decide_to_record"), answer)
    with scope_of_staff(service):
        assert Draft.objects.count() == 1


def test_after_the_answers_are_gone_a_page_says_so(priya, service, person):
    going = Deciding(priya, service, person).goes(until="told")
    url = reverse("decide_step", args=[going.draft.pk, "told"])
    priya.post(reverse("throw_away_decision", args=[going.draft.pk]))
    gone = priya.post(url, REASONS["told"])
    assert gone.status_code == 404
    assert "These answers are not here any more" in words(gone)


def test_answers_changed_in_another_window_are_checked_again(priya, service, person, monkeypatch):
    going = Deciding(priya, service, person).goes()
    key, url = going.page.context["key"], going.page.request["PATH_INFO"]
    decide = actions.decide_from_draft

    def somebody_types_meanwhile(*, by, draft, **what):
        with scope_of_staff(service):
            actions.keep_answer(by=by, draft=draft, step="facts", kept={"facts": "Other facts"})
        return decide(by=by, draft=draft, **what)

    monkeypatch.setattr(actions, "decide_from_draft", somebody_types_meanwhile)
    assert "changed in another window" in words(priya.post(url, {"key": key}))
    with scope_of_staff(service):
        assert not PublicInterestDecision.objects.exists()


def test_somebody_alike_is_noticed_and_blocks_nothing(priya, service, site, people):
    with scope_of_staff(service):
        make_person(service, name_to_use="Zoë", full_name="Zoë Sample")
    going = Deciding(priya, service, site=site).goes(name={"name_to_use": "Zoe Sample"})
    assert "There may already be a record" in going.text
    assert "is recorded, reference" in going.decides().text


def test_without_a_second_person_the_page_says_whom_to_tell(service, site):
    alone = make_staff(service, "practitioner")
    going = Deciding(signed_in(alone), service, site=site).goes()
    assert "Nobody can review this yet" in going.text


def test_what_helps_them_moves_along_from_recording_consent(priya, service, site):
    key = "00000000-0000-4000-8000-000000000001"
    priya.post(reverse("record_person"), {"draft": key, "common": ["easy_read"], "other": "A quiet room"})
    page = priya.get(reverse("record_step", args=[key, "record"]))
    start = f"{reverse('decide_to_record')}?instead={key}"
    assert start in words(page)
    page = priya.get(start)
    assert "A quiet room" in words(page)
    assert page.context["form"]["common"].value() == ["easy_read"]
    draft = page.context["form"]["draft"].value()
    priya.post(start, {"draft": draft, "common": ["easy_read"], "other": "A quiet room"})
    with scope_of_staff(service):
        [draft] = Draft.objects.all()
        assert draft.kind == "public_interest"
        assert draft.answers["help"]["needs"] == {"easy_read": ""}


# --- Deciding to share


def test_a_decision_to_share_names_whom_to_tell_and_is_about_somebody_known(priya, service, people, person):
    going = Deciding(priya, service, person).goes()
    assert "Sacha" in going.text
    going.decides()
    with scope_of_staff(service):
        [decision] = PublicInterestDecision.objects.all()
        assert (decision.aim, decision.person, decision.recipient.name) == ("share", person, "Duty social worker")
        opened = AccessLogEntry.objects.filter(person=person).order_by("pk").values_list("page", flat=True)
        assert list(opened) == ["sharing in the public interest", "decision in the public interest"]


def test_a_record_restricted_meanwhile_is_decided_about_no_more(priya, service, person):
    going = Deciding(priya, service, person).goes()
    with scope_of_staff(service):
        agreement = person.agreements.open().get(purpose="record")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="No more")
    gone = priya.post(going.page.request["PATH_INFO"], {"key": going.page.context["key"]})
    assert gone.status_code == 404
    assert "Sacha" not in words(gone)


def test_the_record_says_what_was_decided_and_leads_to_deciding(priya, service, people, person):
    decision = shared(service, people, person)
    page = words(priya.get(reverse("person", args=[person.reference])))
    assert page_of(decision) in page
    assert "to be reviewed by" in page
    assert reverse("decide_to_share", args=[person.reference]) in page
    stevie = words(signed_in(people["str_worker"]).get(reverse("person", args=[person.reference])))
    assert "in the public interest" not in stevie


def test_a_record_held_without_consent_says_so_to_those_who_may_know(priya, service, people):
    page = reverse("person", args=[recorded(service, people).person.reference])
    assert "It is held without consent, on a decision in the public interest." in words(priya.get(page))
    assert "held without consent" not in words(signed_in(people["str_worker"]).get(page))


# --- Who may not


@pytest.mark.parametrize("role", ["str_worker", "ig_lead", "admin", "finance", "commissioner"])
def test_others_do_not_decide(service, person, role):
    client = signed_in(make_staff(service, role))
    for url in (reverse("decide_to_record"), reverse("decide_to_share", args=[person.reference])):
        assert client.get(url).status_code == 403
        assert client.post(url, {"purpose": "child"}).status_code == 403


@pytest.mark.parametrize("role", ["str_worker", "admin", "finance", "commissioner"])
def test_others_read_no_decision(service, people, person, role):
    decision = shared(service, people, person)
    client = signed_in(make_staff(service, role))
    for url in (LIST, page_of(decision)):
        assert client.get(url).status_code == 403
        assert client.post(url, UPHOLD).status_code in (403, 405)


def test_an_outsider_finds_nothing(service, people, person):
    decision = shared(service, people, person)
    elsewhere = make_service()
    for role in ("practitioner", "manager", "ig_lead"):
        client = signed_in(make_staff(elsewhere, role))
        assert client.get(page_of(decision)).status_code == 404
        assert client.post(page_of(decision), UPHOLD).status_code == 404
        assert person.reference not in words(client.get(LIST))
        assert "Review the decision" not in words(client.get(reverse("today")))


@pytest.mark.parametrize("page", ["asked", "record"])
def test_where_consent_is_missing_the_page_says_what_there_is_and_whom_to_ask(service, people, site, page):
    for role, says in (("practitioner", "Decide to record without consent"), ("str_worker", "Morgan, Priya")):
        client = signed_in(people[role])
        if page == "asked":
            text = words(client.get(reverse("asked")))
        else:
            text = words(client.post(reverse("record_person"), {"common": ["none"]}, follow=True))
        assert "for three purposes only" in text
        assert says in text
        assert (reverse("decide_to_record") in text) == (role == "practitioner")


# --- The list


def test_the_list_is_sorted_by_when_a_review_is_due_and_says_what_is_overdue(morgan, service, people, person):
    first = recorded(service, people)
    late = shared(service, people, person, days_ago=9)
    page = morgan.get(LIST)
    assert [decision.pk for decision in page.context["page"]] == [late.pk, first.pk]
    assert "Overdue: to be reviewed by" in words(page)
    assert [decision.pk for decision in morgan.get(LIST, {"show": "overdue"}).context["page"]] == [late.pk]


def test_the_list_is_narrowed_by_reference_and_by_what_a_decision_is_for(morgan, service, people, person):
    first, other = recorded(service, people), shared(service, people, person)
    found = morgan.get(LIST, {"q": person.reference.lower().replace("-", " ")})
    assert [decision.pk for decision in found.context["page"]] == [other.pk]
    assert [decision.pk for decision in morgan.get(LIST, {"aim": "record"}).context["page"]] == [first.pk]
    assert "No decision was found" in words(morgan.get(LIST, {"q": "ZZZ"}))


def test_the_list_shows_what_was_reviewed_and_each_of_its_empty_states(morgan, service, people, person):
    assert "No decision waits for a review" in words(morgan.get(LIST))
    assert "No decision has been reviewed yet" in words(morgan.get(LIST, {"show": "reviewed"}))
    assert "still has time" in words(morgan.get(LIST, {"show": "overdue"}))
    decision = shared(service, people, person)
    morgan.post(page_of(decision), UPHOLD)
    assert "Upheld by Morgan on" in words(morgan.get(LIST, {"show": "reviewed"}))
    assert morgan.get(LIST, {"show": "nonsense", "aim": "x"}).status_code == 200


def test_the_list_costs_the_same_for_few_and_for_many(morgan, service, people, person, django_assert_num_queries):
    with scope_of_staff(service):
        for _ in range(3):
            decide_to_share(person, people["practitioner"])
    with django_assert_num_queries(6) as few:
        morgan.get(LIST)
    with scope_of_staff(service):
        for _ in range(27):
            decide_to_share(person, people["practitioner"])
    with django_assert_num_queries(len(few)):
        morgan.get(LIST)
    assert 'href="?page=2"' in words(morgan.get(LIST))


def test_the_lead_reads_references_and_no_name_of_the_record(ines, service, people, person):
    decision = shared(service, people, person)
    for url in (LIST, page_of(decision), reverse("today")):
        text = words(ines.get(url))
        assert person.reference in text
        assert "Sacha" not in text
    assert reverse("person", args=[person.reference]) not in words(ines.get(page_of(decision)))


# --- Reading and reviewing


def test_reading_a_decision_is_logged_and_the_person_sees_it(ines, service, people, person):
    decision = shared(service, people, person)
    ines.get(page_of(decision))
    with scope_of_staff(service):
        entry = AccessLogEntry.objects.get(person=person)
        assert (entry.page, entry.role) == ("decision in the public interest", "information governance lead")


def test_the_page_says_beforehand_what_turning_down_does(morgan, service, people):
    decision = recorded(service, people)
    assert "restricted at once" in words(morgan.get(page_of(decision)))


def test_a_second_person_upholds_it(morgan, service, people, person):
    decision = shared(service, people, person)
    after = words(morgan.post(page_of(decision), UPHOLD, follow=True))
    assert "You upheld the decision" in after
    assert "The risk was near" in after
    assert "Record the review" not in after


def test_one_turned_down_restricts_the_record_and_the_reviewer_is_told(morgan, priya, service, people):
    decision = recorded(service, people)
    after = words(morgan.post(page_of(decision), TURN_DOWN, follow=True))
    assert f"the record {decision.person.reference} is restricted" in after
    for client in (morgan, priya):
        assert client.get(page_of(decision)).status_code == 404
        assert decision.person.reference not in words(client.get(LIST, {"show": "reviewed"})).replace(after, "")


def test_one_to_share_turned_down_says_what_is_to_be_asked_for_back(morgan, priya, service, people, person):
    decision = shared(service, people, person)
    with scope_of_staff(service):
        actions.disclose(
            by=staff(people["practitioner"]),
            person=person,
            ground=decision,
            disclosed_on=timezone.localdate(),
            what="The name of the school",
            why="To keep him safe",
            necessary="No less would do",
            how="spoken",
        )
    assert "is listed, to be asked for back" in words(morgan.get(page_of(decision)))
    after = words(morgan.post(page_of(decision), TURN_DOWN, follow=True))
    assert "The name of the school" in after
    assert "It is to be asked for back" in after


def test_the_author_reads_who_can_review_it_and_has_no_form(priya, people, service, person):
    decision = shared(service, people, person)
    text = words(priya.get(page_of(decision)))
    assert "You made this decision. A second person reviews it. Any of these can: Ines, Morgan" in text
    assert "Record the review" not in text
    refused = words(priya.post(page_of(decision), UPHOLD))
    assert "You made this decision" in refused
    with scope_of_staff(service):
        assert PublicInterestDecision.objects.to_review().exists()


def test_a_manager_does_not_review_their_own(morgan, people, service, person):
    decision = shared(service, people, person, by="manager")
    assert "You made this decision" in words(morgan.post(page_of(decision), UPHOLD))
    with scope_of_staff(service):
        assert PublicInterestDecision.objects.to_review().exists()


@pytest.mark.parametrize(
    ("sent", "says"), [({"words": "My reasons"}, "Select what you find"), ({"outcome": "upheld"}, "Enter your reasons")]
)
def test_an_incomplete_review_keeps_what_was_typed(morgan, service, people, person, sent, says):
    decision = shared(service, people, person)
    text = words(morgan.post(page_of(decision), sent))
    assert says in text
    assert sent.get("words", "checked") in text


def test_the_second_of_two_reviewers_is_told_and_keeps_their_words(morgan, ines, service, people, person):
    decision = shared(service, people, person)
    ines.post(page_of(decision), UPHOLD)
    lost = words(morgan.post(page_of(decision), TURN_DOWN))
    assert "Ines reviewed this at" in lost
    assert "The risk was not near" in lost
    with scope_of_staff(service):
        assert PublicInterestDecision.objects.get().outcome == "upheld"


def test_the_second_reviewer_of_a_record_that_is_restricted_now_is_told(morgan, ines, service, people):
    decision = recorded(service, people)
    ines.post(page_of(decision), TURN_DOWN)
    lost = words(morgan.post(page_of(decision), UPHOLD, follow=True))
    assert "Ines reviewed this at" in lost
    assert "before you: turned down" in lost
    assert "Zephyr" not in lost
    assert signed_in(people["practitioner"]).post(page_of(decision), UPHOLD).status_code == 404


def test_two_reviewers_at_once_have_one_outcome(service, people, person):
    decision = shared(service, people, person)
    clients = [(signed_in(people["manager"]), UPHOLD), (signed_in(people["ig_lead"]), TURN_DOWN)]
    together, said = threading.Barrier(2), []

    def review(client, sent):
        try:
            together.wait()
            said.append(words(client.post(page_of(decision), sent, follow=True)))
        finally:
            connection.close()

    threads = [threading.Thread(target=review, args=pair) for pair in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("reviewed this at" in text for text in said) == 1
    assert sum("You upheld" in text or "You turned the decision down" in text for text in said) == 1
    with scope_of_staff(service):
        assert PublicInterestDecision.objects.get().history.count() == 2


def test_a_restricted_record_asks_the_lead_for_a_reason_and_logs_it(ines, morgan, service, people, person):
    decision = shared(service, people, person)
    with scope_of_staff(service):
        agreement = person.agreements.open().get(purpose="record")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="No more")
    assert morgan.get(page_of(decision)).status_code == 404
    asked = words(ines.get(page_of(decision)))
    assert "Why do you open this decision?" in asked
    assert "What was decided, and why" not in asked
    assert "Record the review" in words(ines.post(page_of(decision), {"reason": "To review it"}))
    assert "You upheld the decision" in words(ines.post(page_of(decision), UPHOLD, follow=True))
    with scope_of_staff(service):
        assert AccessLogEntry.objects.filter(why="To review it", opened_by=people["ig_lead"]).count() == 2


# --- Today, and the time a service allows


def test_today_tells_managers_and_leads_what_to_review_the_overdue_first(morgan, ines, priya, service, people, person):
    recorded(service, people)
    shared(service, people, person, days_ago=9)
    for client in (morgan, ines):
        text = words(client.get(reverse("today")))
        assert text.index("Overdue since") < text.index("Review the decision to record information")
    assert "without consent, by" not in words(priya.get(reverse("today")))


def test_nobody_is_shown_their_own_decision_to_review(morgan, service, people, person):
    shared(service, people, person, by="manager")
    assert "Review the decision" not in words(morgan.get(reverse("today")))


def test_an_administrator_sets_the_hours_and_they_count_from_then_on(service, people, person):
    before = shared(service, people, person)
    admin = signed_in(make_staff(service, "admin"))
    url = reverse("change_service")
    form = admin.get(url).context["form"]
    values = {name: form[name].value() or "" for name in form.fields if name != "show_reader_names"}
    admin.post(url, {**values, "hours_to_review": "12"})
    service.refresh_from_db()
    assert service.hours_to_review == 12
    with scope_of_staff(service):
        after = decide_to_share(person, people["practitioner"])
    assert (before.review_due - before.decided_at).total_seconds() == pytest.approx(72 * 3600, abs=5)
    assert (after.review_due - after.decided_at).total_seconds() == pytest.approx(12 * 3600, abs=5)


def test_the_hours_are_within_reason(service):
    admin = signed_in(make_staff(service, "admin"))
    url = reverse("change_service")
    values = {"days_to_tell": 28, "days_to_review_needs": 365, "days_to_confirm": 28, "days_untouched": 90}
    for wrong, says in (("0", "1 or more"), ("721", "720 or less"), ("soon", "must be a number"), ("", "Enter")):
        assert says in words(admin.post(url, {**values, "hours_to_review": wrong}))
    change_service(by=a_command(), service=service, hours_to_review=1)
