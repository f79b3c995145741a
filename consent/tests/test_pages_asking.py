"""Asking one question of consent: of whom, in which words, and that nothing typed is lost."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from consent import actions, rules
from consent.models import Wording
from consent.tests.factories import (
    COMPETENT,
    IN_FAVOUR,
    LACKS_CAPACITY,
    NOT_COMPETENT,
    a_command,
    in_days,
    make_person,
    make_service,
    make_staff,
    wording,
)
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)

MOTHER = {
    "giver_name": "Ana Example",
    "giver_relationship": "mother",
    "giver_checked": "Birth certificate seen",
    "child_agrees": "yes",
}


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def client(service):
    return signed_in(make_staff(service))


@pytest.fixture
def support_worker(service):
    return signed_in(make_staff(service, role="str_worker"))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def years_ago(years) -> date:
    day = in_days(-40)
    return day.replace(year=day.year - years, day=min(day.day, 28))


def record(service, years, findings=None, giver=None, contact="given"):
    """Somebody of an age, recorded on what was found about them."""
    return actions.record_person(
        by=a_command(),
        service=service,
        details={"name_to_use": "Robin", "connection": "uses_now", "date_of_birth": years_ago(years)},
        record_wording=wording(service),
        contact={"answer": contact, "wording": wording(service, "contact")},
        findings=findings,
        giver=giver,
    )


def ask_url(person, purpose="contact", **query):
    return reverse("ask", args=[person.reference, purpose], query=query or None)


def sends(client, service, person, purpose="contact", query=None, **values):
    """Send the page with the words that are in force on it."""
    with scope_of_staff(service):
        words = wording(service, purpose)
    sent = {"wording": words.pk, "route": "in_person", **values}
    return client.post(ask_url(person, purpose, **(query or {})), sent, follow=True)


def in_own_words(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("purpose", ["record", "contact", "equality", "publish"])
def test_every_question_can_be_asked_and_neither_answer_is_chosen_beforehand(service, client, purpose):
    with scope_of_staff(service):
        person = make_person(service)
        question = wording(service, purpose).question
    page = client.get(ask_url(person, purpose)).content.decode()
    assert question in page and "They answer themselves." in page
    assert 'value="yes" checked' not in page and 'value="no" checked' not in page
    assert "There is a problem" in in_own_words(sends(client, service, person, purpose))
    sends(client, service, person, purpose, answer="yes")
    with scope_of_staff(service):
        assert rules.status_for(person, purpose).given


def test_a_question_that_does_not_exist_is_not_there(service, client):
    with scope_of_staff(service):
        person = make_person(service)
    assert client.get(ask_url(person, "weather")).status_code == 404


def test_asking_again_renews_with_todays_words(service, client):
    with scope_of_staff(service):
        person = make_person(service)
        old = person.agreements.get(purpose_id="contact")
    sends(client, service, person, answer="yes")
    with scope_of_staff(service):
        new = person.agreements.open().get(purpose_id="contact")
        old.refresh_from_db()
        assert old.ended_kind == "superseded" and new.review_on > in_days(300)


def test_sharing_asks_with_whom_and_what_and_keeps_what_was_typed(service, client):
    with scope_of_staff(service):
        person = make_person(service)
    kim = {"kind": "person", "name": "Kim Advocate, Open Door", "address": "1 Example Road"}
    page = in_own_words(sends(client, service, person, "share", answer="yes", **kim))
    assert "Enter what may be shared" in page and "Kim Advocate, Open Door" in page and 'value="yes" checked' in page
    sends(client, service, person, "share", answer="yes", information="My first name", **kim)
    with scope_of_staff(service):
        agreement = person.agreements.get(purpose_id="share")
        assert (agreement.recipient.name, agreement.information) == ("Kim Advocate, Open Door", "My first name")
    page = client.get(ask_url(person, "share", **{"as": agreement.pk})).content.decode()
    assert "Kim Advocate, Open Door" in page and "My first name" in page


def test_a_no_to_holding_the_record_restricts_it_and_leads_away_from_it(service, client):
    with scope_of_staff(service):
        person = make_person(service)
    answered = sends(client, service, person, "record", answer="no")
    assert answered.redirect_chain[-1][0] == reverse("people")
    assert "is restricted" in in_own_words(answered)


def test_whoever_needs_easy_read_is_asked_in_easy_read_first(service, client):
    with scope_of_staff(service):
        person = make_person(service)
        actions.record_needs(by=a_command(), person=person, needs={"easy_read": ""})
    page = client.get(ask_url(person)).content.decode()
    assert 'class="app-easy-read"' in page and "Show the standard words" in page


def test_other_languages_in_force_are_offered(service, client):
    with scope_of_staff(service):
        person = make_person(service)
        words = {
            name: getattr(wording(service, "contact"), name) for name in (*Wording.PARTS, "question", "controller")
        }
        line = {"purpose_key": "contact", "language": "cy", "format": "standard"}
        draft = actions.start_wording(by=a_command(), service=service, **line)
        words |= {"question": "A gawn ni gysylltu?", "translator": "Ola", "checker": "Jan"}
        actions.change_wording(by=a_command(), wording=draft, words=words)
        welsh = actions.publish_wording(by=a_command(), wording=draft, day=in_days(0))
    assert "Show it in Welsh" in client.get(ask_url(person)).content.decode()
    url = ask_url(person, language="cy", words="standard")
    page = client.get(url).content.decode()
    assert "A gawn ni gysylltu?" in page and "Show the standard words" in page
    client.post(url, {"wording": welsh.pk, "route": "in_person", "answer": "no"})
    with scope_of_staff(service):
        assert person.agreements.open().get(purpose_id="contact").wording == welsh


def test_a_child_who_was_not_assessed_today_is_asked_nothing_before(service, client, support_worker):
    with scope_of_staff(service):
        child = record(service, 14, findings={"competence": COMPETENT | {"purposes": ["record", "contact"]}})
    page = in_own_words(client.get(ask_url(child, "publish")))
    assert "Assess first, today, whether they are competent" in page and "Assess competence first" in page
    assert "an assessment" not in page and "Parental" not in page
    assert "Nobody may answer yet." in page and ">Who may answer<" not in page
    assert in_own_words(sends(client, service, child, "publish", answer="yes")).count("<form") == page.count("<form")
    with scope_of_staff(service):
        assert rules.status_for(child, "publish").state == "not_asked"
    page = in_own_words(support_worker.get(ask_url(child, "publish")))
    assert "Assess competence first: a practitioner or manager does this." in page


def test_a_parent_is_asked_with_the_childs_agreement_or_a_reason(service, client):
    giver = {"ground": "parental", "name": "Ana Example", "relationship": "mother", "checked": "Seen"}
    with scope_of_staff(service):
        child = record(
            service, 14, {"competence": NOT_COMPETENT}, giver=giver | {"child_agrees": True}, contact="refused"
        )
    page = in_own_words(client.get(ask_url(child)))
    assert "Somebody with parental responsibility answers." in page and "A parent can be the danger" in page
    assert "They are not competent to decide this." in page
    sent = {**MOTHER, "answer": "yes", "child_agrees": "no", "why_asked": ""}
    page = in_own_words(sends(client, service, child, **sent))
    assert "Enter why they are asked all the same" in page and "Ana Example" in page
    page = in_own_words(sends(client, service, child, **{**sent, "why_asked": "The child is in hospital"}))
    assert "Said yes: the answer of Ana Example (mother) is recorded." in page
    with scope_of_staff(service):
        answer = child.agreements.open().get(purpose_id="contact")
        assert (answer.why_asked, answer.child_agrees) == ("The child is in hospital", False)


def test_parents_who_differ_show_as_conflicting_until_one_answers_otherwise(service, client):
    giver = {"ground": "parental", "name": "Ana Example", "relationship": "mother", "checked": "Seen"}
    with scope_of_staff(service):
        child = record(service, 14, {"competence": NOT_COMPETENT}, giver=giver | {"child_agrees": True})
    father = MOTHER | {"giver_name": "Ben Example", "giver_relationship": "father"}
    sends(client, service, child, answer="no", **father)
    page = in_own_words(client.get(reverse("person", args=[child.reference])))
    assert "nothing may be done until it is settled" in page and "How to settle this" in page
    assert "How to settle involvement" in page
    assert "Ana Example (mother) and Ben Example (father)" in page
    with scope_of_staff(service):
        answers = list(child.agreements.open().filter(purpose_id="contact"))
        mothers = next(answer for answer in answers if answer.giver_name == "Ana Example")
        assert not rules.may_contact(child)
    page = in_own_words(client.get(ask_url(child)))
    assert "Those who answer do not agree" in page and "Ask Ana Example (mother) again" in page
    again = {"by": "parental", "as": mothers.pk}
    assert 'value="Ana Example"' in client.get(ask_url(child, **again)).content.decode()
    sends(client, service, child, query=again, answer="no", **MOTHER)
    with scope_of_staff(service):
        assert rules.status_for(child, "contact").state == "refused"


def test_an_adult_who_lacks_capacity_is_answered_for_by_whoever_the_law_knows(service, client, support_worker):
    attorney = {"ground": "attorney", "name": "Cleo Example", "relationship": "daughter", "checked": "Seen"}
    with scope_of_staff(service):
        person = record(service, 70, {"capacity": LACKS_CAPACITY}, giver=attorney, contact="refused")
    page = in_own_words(client.get(ask_url(person)))
    assert "Their attorney for health and welfare answers" in page and "Decide first what is in their best" in page
    assert "They are 18 or over. Parental responsibility has ended." in page
    page = in_own_words(sends(client, service, person, query={"by": "deputy"}, answer="yes", giver_name="Di Example"))
    assert "Enter how that was checked, or which document was seen" in page and "Di Example" in page
    with scope_of_staff(service):
        actions.decide_best_interests(
            by=a_command(), person=person, purpose_key="contact", **IN_FAVOUR, review_on=in_days(90)
        )
    assert "The answer follows from the decision" in in_own_words(client.get(ask_url(person, by="best_interests")))
    page = in_own_words(support_worker.get(ask_url(person)))
    assert "A practitioner or manager records this." in page and '<h2 class="nhsuk-heading-m">The words' not in page


def test_what_was_decided_in_best_interests_is_recorded_as_the_answer(service, client):
    with scope_of_staff(service):
        findings = {"capacity": LACKS_CAPACITY, "best_interests": IN_FAVOUR | {"review_on": in_days(90)}}
        person = record(service, 17, findings, giver={"ground": "best_interests"})
    page = in_own_words(sends(client, service, person, query={"by": "best_interests"}))
    assert "as it was decided in their best interests" in page
    with scope_of_staff(service):
        answer = person.agreements.open().get(purpose_id="contact")
        assert answer.answer == "given" and answer.review_on == in_days(90)


def test_nobody_answers_for_somebody_elses_story(service, client):
    with scope_of_staff(service):
        person = make_person(service, date_of_birth=years_ago(30))
        actions.assess_capacity(by=a_command(), person=person, purpose_key="publish", **LACKS_CAPACITY)
    page = in_own_words(client.get(ask_url(person, "publish")))
    assert "Nobody’s words or story" in page or "Nobody&#x27;s words or story" in page


def test_one_yes_for_sharing_does_not_hide_a_conflict_about_another(service):
    giver = {"ground": "parental", "name": "Ana Example", "relationship": "mother", "checked": "Seen"}
    giver |= {"child_agrees": True}
    with scope_of_staff(service):
        child = record(service, 14, {"competence": NOT_COMPETENT}, giver=giver)
        actions.assess_competence(by=a_command(), person=child, purpose_key="share", **NOT_COMPETENT)
        for name, to, answer in [("Ana", "School", "given"), ("Ana", "Club", "given"), ("Ben", "Club", "refused")]:
            actions.record_answer(
                by=a_command(),
                person=child,
                purpose_key="share",
                answer=answer,
                wording=wording(service, "share"),
                giver=giver | {"name": name},
                recipient={"kind": "organisation", "name": to},
                information="First name",
            )
        status = rules.status_for(child, "share")
        assert status.given and "Club: Those who answer for them do not agree" in status.sentence
        assert {answer.giver_name for answer in status.between} == {"Ana", "Ben"}
